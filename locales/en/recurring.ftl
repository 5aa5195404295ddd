# Recurring transfers and bills

home-recurring = 🔁 Recurring & bills
command-recurring = Recurring transfers and bills
recurring-title =
    <b>🔁 Recurring transfers and bills</b>

    { $lines }
recurring-none =
    <b>🔁 Recurring transfers and bills</b>
    Send rent or pocket money by itself, with your PIN given once. Or let me remind you of bills, so that none is late.
recurring-line =
    { $mark } <b>{ $name }</b>  { $amount }
    { $rhythm }{ $paused ->
        [yes] { " · " }paused
       *[no] { " · next " }{ $day }
    }
recurring-new-transfer = ➕ Transfer
recurring-new-bill = ➕ Bill
recurring-rhythm = { $unit ->
    [day] { $one ->
        [yes] Every day
       *[no] Every { $every } days
    }
    [week] { $one ->
        [yes] Every week
       *[no] Every { $every } weeks
    }
    [year] { $one ->
        [yes] Every year
       *[no] Every { $every } years
    }
   *[month] { $one ->
        [yes] Every month
       *[no] Every { $every } months
    }
 }

recurring-one =
    <b>{ $mark } { $name }</b>
    Amount  <b>{ $amount }</b>
    { $rhythm }
recurring-one-number = Wallet  { $number }
recurring-one-fee = Fee each time  { $fee }
recurring-one-next = Next  <b>{ $day }</b>
recurring-one-until = Until  { $until }
recurring-one-note = Note  { $note }
recurring-one-remind = I remind you { $days ->
    [1] the day before
   *[other] { $days } days before
 }.
recurring-one-paused = ⏸ Paused: nothing is sent and I don't remind you.
recurring-one-ended = 🏁 Ended.
recurring-pause = ⏸ Pause
recurring-resume = ▶️ Go on
recurring-skip = ⏭ Skip { $day }
recurring-mark = ✅ Paid: { $day }
recurring-pay-now = 💸 Pay now
recurring-end = 🏁 End
recurring-end-ask =
    <b>End “{ $name }” for good?</b>
    Nothing more is sent, and I don't remind you any more.
recurring-end-yes = 🏁 Yes, end it
recurring-paused-done = Paused.
recurring-resumed-done = It goes on.
recurring-skipped-done = This one is skipped.
recurring-marked-done = Marked as paid.
recurring-ended-done = Ended.

recurring-ask-payee =
    <b>🔁 Who gets it?</b>
    Send their @username, phone number with country code or 10-digit wallet number, or share their contact.
recurring-ask-bill-payee =
    <b>🧾 { $name }</b>
    Do you pay it to a wallet here? Send the @username, phone number or wallet number, and I'll add a “Pay now” button.
recurring-no-payee = Not a wallet here
recurring-ask-name = <b>🧾 Which bill?</b> For example: Electricity
recurring-ask-amount =
    <b>{ $name }</b>
    How much each time, in { $currency_name }? Type the amount, or choose another currency.
recurring-ask-every =
    <b>{ $name }, { $amount }</b>
    How often?
recurring-ask-first =
    <b>{ $name }, { $amount }</b>
    { $rhythm }. When first? Choose, or type a date like 2027-05-31. A month without a 31st has it on its last day.
recurring-today = Today
recurring-tomorrow = Tomorrow
recurring-month-start = 1st of next month
recurring-month-end = End of this month
recurring-ask-until =
    <b>{ $name }, { $amount }</b>
    { $rhythm }, first on { $day }. Until when? Type the last date, or leave it open: you can end it any time.
recurring-no-until = No end
recurring-ask-remind =
    <b>{ $name }, { $amount }</b>
    Shall I remind you before each one?
recurring-remind = { $days ->
    [0] Don't remind me
    [1] The day before
   *[other] { $days } days before
 }
