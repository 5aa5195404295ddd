### Requests for money and split bills

command-requests = Requests and bills
receive-ask = 🙏 Ask somebody
receive-split = 🍽 Split a bill
receive-requests = 📨 Requests

## Asking somebody

ask-payee =
    <b>🙏 Ask whom for money?</b>
    Send their @username, phone number with country code or 10-digit wallet number, or share their contact.
ask-amount =
    <b>Ask { $other }</b> (wallet { $number })
    How much? Send the amount, such as 20 or 1,000.50.
    In { $currency }. They see your name as “{ $name }”.
ask-note =
    <b>Ask { $other } for { $amount }</b>
    What is it for? Send a few words (at most { $length_max } characters), so that they know at once.
ask-without-note = Without a note
ask-check =
    <b>Please check</b>
    🙏 Ask  <b>{ $other }</b> (wallet { $number })
    Amount  <b>{ $amount }</b>
ask-check-note = For  { $note }
ask-check-rest =
    They can pay until  { $until }
    { "" }
    They get a message with a button to pay and one to decline. You can cancel any time before they pay.
ask-send = 🙏 Ask for { $amount }
request-sent = Asked. I'll tell you as soon as they answer.

## The list, and one request

requests-title =
    <b>📨 Requests</b>
    { $side ->
        [by-me] What you asked others for:
       *[of-me] What others ask you for:
    }
requests-empty = { $side ->
    [by-me] You haven't asked anybody for money yet.
   *[of-me] Nobody has asked you for money. You are all set!
}
requests-of-me = 📥 Asked of me
requests-by-me = 📤 Asked by me
requests-splits = 🍽 My bills
requests-line = { $icon } { $amount } · { $other }
request-icon = { $state ->
    [open] ⏳
    [paid] ✅
    [declined] 🚫
    [cancelled] ↩️
   *[expired] ⌛
}
request-page = { $lines }
request-title-of-me = <b>🙏 { $other } asks you for { $amount }</b>
request-title-by-me = <b>🙏 You asked { $other } for { $amount }</b>
request-number = Wallet  { $number }
request-note = For  { $note }
request-asked = Asked  { $when }
request-paid-at = Paid  { $when }
request-until = Open until  { $until }
request-state = Status  { $icon } { $state }
request-state-open = waiting
request-state-paid = paid
request-state-declined = declined
request-state-cancelled = cancelled
request-state-expired = expired
request-why = Their reason  { $reason }
request-reference = Reference  <code>{ $reference }</code>
request-reminded = Reminders sent  { $count } of { $count_max }
request-blocked = 🔕 You get no more requests from this person.
request-careful = ⚠️ Pay only if you know this person and expected this.
request-pay = ✅ Pay { $amount }
request-decline = 🚫 Decline
request-remind = 🔔 Remind them
request-cancel = ↩️ Cancel the request
request-unblock = 🔔 Let them ask me again
request-bill = 🍽 Open the bill
request-reminded-now = Reminded.
request-cancelled-now = Cancelled. They can't pay it any more.
request-declined-now = Declined. Nothing was paid.
request-unblocked-now = Done. They can ask you again.

## Declining

request-decline-ask =
    <b>🚫 Decline { $amount } for { $other }?</b>
    Choose a reason. They are told that you declined, and the reason if you give one.
request-reason-none = Without a reason
request-reason-not-me = I think this isn't for me
request-reason-settled = We have settled this already
request-reason-amount = The amount isn't right
request-reason-blocked = 🔕 No more requests from this person

## Splitting a bill

split-total =
    <b>🍽 Split a bill</b>
    How much is it in all? Send the amount, such as 120 or 1,000.50.
    In { $currency }.
split-note =
    <b>🍽 A bill of { $total }</b>
    What was it for? Send a few words (at most { $length_max } characters): everybody on the bill sees them.
split-people =
    <b>🍽 { $total }: { $count ->
        [0] who shares it?
        [one] { $count } person added
       *[other] { $count } people added
    }</b>
    Send one @username, phone or wallet number after the other, or share contacts. At most { $count_max } people beside you.
split-people-added =
    On the bill so far:
    { $people }
