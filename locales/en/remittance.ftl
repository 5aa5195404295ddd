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
error-amount-too-small-to-send = That is too little to arrive as money. Please send more.
error-recipient-not-found = This recipient is gone. Please choose or enter another one.
error-remittance-not-found = I can't find this transfer abroad. You find all of yours with /abroad.
error-remittance-not-in-state = { $status ->
    [converting] This is being processed already, so that can't be done any more.
    [sent] The money is on its way already, so that can't be done any more.
    [delivered] The money was delivered, so that can't be done any more.
    [returned] The money was given back already.
    [cancelled] This was cancelled; the money was given back.
   *[other] That can't be done at this stage.
}
error-remittance-under-way = Money is still on its way abroad. Please close the wallet once it is delivered or given back.
