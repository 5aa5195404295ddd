### Merchants: the shop, its sales, and refunds

error-merchant-not-active = This shop can't take payments now; nothing was paid. Please ask the merchant.
error-shop-name-invalid = The shop's name needs { $length_min } to { $length_max } readable characters. Please send another one.
error-logo-unreadable = I can't open this as a picture. Please send a photo (JPEG or PNG, at most { $megabytes_max } MB).
error-refund-too-late = Refunds are possible until { $days_max } days after the payment. You can still send the money as a transfer.
error-refund-too-large = Only { $left } of this payment can still be refunded. Please enter a smaller amount.
