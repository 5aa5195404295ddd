### What the wallet says when it says no: what happened and what to do next. At most 200 characters each (an alert's limit)

## What was typed

error-amount-not-a-number = I couldn't read “{ $text }” as an amount. Please type digits only, for example 100 or 1,000.
error-amount-too-many-decimals = { $decimals ->
    [0] { $currency } amounts have no decimals. Please type a whole number, for example 500.
    [one] { $currency } amounts have at most { $decimals } decimal place. Please type it again.
   *[other] { $currency } amounts have at most { $decimals } decimal places. Please type it again.
}
error-amount-not-positive = The amount must be more than zero. Please type it again.
error-amount-too-large = The most you can enter is { $max }. Please type a smaller amount.
error-name-invalid = A name has 1 to { $length_max } characters, none of them invisible. Please type it again.
error-phone-invalid = That doesn't look like a phone number. Please include the country code, for example +44 7700 900123.
error-pin-invalid = The payment PIN is 6 digits. Please enter it again.
error-pin-too-simple = That PIN is too easy to guess. Avoid runs and repeated digits, and choose another one.
error-pins-differ = The two PINs are not the same. Please set it again.
error-note-too-long = { $length_max ->
    [one] A note can have at most { $length_max } character. Please make it shorter.
   *[other] A note can have at most { $length_max } characters. Please make it shorter.
}
error-payee-not-understood = I couldn't tell who to pay. Please type a @username, a phone number with country code, or a wallet number.

## Not found

error-customer-not-found = This customer could not be found. Please check and try again.
error-payee-not-found = Nobody was found. Please check the username, phone or wallet number; they may not have a wallet yet.
error-account-not-found = This account could not be found. Please go home and choose again.
error-operation-not-found = This record could not be found. Please open it again from your history.
error-hold-not-found = This reserved money could not be found. Please open it again from your history.
error-ticket-not-found = This conversation could not be found. Please contact support again.

## Against the rules

error-insufficient-funds = Not enough money: you need { $needed } and have { $available }. Try a smaller amount, or top up first.
error-same-account = You can't pay yourself. Please choose someone else.
error-customer-not-active = { $status ->
    [frozen] Your wallet is frozen and your money is safe. To unfreeze it, contact support.
    [closed] This wallet has been closed and can't be used. If you have questions, contact support.
   *[other] Your wallet can't be used right now. Please contact support.
}
error-payee-not-active = Their wallet can't receive money right now, and nothing left yours. Please check with them first.
error-play-money-not-allowed = Play money is available only in the sandbox.
error-already-registered = You already have a wallet. Go home to use it.
error-phone-taken = This phone number belongs to another wallet. Please use another number, or contact support.
error-not-registered = You don't have a wallet yet. Send /start to open one; it takes a minute.
error-contact-not-own = That is someone else's number. Please tap the button below to share your own.
error-staff-only = Only support staff can do this.
error-reference-reused = This confirmation was already used, and no money moved this time. Please go home and start again.
error-hold-not-open = { $status ->
    [captured] This reserved money has already been paid. There is nothing more to do.
    [released] This reserved money is already back in the balance. There is nothing more to do.
    [expired] This reservation has expired and the money is back in the balance. Please start again if needed.
   *[other] This reservation has already been dealt with. There is nothing more to do.
}
error-account-frozen = This account is frozen: money can come in, but none can go out. Contact support if you did not freeze it.
error-capture-too-large = Only { $held } was reserved. Please type an amount up to that.
error-not-reversible = This cannot be returned this way. Contact support if something went wrong.
error-reversal-too-large = At most { $left } can still be returned. Please type a smaller amount.
error-ticket-closed = This conversation is closed. If you have more questions, contact support again any time.
error-too-many-requests = That was a little too fast. Please try again in { $retry_after }.

## PIN and codes

error-pin-wrong = { $tries_left ->
    [one] Wrong payment PIN. You have { $tries_left } try left.
   *[other] Wrong payment PIN. You have { $tries_left } tries left.
}
error-pin-locked = Too many wrong PINs, so it is locked for now. Please try again in { $retry_after }.
error-code-wrong = { $tries_left ->
    [one] Wrong code. You have { $tries_left } try left.
   *[other] Wrong code. You have { $tries_left } tries left.
}
error-code-expired = This code has expired. Please ask for a new one.
error-code-too-many-tries = Too many wrong tries, so this code no longer works. Please ask for a new one.
error-code-too-soon = A code was sent just now. You can ask for a new one in { $retry_after }.
error-code-too-many-today = No more codes for this number today. Please try again tomorrow, or contact support.

