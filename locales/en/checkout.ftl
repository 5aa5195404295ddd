### The confirm card, the PIN and the receipt of whatever is paid

checkout-card =
    <b>Please check</b>
    { $lines }
checkout-what = { $kind ->
    [remittance] 🌍 Money abroad
    [merchant] 🏪 Payment to a shop
    [invoice] 🧾 Invoice
    [exchange] 💱 Exchange
    [transfer-later] ⏳ Transfer that waits
    [request] 🙏 Request
    [claim-link] 🔗 Money by link
   *[transfer] 💸 Transfer
}
checkout-headline = { $named ->
    [no] { $amount }
   *[yes] { $amount } to { $to }
}
checkout-to =
    To  <b>{ $to }</b>
    Wallet  { $number }
checkout-amount = Amount  <b>{ $amount }</b>
checkout-free = Fee  free
checkout-fee = Fee  { $fee }
checkout-total = In all  <b>{ $amount }</b>
checkout-rate = Rate  1 { $base } = { $rate } { $quote }
checkout-arrives = Arrives  <b>{ $amount }</b>
checkout-note = Note  { $note }
checkout-remains = Left after this  { $amount }
checkout-valid = { $short ->
    [yes] ⏳ Valid for { $seconds } s
   *[no] Please confirm before  { $until }
}
checkout-advice =
    { "" }
    Money that has been sent can't be called back. If a stranger asked you to send it, stop first.
    Something wrong? /freeze stops everything at once.
checkout-expired =
    { "" }
    ⌛ These figures have expired; nothing was paid. Get new ones with one tap.
checkout-renew = 🔄 New figures
checkout-renewed = New figures: please check them again.
checkout-pay = ✅ Pay { $amount }
checkout-second =
    <b>Authenticator code</b>
    { $what }
    This payment needs one more step: send the 6 digits from your authenticator, or a recovery code.
checkout-pin =
    <b>Enter your payment PIN</b>
    { $what }

    { $dots }
checkout-receipt =
    ✅ <b>Paid</b>
    { $lines }
checkout-receipt-rest =
    Available  { $left }
    Time  { $paid_at }
    Reference  <code>{ $reference }</code>
    Receipt code  <code>{ $code }</code> (anybody can check it with /verify)
checkout-receipt-hint = { $kind ->
    [claim-link] 👉 Not sent yet: press “🔗 Get the link” and send it.
   *[remittance] ⏳ It waits to be processed. I'll tell you each step.
}
checkout-next = { $next }

error-quote-not-found = I can't find this payment. Please start again.
error-quote-expired = These figures have expired; nothing was paid. Press “🔄 New figures”.
error-quote-used = This was paid already. You find it in your history.
error-receipt-not-found = ❌ No receipt has this code. Check it for typing errors first. If it is right, the receipt is false: don't trust whoever showed it.
