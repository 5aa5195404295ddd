### What the staff group reads, and the customers' notices about their tickets

## Topic and card

desk-topic = #{ $ticket } { $name }
desk-topic-closed = ✅ #{ $ticket } { $name }
desk-card =
    <b>Ticket #{ $ticket }</b>
    Customer  { $name } (wallet { $number })
    Language  { $language }
    Since  { $since } (customer's time)
desk-card-new =
    Status  🟡 waiting for an agent

    Write in this topic and the customer gets it. Start with // for an internal note that stays here.
desk-card-taken =
    Status  🟢 with { $agent }

    Write in this topic and the customer gets it. Start with // for an internal note that stays here.
desk-card-closed = Status  ✅ closed by { $agent }
desk-card-closed-by-customer = Status  ✅ solved, says the customer
desk-button-take = ✋ Take
desk-button-close = ✅ Close
desk-message = { $text }
desk-message-flat = <b>#{ $ticket }</b> { $text }
desk-file-lost = ⚠️ The customer sent a file that could not be fetched (over 20 MB, perhaps). Please ask for it another way.

## Hints for agents

desk-taken = Ticket #{ $ticket } is yours
desk-taken-by-other = { $agent } has taken it already
desk-closed-now = Ticket #{ $ticket } is closed
desk-not-staff = Only members of the support group can do this
desk-button-unknown = This button no longer works
desk-ticket-not-found = This ticket could not be found
desk-ticket-closed = Ticket #{ $ticket } is closed: the customer can't read this. If they write again, a new ticket opens.
desk-kind-not-taken = Not sent: please use text, a picture, a file or a voice message.
desk-too-long = Not sent: { $length_max } characters at most. Please send it in parts.
desk-command-unknown = Not sent: an answer can't start with /. For an internal note start with //.
desk-anonymous = Not sent: customers don't get messages from anonymous admins. Turn anonymity off and send it again.

## Notices for customers

notice-ticket-answered =
    💬 <b>Support answered</b> (ticket #{ $ticket })

    { $text }
notice-ticket-closed =
    ✅ <b>Ticket #{ $ticket } is closed</b>
    If anything else comes up, contact support any time.
