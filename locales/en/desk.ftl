### What the staff group reads, and the notices of support's answers to customers

## The ticket's card

desk-topic = #{ $ticket } { $name }
desk-topic-closed = ✅ #{ $ticket } { $name }
desk-card =
    <b>🎫 Ticket #{ $ticket }</b>
    Customer  { $name }
    Wallet  <code>{ $number }</code>
    State  { $state }
    Language  { $language }
    Customer since  { $since }
    Asked  { $opened } (customer's time)
    Status  { $status }

    <i>Answer here and the customer gets it. A message that begins with // is a note and stays inside.</i>
desk-status-untaken = 🟡 Nobody has taken it yet
desk-status-taken = 🟢 { $agent } is on it
desk-status-closed = ✅ Closed by { $agent }
desk-status-closed-by-customer = ✅ Closed by the customer
desk-take = 🙋 Take
desk-close = ✅ Close

desk-wallet-state = { $status ->
    [frozen] ❄️ Frozen ({ $cause })
    [closed] Closed
   *[active] Active
}
desk-frozen-cause = { $cause ->
    [customer] by the customer
    [guesses] too many wrong guesses
    [duress] 🆘 the customer is being forced
    [desk] by the desk
   *[none] —
}
desk-freeze = ❄️ Freeze
desk-unfreeze = 🔓 Unfreeze

## Freezing and unfreezing

desk-why = Please choose why.
desk-back = ‹ Back
desk-reason = { $reason ->
    [stolen] Account or phone stolen
    [fraud] Looks like fraud
    [customer-asked] The customer asked
    [identity-checked] Identity checked
    [mistake] Frozen by mistake
   *[other] Something else
}
desk-frozen = The wallet is frozen, and the customer will be told.
desk-frozen-already = The wallet was frozen before.
desk-unfreeze-asked = { $agent } has asked to unfreeze it. A colleague has to decide.
desk-approval-card =
    <b>🔓 Request to unfreeze</b>
    Customer  { $name }
    Wallet  <code>{ $number }</code>
    Ticket  { $ticket }
    Frozen  { $cause }
    Asked by  { $agent }
    Reason  { $reason }
    Open until  { $until } (customer's time)
    Status  { $status }

    <i>A colleague has to decide. Please read the ticket before you approve.</i>
desk-approval-status = { $status ->
    [open] 🟡 Waiting for a colleague
    [approved] ✅ Approved by { $agent }, the wallet is open again
    [refused] ❌ Refused by { $agent }
   *[expired] ⌛ Expired
}
desk-approve = ✅ Approve
desk-refuse = ❌ Refuse
desk-unfrozen = Approved. The wallet is open again, and the customer will be told.
desk-unfreeze-refused = Refused. The wallet stays frozen.

## Identity reviews

desk-review-card =
    <b>🪪 Identity review</b>
    Customer  { $name }
    Wallet  <code>{ $number }</code>
    Wanted  { $level ->
        [1] Level 1 (ID document)
       *[2] Level 2 (address)
    }
    Handed in  { $when } (customer's time)
    Status  { $status }
desk-review-status = { $status ->
    [waiting] 🟡 Waiting for review
    [approved] ✅ Approved by { $agent }
    [refused] ❌ Refused by { $agent }: { $reason }
   *[again] 🔁 { $agent } asked for it again: { $reason }
}
desk-show = 🔎 Show documents
desk-again = 🔁 Ask again
desk-review-decided = Done, and the customer will be told.
desk-documents = The name on the document should be: <b>{ $claim }</b>
desk-documents-address =
    The address should be: <b>{ $claim }</b>
    The name should be: <b>{ $name }</b>
desk-documents-shown = They are below the card and go away once you decide. That you looked is on record.
desk-documents-unavailable = The photo can't be opened. Press “Ask again”, and the customer sends a new one.
desk-documents-not-deleted = ⚠️ The review is over, but I can't delete this. Please delete it by hand, and let me delete messages.

## Alerts

desk-alert =
    <b>❄️ A wallet was frozen</b>
    Wallet  <code>{ $number }</code>
    Cause  { $cause }
desk-alert-duress =
    <b>🆘🆘 A customer is being forced to pay 🆘🆘</b>
    Wallet  <code>{ $number }</code>
    They paid with their duress PIN. No money moved and the wallet is frozen, but whoever stands beside them sees a payment.

    <b>Don't contact the customer, and don't mention the freeze in the chat.</b> Tell whoever is in charge now.
desk-link-warning = ⚠️ Don't open: there is a link below that is not ours, <code>{ $link }</code>

## Answers to a press

desk-taken = Ticket #{ $ticket } is yours.
desk-taken-already = Ticket #{ $ticket } was yours already.
desk-taken-by-other = { $agent } has taken ticket #{ $ticket }.
desk-closed = Ticket #{ $ticket } is closed, and the customer will be told.
desk-closed-already = Ticket #{ $ticket } was closed before.
desk-button-unknown = This button no longer works. Please use the newest card of the ticket.

## When an answer was not sent

desk-anonymous = ⚠️ Not sent to the customer: you are writing as an anonymous admin. Turn that off and write it again.
desk-kind-not-taken = ⚠️ Not sent to the customer: this kind of message can't be passed on yet. Please send text, a picture, a file or a voice message.
desk-answer-too-long = ⚠️ Not sent to the customer: at most { $length_max } characters. Please send it in several parts.
desk-answer-after-end = ⚠️ Not sent to the customer: ticket #{ $ticket } is closed. When the customer writes again, a new ticket opens.
desk-answer-refused = ⚠️ The customer did not get this answer: they have stopped the bot.
desk-file-unavailable = 📎 The customer sent the file “{ $name }”, which is too big or gone, so it can't be shown here.

## Notices to customers

notice-ticket-answered =
    <b>💬 Support · ticket #{ $ticket }</b>
    { $text }
    <i>Staff code { $code }: check it with /verify</i>
notice-ticket-closed =
    <b>✅ Ticket #{ $ticket } is closed</b>
    If anything else comes up, write to support any time.