## Not now

error-database-busy = We're a little busy right now. Please press again soon: the same payment is never made twice. Your history shows what went through.
error-code-not-sent = The code could not be sent. Please ask for a new one soon.

## Account and security

error-password-too-weak = This password is not safe enough. It { $missing ->
    [length] needs at least 8 characters
    [letters] needs a letter
    [digits] needs a digit
    [special] needs a special character, such as ! ? # @
    [common] is one that everybody tries first
    [personal] holds your birthday, phone number or name
   *[too-long] may have 128 characters at most
}.
error-birthday-invalid = That is not a date we can read. Send it as year-month-day, for example 1990-05-20.
error-email-invalid = That does not look like an e-mail address. Please check it and send it again.
error-address-invalid = Please write the address in 5 to { $length_max } characters, with street and number.
error-phrase-invalid = Please choose a phrase of { $length_min } to { $length_max } characters.
error-time-zone-unknown = There is no such time zone. Send a name such as Europe/London.
error-duress-pin-same = The duress PIN must differ from your payment PIN. Please choose another one.
error-photo-missing = Please send a photo of the document, taken now or from your album. Text and files won't do.
error-reason-missing = Please give a reason, { $length_max } characters at most.
error-review-not-found = There is no such review.
error-approval-not-found = There is no such request.
error-reset-not-found = There is no such request: it was cancelled, or it is done.
error-limit-reached = { $limit ->
    [operation] One payment may be { $max } at most.
    [day] Today's limit has { $left } left (of { $max } a day).
   *[month] This month's limit has { $left } left (of { $max } a month).
} { $level ->
    [0] Raise it with an ID document: Security › Identity.
    [1] Raise it by adding your address: Security › Identity.
   *[other] If you need more, please write to support.
}
error-review-waiting = We are looking at what you sent. You will hear from us as soon as it is decided.
error-review-decided = { $status ->
    [approved] This review has been approved already.
    [refused] This review has been refused already.
   *[again] The customer has been asked to send it again already.
}
error-level-not-next = { $level ->
    [0] Please verify your ID document first, then your address.
   *[other] You have this level already.
}
error-totp-already-on = Two-step verification is on already.
error-totp-not-on = Two-step verification is not on.
error-reset-waiting = A request is waiting already and takes effect by itself. If it wasn't you, cancel it now.
error-own-request = You asked for this, so a colleague has to decide it.
error-approval-closed = { $status ->
    [approved] This request has been approved already.
    [refused] This request has been refused already.
   *[expired] This request has expired. Please make a new one.
}
error-not-frozen = The wallet is not frozen.
error-money-left = There is still money in this wallet, on hold or set aside for a goal. Move it first, then erase the wallet.
error-password-not-set = You have no account password yet. Set one under Security first.
error-session-locked = To keep you safe, please enter your PIN first.
error-password-wrong = Wrong password. { $tries_left ->
    [one] One try left.
   *[other] { $tries_left } tries left.
}
error-password-locked = Too many wrong passwords, so it is locked for now. Please wait { $retry_after }.
error-totp-wrong = Wrong code. { $tries_left ->
    [one] One try left.
   *[other] { $tries_left } tries left.
} Use the newest 6 digits in your authenticator.
error-totp-locked = Too many wrong codes, so it is locked for now. Please wait { $retry_after }.
error-recovery-code-wrong = This recovery code is wrong or used. { $tries_left ->
    [one] One try left.
   *[other] { $tries_left } tries left.
}
error-recovery-locked = Too many wrong recovery codes, so it is locked for now. Please wait { $retry_after }.
error-step-up-needed = { $factor ->
    [password] Please prove your account password first.
    [pin] Please enter your payment PIN first.
    [phone] Please enter the code that we sent to your phone first.
   *[second] Please enter a code from your authenticator, or a recovery code, first.
}
