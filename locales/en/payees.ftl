### Payees, the note of a transfer, warnings, and transfers that wait

command-payees = People you pay
command-waiting = Transfers that wait

transfer-recent =
    { "" }
    Or pick somebody you know:
transfer-more = 👥 Payees
transfer-noted = 📝 Note: { $note }
transfer-add-note = 📝 Add a note
transfer-change-note = 📝 Change the note
transfer-drop-note = Remove the note
transfer-note =
    <b>📝 A note for the payee</b>
    Send one line, for example “Lunch on Friday”. They read it with the money. At most 100 characters.

payee-button = { $saved ->
    [yes] ⭐ { $name }
   *[no] { $name } · …{ $number }
}
payee-known = { $alias } ({ $name })
payees-title =
    <b>👥 Payees</b>
    ⭐ are the ones you saved. Press one to pay, rename or forget them.
payees-empty =
    <b>👥 Payees</b>
    Nobody here yet. Once you have paid somebody you find them here, and next time it takes one tap.
payees-waiting = ⏳ Waiting
payees-cool-off = 🛡 Time to think
payee-title =
    <b>👤 { $name }</b>
    Wallet { $number }
payee-alias = You call them  <b>{ $alias }</b>
payee-paid = Last paid  { $paid_at }
payee-pay = 💸 Pay
payee-save = ⭐ Save
payee-save-next = ⭐ Save this payee
payee-saved = Saved. You find them under /payees and when you send money.
payee-rename = ✏️ My name for them
payee-renamed = Done.
payee-forget = 🗑 Forget
payee-forgotten = They are off your list. What you paid stays in your history.
payee-alias-page =
    <b>✏️ What do you call { $name } ({ $number })?</b>
    Send a name of up to 30 characters, for example “Mum” or “Landlord”. Only you see it. Next time just type it when I ask whom to pay.
payee-alias-drop = Without a name

cool-off-page =
    <b>🛡 Time to think</b>
    When you pay somebody for the first time, or a @username that has moved to another wallet, the money can wait before it is sent. Until then you cancel with one tap.

    Now: <b>{ $chosen }</b>. Longer is set at once; for shorter I ask for your password.
cool-off-none = Off
cool-off-hour = 1 hour
cool-off-day = 24 hours
cool-off-done = Done. It counts from your next transfer.

checkout-warning-first-payment =
    { "" }
    ⚠️ You have never paid this wallet before. Make sure the name and the number are right.
checkout-warning-name-moved =
    { "" }
    🛑 <b>This is not who you paid before.</b> That @username belonged to { $former } then; now it belongs to another wallet. Somebody may be posing as them. Ask them in another way before you pay.
checkout-warning-wait-3600 = ⏳ It is sent 1 hour after you confirm. Until then you can cancel.
checkout-warning-wait-86400 = ⏳ It is sent 24 hours after you confirm. Until then you can cancel.
checkout-receipt-waits =
    ⏳ <b>Confirmed, not sent yet</b>
    { $lines }
    It is sent  <b>{ $due }</b>
    The money is set aside. To stop it, use /waiting.

waiting-title =
    <b>⏳ Waiting to be sent</b>
    { $lines }
waiting-line = { $stopped ->
    [yes] { $number }. <b>{ $amount }</b> to { $payee } (wallet { $wallet }), stopped by the freeze
   *[no] { $number }. <b>{ $amount }</b> to { $payee } (wallet { $wallet }), is sent { $due }
}
waiting-more = More come after these.
waiting-empty =
    <b>⏳ Waiting to be sent</b>
    Nothing is waiting. Under /payees › “🛡 Time to think” you choose whether first payments wait.
waiting-open = ⏳ Waiting transfers
waiting-cancel = ✖ Cancel { $number }: { $amount }
waiting-cancel-this = ✖ Cancel this transfer
waiting-cancelled = Cancelled. Nothing was sent, and the money is yours to spend again.

notice-transfer-waiting =
    <b>⏳ A transfer is waiting</b>
    { $amount } to { $payee } (wallet { $number })
    It is sent { $due }.

    Wasn't it you, or have you changed your mind? Cancel it now.
notice-transfer-sent =
    <b>✅ Your transfer was sent</b>
    { $amount } to { $payee } (wallet { $number })
    { $when }
    Reference <code>{ $reference }</code>
notice-transfer-returned = { $why ->
    [refused] <b>↩️ { $amount } came back</b>: the payee has closed their wallet. You can spend the money again.
   *[returned] <b>↩️ { $amount } came back</b>: your wallet was frozen for a week, so the transfer was not sent.
}

verify-receipt-held =
    ⏳ This receipt is genuine, but the money has not arrived: it is set aside and can still be called back.
    { $kind }, { $amount }, from { $payer } to { $to }, { $when }
    Reference { $reference }

error-forward-hidden = Telegram hides who wrote that. Please send their @username, phone or wallet number, or share their contact.
error-forward-not-person = That comes from a channel, a group or a bot. Please forward a message written by the person you want to pay.
error-alias-invalid = Please send a name of 1 to { $length_max } readable characters, with a letter in it and no @ or / in front.
error-alias-taken = You call somebody else that already. Please choose another name.
error-too-many-payees = You have saved { $count_max } payees, which is as many as fit. Forget one first.
error-waiting-transfer-not-found = I can't find this transfer among those that wait.
error-transfer-not-waiting = { $status ->
    [sent] Too late: this transfer has been sent. If it was a mistake, ask the payee to send it back.
    [cancelled] This transfer was cancelled before. Nothing was sent.
   *[other] This transfer was not sent. The money is back in your wallet.
}