split-person = { $number }. { $other } (wallet { $wallet })
split-me-in = ☑️ I pay a share too
split-me-out = ⬜ I pay no share
split-take-back = ⌫ Take the last one off
split-go-on = Next ›
split-check =
    <b>Please check</b>
    🍽 In all  <b>{ $total }</b>
split-check-note = For  { $note }
split-own = Your own share  { $amount }
split-share = { $other }  <b>{ $amount }</b>
split-lines = { $lines }
split-check-rest =
    { "" }
    Each of them gets a message and can pay with one button within 30 days. You see here who has paid.
split-send = { $count ->
    [one] 🙏 Ask { $count } person
   *[other] 🙏 Ask { $count } people
}
split-sent = The requests are sent.
split-page = { $lines }
split-title = <b>🍽 A bill of { $total }</b>
split-person-state = { $icon } { $other }  { $amount }  { $state }
split-paid = Paid so far  <b>{ $paid }</b> of { $wanted }
split-remind = 🔔 Remind who hasn't paid
split-cancel = ↩️ Cancel what is open
split-reminded-now = { $count ->
    [one] { $count } person was reminded.
   *[other] { $count } people were reminded.
}
split-cancelled-now = { $count ->
    [one] { $count } request was cancelled.
   *[other] { $count } requests were cancelled.
}
splits-title =
    <b>🍽 My bills</b>
    Newest first. Open one to see who has paid.
splits-empty =
    <b>🍽 My bills</b>
    You haven't split a bill yet.
splits-line = { $total } · { $paid }/{ $count } · { $note }

## Notices

notice-request-received =
    🙏 <b>{ $other } asks you for { $amount }</b>
    { $lines }
    { "" }
    Pay only if you know this person and expected this.
notice-request-reminded =
    🔔 <b>A reminder: { $other } asks you for { $amount }</b>
    { $lines }
    { "" }
    Pay only if you know this person and expected this.
notice-request-late =
    🙏 { $other } asked you for { $amount }. Meanwhile it is { $state }; there is nothing to do.
notice-request-paid =
    💰 <b>{ $other } paid the { $amount } that you asked for</b>
    { $lines }
notice-request-balance = Balance  { $balance }
notice-request-progress = 🍽 { $paid } of { $count } have paid this bill.
notice-request-declined =
    🚫 <b>{ $other } declined to pay { $amount }</b>
    { $lines }
request-open = 📨 Open the request

## The confirm card and the history

checkout-warning-request-stranger = ⚠️ You have never paid this person before. Did you expect this request? If not, go back and decline it.
record-kind-request = Request
record-kind-request-in = Request paid to you
record-kind-request-out = Request paid

## What the wallet says when it says no

error-person-not-understood = I couldn't tell who you mean. Please send a @username, a phone number with country code, or a wallet number.
error-request-not-found = This request could not be found. Open /requests to see yours.
error-split-not-found = This bill could not be found. Open /requests to see yours.
error-asking-oneself = You can't ask yourself for money. Please choose someone else.
error-cannot-be-asked = This person can't be asked for money here. Please talk to them directly.
error-too-many-open-requests = You can have at most { $count_max } open requests at a time. Cancel one that you no longer need, or wait until somebody pays.
error-too-many-asked-of-one = You have { $count_max } open requests to this person already. Please wait for an answer, or cancel one.
error-request-needs-transfer = You wanted first payments to wait, and a request is paid at once. Send the money as a transfer: it waits first. Or change the wait in /payees.
error-request-closed = { $status ->
    [paid] This request has been paid already. Nothing more to do.
    [declined] This request was declined. Nothing was paid.
    [cancelled] This request was cancelled by who asked. Nothing was paid.
    [expired] This request has expired after 30 days. Nothing was paid; they can ask again.
   *[other] This request is closed. Nothing was paid.
}
error-reminder-too-soon = They heard of this less than a day ago. You can remind them in { $retry_after }.
error-reminders-used-up = You have reminded them { $count_max } times, which is the most. Please talk to them directly.
error-split-nobody = Nobody is on the bill yet. Please add at least one person.
error-split-too-many-people = A bill can have at most { $count_max } people beside you.
error-split-twice = This person is on the bill already. Please add somebody else, or press “Next”.
error-share-too-small = The bill is too small for so many people: somebody would pay nothing. Take somebody off, or split more.
error-split-settled = Nothing on this bill is open any more. There is nothing to do.
