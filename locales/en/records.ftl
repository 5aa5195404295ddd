# Records, categories

error-split-invalid = The parts don't add up to the payment. Please check the amounts and type them again (at most ten parts).
error-tags-invalid = Please type 1 to { $count_max } tags with blanks between them, each up to { $length_max } characters.
error-search-text-invalid = Please type what to look for: up to { $length_max } characters, at most eight words.
error-record-notes-too-many = This record has been changed { $count_max } times, so it stays as it is now.

## Filters of the history

history-filter = 🔎 Filter
history-filtered =
    <b>🔎 Only</b>
    { $words }
history-nothing =
    <b>🧾 History</b>
    Nothing matches. Change a filter, or show everything again.
filter-title = <b>🔎 Which records?</b>
filter-now = { $words }
filter-none = All of them, so far. Filters can be combined.
filter-line = { $line }
filter-by-period = 🗓 Time
filter-by-currency = 💱 Currency
filter-by-category = 🗂 Category
filter-by-person = 👤 Person or shop
filter-by-kind = 🏷 Kind
filter-by-words = 🔤 Words
filter-show = { $many ->
    [yes] ✅ Show them ({ $count } or more)
   *[no] ✅ Show them ({ $count })
}
filter-clear = ✖️ Show everything
filter-all = Any
filter-period = { $period ->
    [month] This month
    [last-month] Last month
    [days-90] Last 90 days
   *[year] This year
}
filter-days = { $first } – { $last }
filter-ask-period =
    <b>🗓 When?</b>
    Choose, or type one day or two: 2027-05-01 2027-05-20
filter-ask-currency = <b>💱 In which currency?</b>
filter-ask-category =
    <b>🗂 In which category?</b>
    Only what you spent has one.
filter-whole-category = All of { $name }
filter-ask-person =
    <b>👤 With whom?</b>
    The ones you dealt with last come first.
filter-nobody =
    <b>👤 With whom?</b>
    Nobody yet: you have neither paid anyone nor been paid.
filter-ask-kind = <b>🏷 What kind?</b>
filter-ask-words =
    <b>🔤 Which words?</b>
    Type what to look for: a note, a shop, a #tag or a reference. Several words must all be there.

## More about a record

record-category = Category  { $name }
record-part = { $name }  { $amount }
record-categories = { $categories }
record-written = ✍️ { $written }
record-tags = { $tags }
record-add-note = ✍️ Note
record-add-tags = #️⃣ Tags
record-choose-category = 🗂 Category
record-past = 🕓 Earlier notes
record-receipt = 🧾 Receipt again
record-dispute = ⚠️ Dispute this
record-ask-note =
    <b>✍️ Your note</b>
    Type it, up to { $length_max } characters. Only you see it. Earlier ones stay readable to you.
record-remove-note = Remove the note
record-note-kept = The note is kept.
record-note-removed = The note is removed.
record-ask-tags =
    <b>#️⃣ Your tags</b>
    Type up to { $count_max }, with blanks between them, each up to { $tag_length_max } characters. They replace the ones before.
record-remove-tags = Remove all tags
record-tags-kept = The tags are kept.
record-tags-removed = The tags are removed.
record-past-title =
    <b>🕓 What you wrote, newest first</b>
    { $lines }
record-past-line = { $when }  { $said }
record-past-nothing = (nothing)
record-receipt-title =
    <b>🧾 Receipt</b>
    { $lines }
record-receipt-rest =
    Time  { $paid_at }
    Reference  <code>{ $reference }</code>
    Receipt code  <code>{ $code }</code> (anybody can check it with /verify)
record-receipt-leave = 📌 Keep it in the chat
record-ask-dispute =
    <b>⚠️ What is wrong with it?</b>
    { $amount }, reference <code>{ $reference }</code>

    Write it in your own words, a photo is fine too. A person reads it, and the record goes along.
record-dispute-open = Your ticket { $ticket } is open: it goes there.
record-dispute-sent =
    <b>✅ The desk has it</b>
    Ticket { $ticket }. The answer comes here, in this chat. If you have more to say about this record, just write it.
record-dispute-words = ⚠️ Dispute of { $reference } ({ $amount }, { $when })
record-to-desk = 💬 To the ticket
