### Claim links: money for somebody who has no wallet yet

command-links = Money by link

## My links

claim-links-title =
    <b>🔗 Money by link</b>  page { $page }
    Whoever opens the link takes the money, also without a wallet. If nobody does in 14 days, it comes back to you.
claim-links-empty =
    <b>🔗 Money by link</b>
    Send money to somebody who has no wallet yet: make a link and send it in any chat. Whoever opens it takes the money. If nobody does in 14 days, it comes back to you.
claim-links-line = { $when }  { $amount }  { $status }
claim-links-new = ➕ New link
claim-links-all = 🔗 All my links
claim-link-status = { $status ->
    [claimed] ✅ taken
    [cancelled] ✖️ cancelled
    [returned] ↩️ returned
   *[open] ⏳ open
}

## Making one

claim-link-instead = 🔗 No wallet yet? Send a link

claim-link-amount =
    <b>🔗 How much shall the link hold?</b>
    Send the amount, such as 20 or 1,000.50.
    Available: { $available }
claim-link-options =
    <b>🔗 A link with { $amount }</b>
    { $lines }

    Anything to add? If not, press “Continue”.
claim-link-line-note = Note  { $note }
claim-link-line-only-for = Only for  @{ $name }
claim-link-line-password = Password  { $set ->
    [yes] set
   *[no] none
}
claim-link-line-anyone = For  whoever has the link
claim-link-continue = Continue ›
claim-link-add-note = 📝 Note
claim-link-add-password = 🔑 Password
claim-link-add-only-for = 👤 Only for @…
claim-link-ask-note =
    <b>📝 A note on the link</b>
    Whoever opens the link reads it. Send up to 100 characters, for example “Happy birthday!”
claim-link-ask-password =
    <b>🔑 A password for the link</b>
    Send 4 to 64 characters; I delete your message at once and never show the password again. Tell it to the person yourself, and not in the same chat as the link.
claim-link-ask-only-for =
    <b>👤 Only for one person</b>
    Send their Telegram @username. Nobody else can take the money then, wherever the link goes.
claim-link-take-away = 🗑 Leave it out
claim-link-password-kept = The password is set, and your message is deleted.

## On the confirm card and the receipt

claim-link-to = { $named ->
    [yes] To  <b>only the @username you named</b>
   *[no] To  <b>whoever opens the link</b>
}
claim-link-with-password = Password  set
claim-link-terms = Can be taken for  14 days; you can cancel until then
checkout-warning-claim-link-anyone = ⚠️ Anyone who gets hold of this link can take the money. A password or an @username makes it safer.
claim-link-next = 🔗 Get the link

## One link

claim-link-page =
    <b>🔗 { $amount }</b>  { $status }
    { $lines }
claim-link-page-own = This is your own link: somebody else has to open it.
claim-link-url =
    Link  <code>{ $url }</code>
    { $locked ->
        [yes] Send it to the person, and tell them the password separately: they need both.
       *[no] Send it to the person. They press it, and the money is theirs.
    }
claim-link-line-fee = Fee  { $fee }
claim-link-line-until = Open until  { $until }
claim-link-line-closed = Closed  { $when }
claim-link-line-taker = Taken by  <b>{ $name }</b> (wallet { $number })
claim-link-line-back = The money is back in your wallet.
claim-link-share = 📤 Send the link
claim-link-share-text = { $amount } for you: press the link to take it
claim-link-cancel = ✖️ Cancel the link
claim-link-cancelled = Cancelled. The money is back in your wallet.

## Opening one

claim-offer =
    <b>🎁 { $amount } for you</b>
    From  { $giver } (wallet { $number })
    { $lines }
claim-offer-advice = Taking it costs you nothing. Anyone who asks you to pay first is a scammer.
claim-ask-password =
    { "" }
    🔑 This link has a password. Ask { $giver } for it and send it here; I delete your message at once.
claim-password-right = The password is right.
claim-take = 🎁 Take { $amount }
claim-refused =
    <b>🔗 Money by link</b>
    { $refusal }
claim-taken =
    ✅ <b>{ $amount } is yours</b>
    From  { $giver } (wallet { $number })
    { $lines }
claim-line-time = Time  { $when }
claim-line-reference = Reference  <code>{ $reference }</code>

## History and notices

record-kind-claim-link-in = Taken from a link
record-kind-claim-link-out = Given by link
notice-claim-link-taken =
    🎁 <b>Your { $amount } was taken</b>
    By  { $name } (wallet { $number })
    Time  { $when }
notice-claim-link-returned =
    ↩️ <b>{ $amount } is back in your wallet</b>
    Nobody opened your link in 14 days, so it is closed. You can make a new one any time with /links.

## Refusals

error-claim-password-invalid = A link's password has { $length_min } to { $length_max } characters, none of them invisible. Please send another one.
error-claim-name-invalid = That is no Telegram username. Send one such as @li.
error-claim-link-not-found = There is no such link. Please check that you have all of it, or ask for it again.
error-claim-link-closed = { $status ->
    [yours] You have taken this money already. It is in your history.
    [cancelled] This link was cancelled by who made it. There is no money in it any more.
    [returned] This link was open for 14 days, and its time is over. The money went back; ask for a new link.
   *[claimed] Somebody has taken this money already.
}
error-claim-link-own = This is your own link: somebody else has to open it.
error-claim-link-not-for-you = This link is for somebody with another @username. If it is meant for you, check your username in Telegram's settings, then open the link again.
error-claim-link-unavailable = This money is not available right now, and nothing happened. Please try again later, or ask who sent you the link.
error-claim-password-needed = This link has a password. Please send it here first.
error-claim-password-wrong = Wrong password. { $tries_left ->
    [one] { $tries_left } try left.
   *[other] { $tries_left } tries left.
}
error-claim-link-locked = Too many wrong passwords, so this link is locked for now. Please try again in { $retry_after }.
