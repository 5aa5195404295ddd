### What customers read in their chat

stale-button = That button is from an older screen. The latest one is below.
not-text = Please send text here.
not-expected = Please use the buttons on this screen. Send /cancel to leave.

command-home = Home and balances
command-transfer = Send money
command-receive = Get paid
command-topup = Get play money
command-history = History
command-support = Talk to support
command-help = Help
command-language = Language / 语言
command-security = Security
command-verify = Is it really us? Names, links, staff codes
command-freeze = Freeze the wallet at once
command-lock = Lock: looking needs the PIN again
command-cancel = Cancel and go home

## Opening a wallet

register-language =
    <b>👋 Welcome to your chat wallet</b>
    请选择语言 · Choose your language
register-name =
    <b>1/6  What is your name?</b>
    Send it as a message. People who pay you see it partly hidden, so they know they have the right person.
register-name-offered = Use “{ $offered }”
register-phone =
    <b>2/6  Your phone number</b>
    Press “📱 Share my number” below the text field. Only your own number counts; a forwarded contact does not.
register-phone-typed = Or type the number with its country code, for example +44 20 7946 0018: we prove it with a code.
register-phone-share = 📱 Share my number
register-code =
    <b>3/6  Enter the code</b>
    We sent 6 digits to { $phone }. They are valid for 5 minutes. Send them here; I delete your message at once.
    Nobody, support included, will ever ask you for this code.
register-code-resend = Send again
register-code-other-phone = Other number
register-birthday =
    <b>4/6　Birthday</b>
    Send it as year-month-day, for example 1990-05-20. It keeps you from choosing a password that is easy to guess. It is kept encrypted, and nobody else sees it.
register-birthday-skip = Skip for now
register-password =
    <b>5/6　Choose an account password</b>
    You need it to change your PIN, move to another phone, or unfreeze the wallet. Just send it here: I delete your message at once, so that it does not stay in the chat.

    { $rules }
password-rule-length = at least 8 characters; longer is better
password-rule-letters = a letter
password-rule-digits = a digit
password-rule-special = a special character, such as ! ? # @
password-rule-common = not a common password
password-rule-personal = without your birthday, phone number or name
register-pin =
    ✅ Your password is set, and your message is deleted.

    <b>6/6  Choose a payment PIN</b>
    Press 6 digits on the keypad. Avoid your birthday and runs like 123456.

    { $dots }
register-pin-again =
    <b>6/6  Once more</b>
    Enter the same 6 digits again.

    { $dots }

## Home

home-welcome =
    🎉 <b>Your wallet is ready, { $name }!</b>
    You need your payment PIN for every payment. Tell it to nobody.
    { "" }
home-title =
    <b>👛 { $name }</b>
    Wallet number <code>{ $number }</code>
home-balance = { $name }  <b>{ $amount }</b>
home-balance-held = { $name }  <b>{ $amount }</b> ({ $free } available)
home-balances =
    { "" }
    { $balances }
home-empty =
    { "" }
    No money yet. Give a friend your wallet number to receive your first payment.
home-transfer = 💸 Send
home-receive = 📥 Get paid
home-top-up = 🎁 Play money
home-history = 🧾 History
home-support = 💬 Support
home-help = ❓ Help
home-language = 🌐 Language
home-security = 🔐 Security
home-frozen =
    <b>❄️ Your wallet is frozen</b>
    Your money is safe: it can come in, and none goes out.
    { "" }
home-unfreeze = 🔓 Unfreeze
home-refresh = 🔄 Refresh
home-not-understood = I did not understand that. Please use the buttons; to reach a person press “Support”.

## Transfer

transfer-payee =
    <b>💸 Send to whom?</b>
    Send their @username, phone number with country code or 10-digit wallet number, or share their contact.
transfer-amount =
    <b>To { $payee }</b> (wallet { $payee_number })
    How much? Send the amount, such as 20 or 1,000.50.
    Available: { $available }

## Play money

top-up-amount =
    <b>🎁 Play money ({ $name })</b>
    For trying things out: it is not real money and can't be withdrawn. Pick an amount or send your own.
top-up-done =
    ✅ <b>{ $amount } of play money added</b>
    Available  { $available }
    Reference  <code>{ $reference }</code>
    It is not real money.

## History

history-title =
    <b>🧾 History</b>  page { $page }
    Press a line for details.
history-held = 🔒 { $held } more is set aside: see /links and /waiting.
history-empty =
    <b>🧾 History</b>
    Nothing yet. Your first payment will show up here.
history-line = { $when }  { $amount }  { $what }
history-newer = ‹ Newer
history-older = Older ›
record-kind-transfer-in = Received
record-kind-transfer-out = Sent
record-kind-top-up = Play money
record-closed-wallet = a closed wallet
record-title =
    <b>{ $kind }</b>
    <b>{ $amount }</b>
record-other = With  { $other } (wallet { $other_number })
record-other-name = With  { $other }
record-fee = Fee  { $fee }
record-fee-back = Fee given back  { $fee }
record-note = Note  { $note }
record-links =
    { "" }
    { $links }
record-reverses = ↩️ Gives back { $amount } of { $when }
record-given-back = ↩️ Given back { $amount } on { $when }
record-rest =
    Time  { $when }
    Reference  <code>{ $reference }</code>
record-code = Receipt code  <code>{ $code }</code>

## Get paid, help

receive =
    <b>📥 Get paid</b>
    Give the payer your wallet number:
    <code>{ $number }</code>
    They will see your name as “{ $name }” before they pay.
receive-username = They can also send to @{ $username }.
help =
    <b>❓ Help</b>

    <b>How do I send money?</b> Press “Send”, give a username, phone or wallet number and an amount, check it, enter your PIN. It arrives at once.
    <b>How do I get paid?</b> Press “Get paid” and pass on your wallet number.
    <b>Sent to the wrong person?</b> A transfer can't be called back. Ask them at once; support can help, quote the reference from your history.
    <b>Wrong PIN?</b> After 5 wrong tries it locks for a while and opens again by itself.
    <b>Phone stolen, or something odd?</b> Send /freeze: no money goes out from that moment, and it can still come in.
    <b>Passwords and two-step verification</b> are under “Security”. Not sure it is us? Ask with /verify.
    <b>How do I spot a scam?</b> We never ask for your PIN or a code. “Send a little first” is nearly always a fraud.

    Commands: /transfer  /history  /support  /security  /lock  /cancel

## Support

support-fresh =
    <b>💬 Talk to a person</b>
    Write your question here: text, pictures, files and voice messages all work. I pass it on, and the answer comes here.
support-open =
    <b>💬 Ticket #{ $ticket }</b>
    Support is on it. To add something, just write it here.
support-sent =
    <b>💬 Ticket #{ $ticket }</b>
    ✅ Passed on. The answer will come here. To add something, just go on writing.
support-phone = Phone  { $phone }
support-email = E-mail  { $email }
support-never-asks = Support never asks for your password, PIN or codes.
support-close = ✅ Solved
support-kind-not-taken = I can't pass on this kind of message yet. Please send text, a picture, a file or a voice message.

## Notices

notice-transfer-received =
    💰 <b>You received { $amount }</b>
    From  { $payer } (wallet { $number })
    Balance  { $balance }
    Time  { $when }
    Reference  <code>{ $reference }</code>
notice-reply = 💬 Reply

## SMS

sms-code = Chat wallet: your code is { $code }, valid for 5 minutes. Anyone who asks you for it is a fraud. Never share it.
