### What the staff group reads, and the notices of support's answers to customers

## The ticket's card

desk-topic = #{ $ticket } { $name }
desk-topic-closed = ✅ #{ $ticket } { $name }
desk-card =
    <b>🎫 Ticket #{ $ticket }</b>
    Customer  { $name }
    Wallet  <code>{ $number }</code>
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
