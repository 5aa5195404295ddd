### Codes, invoices and scanning

error-picture-too-large = This picture is too large: at most { $megapixels_max } megapixels and 10 MB. Send it as a photo instead of a file, and Telegram makes it smaller.
error-picture-unreadable = I couldn't open this picture. Please send it as a photo, or as a JPEG, PNG or WebP file.
error-qr-not-found = I see no code in this picture. Go closer, hold the phone straight and avoid reflections, then send a new photo.
error-qr-version-unknown = This code is newer than I am. Please try again later, or pay by the merchant's wallet number.
error-qr-forged = ⛔ This code only looks like one of ours. Don't pay by it, and tell whoever showed it to you.
error-invoice-not-found = I can't find this invoice. Please ask the merchant for a new one.
error-invoice-closed = { $status ->
    [paid] This invoice is already paid. No money moved this time.
    [cancelled] The merchant cancelled this invoice. Nothing left your wallet.
   *[expired] This invoice has expired. Nothing left your wallet; please ask the merchant for a new one.
}
error-invoice-not-yours = This invoice is for somebody else. Please ask the merchant for one of your own.
error-too-many-invoices = You have { $count_max } open invoices, which is the most. Cancel some first.
error-scan-busy = Many pictures are coming in right now. Please send yours again in a moment.
error-picture-not-fetched = I couldn't get this picture from Telegram. Please send it again.

command-invoice = Invoices: ask for an amount by QR code
command-scan = Scan a QR code from a photo

## Scanning

home-scan = 📷 Scan
scan-page =
    <b>📷 Scan a code</b>
    Send me a photo or a screenshot with the QR code. You always see whom you pay before any money moves.
scan-not-a-picture = Please send a photo of the code.
scan-choose =
    <b>📷 { $count } codes in this picture</b>
    Which one do you want to pay?
scan-choice-invoice = { $name } · { $amount }
scan-choice-other = A link to this wallet
scan-foreign = { $kind ->
    [link] This is not one of our codes: it is a link to { $what }. I did not open it, and paying by it is not possible here.
    [wifi] This is not one of our codes: it is the access to a Wi-Fi network ({ $what }).
    [product] This is not one of our codes: it is the number of a product ({ $what }).
    [secret] This is not one of our codes: it is the key to somebody's login codes. Never show it to anybody, and delete the picture.
    [contact] This is not one of our codes: it is a business card.
    [mail] This is not one of our codes: it begins an e-mail. I did not open it.
    [phone] This is not one of our codes: it would call or text somebody ({ $what }). I did not open it.
   *[text] This is not one of our codes. It says: { $what }
}

## Paying at a shop

pay-merchant-amount =
    <b>🏪 { $name }</b>
    How much do you pay? Send the amount, such as 20 or 1,000.50.
    Available: { $available }
invoice-card-number = Invoice  № { $number }
record-kind-merchant-in = Sale
record-kind-merchant-out = Paid at a shop
record-kind-invoice-in = Invoice paid
record-kind-invoice-out = Invoice
notice-invoice-paid =
    🧾 <b>Invoice № { $number } is paid: { $amount }</b>
    By  { $payer } (wallet { $wallet })
    Time  { $when }
    Reference  <code>{ $reference }</code>

## Invoices

invoices-title =
    <b>🧾 Invoices</b>
    Ask for an exact amount by QR code or link. Press a line for details.
invoices-open = 🧾 Invoices
invoices-empty = None yet. “New invoice” makes the first one.
invoices-no-shop =
    <b>🧾 Invoices</b>
    Invoices are for merchants. Open a shop with /business; it takes two minutes, and the desk has a look at it.
invoice-new = ➕ New invoice
invoice-line = № { $number }  { $amount }  { $status }
invoice-status = { $status ->
    [open] ⏳ open
    [paid] ✅ paid
    [cancelled] ✖️ cancelled
   *[expired] ⌛ expired
}
invoice-amount =
    <b>🧾 New invoice</b>
    How much? Send the amount in { $currency_name }, or choose another currency first.
invoice-ask-note =
    <b>What is it for?</b>
    Send a few words; the payer reads them before paying. For example: Table 4, lunch.
invoice-skip-note = No note
invoice-terms =
    <b>Invoice for { $amount }</b>
    How long may it be paid, and by whom?
invoice-note = For  { $note }
invoice-only-for = Only for  { $payer }
invoice-term = { $term ->
    [hour] 1 hour
    [day] 1 day
    [week] 7 days
   *[month] 30 days
}
invoice-payers = { $payers ->
    [one] 👤 One payer
    [many] 👥 Many payers
   *[person] 🎯 One person
}
invoice-create = ✅ Make the invoice
invoice-ask-payer =
    <b>Who may pay it?</b>
    Send their @username, phone number with country code or 10-digit wallet number, or share their contact.
invoice-page =
    <b>🧾 Invoice № { $number }</b>
    <b>{ $amount }</b>  { $status ->
        [open] ⏳ open
        [paid] ✅ paid
        [cancelled] ✖️ cancelled
       *[expired] ⌛ expired
    }
    Valid until  { $until }
invoice-paid-count = { $paid_count ->
    [0] Nobody has paid yet; many may.
    [one] Paid once so far.
   *[other] Paid { $paid_count } times so far.
}
invoice-link =
    Link  { $link }
    Send the picture or the link to your customer.
invoice-code = 🖼 QR code
invoice-cancel = ✖️ Cancel this invoice
invoice-cancelled = The invoice is cancelled. Nobody can pay it any more.

## Pictures of codes

shop-code = 🏪 My shop's QR code
shop-code-caption =
    <b>{ $name }</b>
    Scan to pay; you type the amount.
    { $link }
invoice-code-caption =
    <b>{ $name }</b>
    Invoice № { $number }: <b>{ $amount }</b>
    Valid until { $until }
    { $link }
own-code = 🖼 My QR code
own-code-caption =
    Scan to send money to <b>{ $name }</b>
    { $link }