recurring-ask-note = A few words for { $name }, sent along each time. At most { $length_max } characters.
recurring-add-note = 📝 Note
recurring-confirm =
    <b>Please check</b>
    { $what ->
        [bill] 🧾 Remind me of
       *[transfer] 🔁 Send by itself to
    }  <b>{ $name }</b>
    Amount  <b>{ $amount }</b>
    { $rhythm }
recurring-confirm-days = { $what ->
    [bill] Due
   *[transfer] Sent
 }  { $days }
recurring-confirm-fee = { $free ->
    [yes] Fee  free
   *[no] Fee each time  { $fee }
 }
recurring-confirm-how =
    { "" }
    It goes out at 9 in the morning. When money is short I skip it and tell you. Pause or end it any time.
recurring-confirm-at-once = The first one goes out right away.
recurring-confirm-warnings = { $warnings }
recurring-days-joint = { " · " }
recurring-agree = 🔐 Agree with PIN
recurring-save = ✅ Save
recurring-pin =
    <b>Enter your payment PIN</b>
    { $amount } to { $name }, { $rhythm }
    { $dots }
recurring-made = All set.

notice-recurring-reminded = { $what ->
    [bill] ⏰ <b>{ $name }</b>, { $amount }, is due on { $day }.
   *[transfer] ⏰ On { $day } I'll send <b>{ $amount }</b> to { $name }.
 }
notice-recurring =
    🔁 <b>{ $amount }</b> sent to { $name }, as you set up for { $day }.
    Reference  <code>{ $reference }</code>
notice-recurring-skipped =
    ⚠️ <b>{ $amount } to { $name } was not sent on { $day }.</b>
    { $reason }
notice-recurring-given-up =
    ⏸ <b>{ $amount } to { $name } was not sent on { $day }.</b>
    { $reason }
    That was three times in a row, so I have paused it. Open it to go on.
notice-recurring-missed = { $count ->
    [1] ⚠️ I could not send <b>{ $amount }</b> to { $name } on { $day }, and by now it is too late. Nothing was sent.
   *[other] ⚠️ I could not send <b>{ $amount }</b> to { $name } { $count } times up to { $day }, and by now it is too late. Nothing was sent for those days.
 }
notice-recurring-due = 🧾 <b>{ $name }</b>, { $amount }, is due today.
notice-recurring-overdue = { $count ->
    [1] 🔴 <b>{ $name }</b>, { $amount }, was due on { $day }. Paid already?
   *[other] 🔴 <b>{ $name }</b>, { $amount }, was due { $count } times, last on { $day }. Paid already?
 }
notice-recurring-next = Next: { $day }
notice-recurring-skip-this = ⏭ Skip this one
notice-recurring-mark-this = ✅ It's paid
notice-recurring-open = 🔁 Open
recurring-reason = { $reason ->
    [customer-not-active] Your wallet is frozen.
    [account-frozen] Your wallet is frozen.
    [payee-not-active] Their wallet is closed.
    [payee-name-moved] The @username you chose now belongs to somebody else. Check with them before you pay.
    [limit-reached] It would have gone over your limit.
    [recurring-fee-higher] The fee is higher now than what you agreed to. End it and set it up again.
    [recurring-not-agreed] Nobody agreed to it with the PIN.
   *[other] It could not be paid then.
 }
recurring-reason-short = { $short } was missing.

error-recurring-name-invalid = Please give it a short name, at most { $length_max } characters.
error-recurring-not-found = This isn't there any more. Open your recurring transfers and bills to see those you have.
error-recurring-too-many = You have { $count_max } already. End one to add another.
error-recurring-dealt-with = That day is done already: it was paid, skipped or marked.
error-recurring-fee-higher = The fee is higher now than what you agreed to. End it and set it up again.
error-recurring-not-agreed = This was never agreed to with the PIN. Set it up again.
error-payee-name-moved = The @username you chose now belongs to somebody else. Check with them before you pay.
