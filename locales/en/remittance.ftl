### Money sent abroad: the customer's steps, the pages of what is on its way, notices, and the desk's cards

error-iban-invalid = { $fault ->
    [country] This IBAN belongs to another country. Go back and pick that country, or check the first two letters.
    [length] This IBAN has too few or too many characters for its country. Please copy it again.
    [checksum] This IBAN has a typing error: its check digits don't fit. Please compare it with your recipient.
   *[structure] This is not an IBAN. It begins with two letters and two digits, such as DE89 3704 0044 0532 0130 00.
}
error-bic-invalid = { $fault ->
    [missing] I can't find the bank of this IBAN. Send the IBAN again with the BIC (8 or 11 characters) on a second line.
    [country] This BIC is of a bank in another country. Please check both.
   *[structure] This is not a BIC: it has 8 or 11 letters and digits, such as DEUTDEFF. Please check it.
}
error-bank-account-invalid = { $fault ->
    [checksum] The bank's number has a typing error. Please compare it with your recipient.
   *[structure] I can't read this account. Please send the numbers in the order of the example above.
}
error-recipient-name-invalid = The bank needs the name in Latin letters, as on the account, at most { $length_max } characters: for example Anna Weber.
error-recipient-wallet-invalid = This is neither a @name nor a phone number with country code. Please send one of them.
error-local-number-invalid = This is no phone number of that country. Please send it with its country code.
error-recipient-not-found = This recipient is gone. Please choose or enter another one.
error-remittance-not-found = I can't find this transfer abroad. You find all of yours with /abroad.
error-remittance-not-in-state = { $status ->
    [converting] This is being processed already, so that can't be done any more. If you need help, write to Support with the reference.
    [sent] The money is on its way already, so that can't be done any more. If you need help, write to Support with the reference.
    [delivered] The money was delivered, so that can't be done any more.
    [returned] The money was given back already.
    [cancelled] This was called back; the money is in the wallet again.
    [payer-frozen] The payer's wallet is frozen. Don't pay out: give the money back, or wait until the wallet is open again.
    [return-asked] A colleague has to decide first whether this is given back.
   *[other] That can't be done at this stage.
}
error-remittance-under-way = Money is still on its way abroad. Please close the wallet once it is delivered or given back.

record-kind-remittance = 🌍 Sent abroad
record-kind-remittance-in = 🌍 Sent abroad
record-kind-remittance-out = 🌍 Sent abroad
record-kind-remittance-return = ↩️ Back from abroad
command-abroad = Send money abroad
home-remittance = 🌍 Abroad

## Countries, methods, purposes

remittance-country = { $country ->
    [AT] 🇦🇹 Austria
    [BE] 🇧🇪 Belgium
    [BG] 🇧🇬 Bulgaria
    [CY] 🇨🇾 Cyprus
    [DE] 🇩🇪 Germany
    [EE] 🇪🇪 Estonia
    [ES] 🇪🇸 Spain
    [FI] 🇫🇮 Finland
    [FR] 🇫🇷 France
    [GB] 🇬🇧 United Kingdom
    [GR] 🇬🇷 Greece
    [HK] 🇭🇰 Hong Kong
    [HR] 🇭🇷 Croatia
    [IE] 🇮🇪 Ireland
    [IT] 🇮🇹 Italy
    [JP] 🇯🇵 Japan
    [KR] 🇰🇷 South Korea
    [LT] 🇱🇹 Lithuania
    [LU] 🇱🇺 Luxembourg
    [LV] 🇱🇻 Latvia
    [MT] 🇲🇹 Malta
    [NL] 🇳🇱 Netherlands
    [PT] 🇵🇹 Portugal
    [SG] 🇸🇬 Singapore
    [SI] 🇸🇮 Slovenia
    [SK] 🇸🇰 Slovakia
   *[US] 🇺🇸 United States
}
remittance-method = { $method ->
    [iban] 🏦 Bank account (IBAN)
    [phone] 📱 Local phone number
    [wallet-harbour] 👛 Harbour Pay wallet
    [wallet-merlion] 👛 Merlion Pay wallet
   *[account] 🏦 Bank account (local number)
}
remittance-purpose = { $purpose ->
    [family] 👪 Family
    [goods] 📦 Goods
    [services] 🛠 Services
    [education] 🎓 Education
    [travel] ✈️ Travel
    [salary] 💼 Salary
   *[other] Something else
}
remittance-state = { $state ->
    [waiting] Paid, waiting
    [converting] Being processed
    [sent] On its way
    [delivered] Delivered
    [returned] Given back
   *[cancelled] Cancelled
}
remittance-reason = { $reason ->
    [account-closed] The account is closed
    [name-differs] The name doesn't match the account
    [details-wrong] The account details are wrong
    [not-accepted] The bank there did not accept it
    [customer] Called back by the customer
   *[other] It could not be paid out
}

## The steps

remittance-title =
    <b>🌍 Money abroad</b>
    Press one to see where it is.
remittance-none =
    <b>🌍 Money abroad</b>
    To bank accounts, phone numbers and wallets in 27 countries. You see fee, rate and arrival before you pay.
remittance-new = ➕ Send money abroad
remittance-line = { $amount } → { $name } · { $state }
remittance-ask-country = <b>Which country does the money go to?</b>
remittance-euro = 🇪🇺 Euro countries
remittance-ask-euro = <b>Which euro country?</b>
remittance-ask-amount =
    <b>{ $country }</b>
    { $fixed ->
        [pays] How much do you send? Send the amount in { $source }, such as 500.
       *[gets] How much should arrive? Send the amount in { $target }, such as 500.
    }
    Available: { $available }
