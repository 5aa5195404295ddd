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
