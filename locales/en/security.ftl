### Security: words for the activity list and official notices

activity-registered = Wallet opened
activity-pin-changed = Payment PIN changed
activity-password-changed = Account password changed
activity-pin-locked = Several wrong PINs: locked for a while
activity-password-locked = Several wrong passwords: locked for a while
activity-totp-locked = Several wrong authenticator codes: locked for a while
activity-recovery-locked = Several wrong recovery codes: locked for a while
activity-totp-on = Two-step verification switched on
activity-totp-off = Two-step verification switched off
activity-totp-replaced = Two-step verification moved to another device
activity-recovery-made = New recovery codes made
activity-recovery-used = A recovery code was used
activity-reset-requested = Change of two-step verification asked for, without the old device
activity-reset-cancelled = Change of two-step verification cancelled
activity-frozen = Wallet frozen
activity-unfrozen = Wallet unfrozen
activity-session-locked = Session locked
activity-session-opened = Session opened with the PIN
activity-profile-changed = Profile changed
activity-phrase-set = Anti-phishing phrase set
activity-settings-changed = Security settings changed
activity-erased = Wallet closed, personal data erased
activity-review-asked = Identity documents handed in
activity-review-decided = Identity documents reviewed
activity-personal-data-read = Support looked at what you handed in
activity-unfreeze-asked = Support asked for your wallet to be unfrozen

notice-security =
    <b>🔐 Security notice</b>
    { $what }
    { $when }

    If this was you, there is nothing to do. If not, freeze your wallet now with the button below.
notice-phrase = 🔖 Your phrase: { $phrase }
notice-identity-decided = { $status ->
    [approved] <b>✅ Identity verified</b>
    [refused] <b>Identity not verified</b>
   *[again] <b>Please send your documents again</b>
}

notice-security-calm =
    <b>🔐 Security notice</b>
    { $what }
    { $when }
notice-identity-reason = Reason: { $reason }. Please send it again under Security › Identity.
activity-password-old = Your account password is half a year old. Change it under Security › Password: it takes two minutes
activity-by-you = you (Telegram …{ $account })
activity-by-customer = you (another Telegram account)
activity-by-staff = support
activity-by-system = the system
activity-by-operator = the operator

## Lock and freeze

lock =
    <b>🔒 Locked</b>
    Enter your payment PIN to go on.

    { $dots }
locked-answer = Locked. Please enter your payment PIN first.
lock-support = 💬 Help
home-freeze = 🚨 Stolen? Freeze now
freeze = ❄️ Freeze now
frozen =
    <b>❄️ Your wallet is frozen</b>
    From now on no money goes out, not even what was confirmed and not yet paid. Money sent to you still arrives.

    When you are safe you can unfreeze it yourself: with your password and a code from your authenticator, or a recovery code.
frozen-desk =
    <b>❄️ Your wallet is frozen</b>
    From now on no money goes out, not even what was confirmed and not yet paid. Money sent to you still arrives.

    To unfreeze it, write to support. Two of our people check it is you, so nobody can pretend to be.
frozen-released =
    <b>🔓 Your wallet is unfrozen</b>
    You can pay as usual. If somebody may know your password or PIN, change them now under Security.
frozen-unfreeze = 🔓 Unfreeze

## Proving

prove-password =
    <b>First, prove it is you</b>
    Send your account password. I delete the message at once.
prove-forgot = Forgot your password?
prove-pin =
    <b>First, prove it is you</b>
    Enter your payment PIN.

    { $dots }
prove-phone =
    <b>Now the code from your phone</b>
    We sent 6 digits to the phone number of this wallet. They are valid for 5 minutes.
prove-second =
    <b>One more step</b>
    Send the 6 digits from your authenticator, or a recovery code.

## Security

security-title =
    <b>🔐 Security</b>
    { $bar }  { $score } of 100
security-advice =
    What to do next:
    { $advice }