remittance-switch = { $fixed ->
    [pays] 🔁 Say what arrives ({ $target })
   *[gets] 🔁 Say what I send ({ $source })
}
remittance-preview =
    <b>{ $country }</b>
    You send  { $pays }
    Fee  { $fee }
    In all  <b>{ $leaves }</b>
    Arrives  <b>{ $gets }</b>
    Arrives by about  { $arrives } (local time there), depending on how it is paid out
remittance-rate = 1 { $base } = { $rate } { $quote }
remittance-preview-rate =
    Our rate  { $rate }
    Mid-market  { $mid }: { $less } more would arrive at it
    <i>You get a firm rate for 10 minutes on the last page before you pay.</i>
remittance-to-whom = Next: to whom ›
remittance-ask-recipient =
    <b>To whom in { $country }?</b>
    Press somebody you have sent to before, or how the new recipient is paid.
remittance-ask-account =
    <b>{ $method } · { $country }</b>
    { $form ->
        [iban] Send the IBAN, for example DE89 3704 0044 0532 0130 00. A BIC may follow on a second line.
        [iban-bic] Send the IBAN, and the BIC on a second line if you have it: GB29 NWBK 6016 1331 9268 19
        [GB] Send sort code and account number: 12-34-56 12345678
        [US] Send routing number and account number: 021000021 123456789
        [HK] Send bank code and account number: 004 123456789
        [SG] Send bank code and account number: 7171 1234567890
        [JP] Send bank code, branch code and account number: 0001 123 1234567
        [KR] Send bank code and account number: 004 12345678901
        [phone] Send the phone number under which your recipient takes money, with its country code.
       *[wallet] Send your recipient's @name there, or their phone number with country code.
    }
    I check it for typing errors and keep it encrypted.
remittance-ask-name =
    <b>Whose account is it?</b>
    Send the name in Latin letters, exactly as the account has it: for example Anna Weber.
remittance-ask-purpose =
    <b>To { $name }</b>, { $account }
    What is the money for? Banks abroad ask for it.
remittance-forget = 🗑 Forget this recipient
remittance-forgotten = Forgotten. What you sent before stays in your history.

## Card, receipt, and what becomes of it

remittance-card-to =
    To  <b>{ $name }</b>
    Account  { $account }
    { $country } · { $method }
    For  { $purpose }
    Arrives by about  { $arrives } (local time there)
remittance-follow = 🌍 See where it is
remittance-page =
    <b>🌍 { $gets } to { $name }</b>
    Account  { $account }
    { $country }
    For  { $purpose }
    You paid  { $leaves }
remittance-page-states =
    { "" }
    { $states }
remittance-step = ✅ { $state }  { $when }
remittance-step-to-come = ▫️ { $state }
remittance-page-arrives = Expected by about  { $arrives } (local time there)
remittance-page-reference = Reference  <code>{ $reference }</code>
remittance-returned = { $amount } is back in your wallet, the fee too. Reason: { $reason }
remittance-cancelled = { $amount } is back in your wallet, the fee too.
remittance-refresh = 🔄 Refresh
remittance-cancel = ✖️ Call it back
remittance-cancel-ask =
    <b>Call the money back?</b>
    Nobody has begun with it yet: all { $leaves } come back to your wallet at once, the fee too.
remittance-cancel-yes = Yes, call it back
remittance-cancel-done = Called back: the money is in your wallet.

notice-remittance-changed =
    <b>{ $state ->
        [converting] 🌍 Your money for abroad is being processed
        [sent] 🌍 Your money is on its way abroad
        [delivered] ✅ Your money has arrived
       *[returned] ↩️ Your money came back
    }</b>
    { $amount } to { $name }, { $account }
    Reference  <code>{ $reference }</code>

## The desk

payout-card =
    <b>🌍 Pay out abroad</b>
    Pay  <b>{ $gets }</b>
    To  { $recipient }, { $account }
    { $country } · { $method }
    For  { $purpose }
    Customer  { $name }
    Wallet  <code>{ $number }</code>, { $wallet }
    Paid  { $pays }
    Reference  <code>{ $reference }</code>
    Status  { $status }
payout-status = { $status ->
    [waiting] 🟡 Nobody has taken it yet
    [converting] 🟢 { $agent } is on it
    [sent] 📤 Sent by { $agent }
    [delivered] ✅ Delivered ({ $agent })
    [returned] ↩️ Given back by { $agent }: { $reason }
   *[cancelled] ✖️ Called back by the customer: don't pay out
}
payout-return-asked = ⚠️ { $agent } wants to give it back ({ $reason }). A colleague has to confirm.
payout-take = 🙋 Take
payout-show = 🔎 Show recipient
payout-sent = 📤 Sent
payout-delivered = ✅ Delivered
payout-return = ↩️ Give back
payout-confirm = ✅ Confirm: give back
payout-keep = Don't give back
payout-done = Done, and the customer will be told.
payout-second-asked = This is a large amount: a colleague has to confirm.
payout-shown = The recipient is below the card and goes away with the next step. That you looked is on record.
payout-not-deleted = ⚠️ I can't delete this recipient. Please delete it by hand, and let me delete messages.
payout-details =
    <b>Pay { $gets }</b>
    Name  <code>{ $name }</code>
    { $form ->
        [iban] IBAN (and BIC)
        [phone] Phone number
        [wallet] Known there as
       *[account] { $code ->
            [GB] Sort code, account
            [US] Routing number, account
            [JP] Bank, branch, account
           *[HK] Bank, account
        }
    }  <code>{ $account }</code>
    { $country } · { $method }
    For  { $purpose }
    Reference  <code>{ $reference }</code>