security-all-done = Everything is set up. Well done 👍
security-reset-waits = ⏳ A change of two-step verification is waiting. If it wasn't you, cancel it under “Two-step”.
security-advice-password = Choose an account password
security-advice-totp = Switch on two-step verification, so that you can unfreeze by yourself
security-advice-recovery = Make new recovery codes: few are left
security-advice-phrase = Choose a phrase by which you know our notices
security-advice-identity = Verify your identity to raise your limits
security-advice-password-old = Change your password: it has been a while
security-password = 🔑 Password
security-pin = 🔢 Payment PIN
security-totp = 📱 Two-step
security-identity = 🪪 Identity
security-phrase = 🔖 My phrase
security-profile = 👤 Profile
security-settings = ⚙️ Lock and limits
security-activity = 📋 Activity
security-duress = 🆘 Duress PIN
security-verify = 🔍 Is it us?
security-lock = 🔒 Lock

security-password-page =
    <b>🔑 New account password</b>
    Just send it here. I delete your message at once, so that it does not stay in the chat.

    { $rules }
security-password-done = Your password is changed, and your message is deleted.
security-pin-page =
    <b>🔢 New payment PIN</b>
    Press 6 new digits. Avoid your birthday and runs like 123456.

    { $dots }
security-pin-again =
    <b>🔢 The new PIN once more</b>

    { $dots }
security-pin-done = Your payment PIN is changed.
security-duress-page =
    <b>🆘 Duress PIN</b>
    If somebody forces you to pay, enter this one: it looks paid, but no money moves, the wallet freezes, and support is alerted.
    Press 6 digits that differ from your PIN and that you won't mix up with it.

    { $dots }
security-duress-again =
    <b>🆘 The duress PIN once more</b>

    { $dots }
security-duress-done = Your duress PIN is set.
security-duress-remove = Remove the duress PIN
security-duress-off = The duress PIN is removed.
security-phrase-page =
    <b>🔖 Your phrase</b>
    Send a few words that only you know, such as “grandma's pear tree”. Every notice of ours will carry them; one without them is not ours.
security-phrase-done = Your phrase is set. Every notice of ours carries it from now on.
security-settings-page =
    <b>⚙️ Lock and limits</b>
    After { $idle } without use, looking needs the PIN. Press another time to change it.
    A payment needs a code: { $step_up }
security-settings-no-totp = With two-step verification on, you can choose from which amount on a payment needs a code.
security-step-up = Amount that needs a code
security-step-up-page =
    <b>⚙️ From which amount on?</b>
    Send the amount, for example 500. The first payment to somebody always needs a code.
security-step-up-always = always
security-step-up-from = from { $amount } on, and for the first payment to somebody
security-activity-title =
    <b>📋 Activity</b>
    { $lines }

    Something that wasn't you? Send /freeze, then write to support.
security-activity-line = { $when }  { $what }  <i>{ $who }</i>

## Two-step verification

totp-off =
    <b>📱 Two-step verification</b>
    With it, payments and changes need a code from an authenticator app: whoever learns your password still can't touch your money.
    Install an authenticator first, such as Google Authenticator or 1Password.
totp-on =
    <b>📱 Two-step verification is on</b>
    Recovery codes left: { $left }
totp-reset-waits = ⏳ Somebody asked with a recovery code to switch this off. It takes effect on { $due }. If it wasn't you, cancel it now.
totp-begin = Switch it on
totp-replace = Move to another device
totp-new-codes = Make new recovery codes
totp-remove = Switch it off
totp-lost = I lost my authenticator
totp-cancel-reset = ✋ Cancel this request
totp-reset-page =
    <b>Lost your authenticator?</b>
    With your password and a recovery code you can ask to switch it off. For your safety it takes 24 hours. We notify you, and you can cancel it until then.
totp-reset-ask = Ask for it
totp-reset-asked = We have your request. It takes effect in 24 hours.
totp-reset-cancelled = The request is cancelled. Two-step verification stays on.
totp-removed = Two-step verification is off.
totp-picture = Scan this with your authenticator. I delete it when you have confirmed.
totp-set-up =
    <b>📱 Scan the picture above</b>
    Can't scan it? Type this key into your authenticator:
    <code>{ $secret }</code>

    Then send me the 6 digits it shows.
recovery-codes-shown =
    <b>✅ Save your recovery codes</b>
    They are your way back without your phone. They are shown this once, and each counts once.

    { $codes }
recovery-code-line = <code>{ $code }</code>
recovery-download = ⬇️ Download as a file
recovery-saved = ✅ I have saved them
recovery-file-title = Recovery codes of chat wallet { $number } (each counts once)
recovery-file-caption = Keep it in a safe place. I delete this file from the chat when you press “I have saved them”.

## Profile

profile-page =
    <b>👤 Profile</b>
    Name  { $name }
    Phone  { $phone }
    Address  { $address }
    E-mail  { $email }
    Birthday  { $birthday }
    Time zone  { $zone }
    First currency  { $currency }
    Language  { $language }

    Only you see all of this. We keep it encrypted.
profile-empty = not given yet
profile-name = Name
profile-address = Address
profile-email = E-mail
profile-birthday = Birthday
profile-zone = Time zone
profile-currency = First currency
profile-erase = Close my wallet
profile-clear = Remove this
profile-changed = Changed.
profile-ask-name =
    <b>New name</b>
    Send your new name. If it was verified, you verify it again afterwards.
profile-ask-address =
    <b>Address</b>
    Send your address with street and number. If it was verified, you verify it again afterwards.
profile-ask-email =
    <b>E-mail</b>
    Send your e-mail address.
profile-ask-birthday =
    <b>Birthday</b>
    Send it as year-month-day, for example 1990-05-20.
profile-ask-zone =
    <b>Time zone</b>
    Send its name, such as Europe/London or Asia/Shanghai. Daily limits are counted in it.
profile-ask-currency =
    <b>First currency</b>
    Choose the one that payments start with.
profile-erase-page =
    <b>Close my wallet</b>
    Your name, phone, address, e-mail and birthday are deleted for good. The books stay, as the law asks, but no longer say who you are.
    If there is money left, move it first.
profile-erase-now = 🗑 Delete my data and close the wallet
profile-erased = Your wallet is closed and your personal data is deleted. To come back, send /start.

## Identity

identity-page =
    <b>🪪 Identity · level { $level }</b>
    { $limits }
identity-limit-operation = One payment: { $max } at most
identity-limit-day = A day: { $max }, today { $left } left
identity-limit-month = A month: { $max }, this month { $left } left
identity-waiting = ⏳ We are looking at what you sent. You will hear from us at once.
identity-highest = This is the highest level. If you need more, write to support.
identity-document = Send an ID document to raise it
identity-address = Add your address to raise it again
identity-ask-name =
    <b>Name on the document</b>
    Send your name exactly as the document has it.
identity-ask-address =
    <b>Your address</b>
    Send the address where you live now, with street and number.
identity-ask-photo =
    <b>Photo of the document</b>
    Send a photo on which every word can be read. I delete it from the chat; only the agent who reviews it sees it.
identity-ask-address-photo =
    <b>Proof of address</b>
    Send a photo with your name and address on it, such as a utility bill. I delete it from the chat; only the agent who reviews it sees it.
identity-handed-in = We have your documents. You will hear from us as soon as they are reviewed.

## Is it us?

verify-page =
    <b>🔍 Is it really us?</b>
    Send me a @name, a link, a staff code, or the code of a receipt or statement, and I will tell you.
verify-verdict =
    { $verdict }
    { "" }
verify-name-ours = ✅ { $name } is ours.
verify-name-foreign = ❌ { $name } is not ours. Don't answer, and never tell it a password or a code.
verify-link-ours = ✅ This link is ours.
verify-link-foreign = ❌ { $link } is not ours. Don't open it, and type nothing there.
verify-code-ours = ✅ This is an answer of our support in ticket #{ $ticket }, { $when }.
verify-code-foreign = ❌ We know no such staff code. Don't trust whoever sent it. If you need help, press “Support”.
verify-reference = That looks like a reference, which proves nothing. Send the receipt code: it is 4 characters longer and stands at the end of the receipt.
verify-receipt =
    ✅ This receipt is genuine: { $kind }, { $amount }
    From { $payer } to { $to }, { $when }
    Reference { $reference }
    Compare every figure with what you were shown.
verify-receipt-back =
    ↩️ This receipt is genuine, but { $back } of { $amount } was given back.
    { $kind } from { $payer } to { $to }, { $when }
    Reference { $reference }
foreign-link = Careful: { $link } is not ours. If somebody asks you to sign in or pay there, it is most likely a fraud.

## Why an identity review did not pass

identity-reason-unreadable = the photo is hard to read
identity-reason-expired = the document has expired
identity-reason-name-differs = the name differs from the document
identity-reason-not-a-document = the photo shows no document or proof of address
identity-reason-address-differs = the address differs from the proof
