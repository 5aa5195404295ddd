### Merchants: the shop, its sales, and refunds

command-business = My shop: sales, refunds
home-business = 🏪 My shop
activity-shop-asked = Shop handed in for review
activity-shop-decided = Shop reviewed

## The merchant's page

business-intro =
    <b>🏪 Get paid as a shop</b>
    Customers see your shop's name instead of your own, pay by QR code or invoice, and you see every sale here.
    Tell us a name, a category and, if you like, a logo. We look at it first.
business-first-waiting =
    <b>🏪 { $wanted }</b>
    ⏳ We are looking at your shop. You will hear from us as soon as it is decided.
business-refused =
    <b>🏪 { $wanted }</b>
    Your shop was not approved: { $reason }. Change it and hand it in again.
business-shop =
    <b>🏪 { $name }</b>
    { $category }
business-today =
    { "" }
    <b>Today</b>
    { $lines }
business-today-none =
    { "" }
    No sales today yet.
business-turnover = { $amount } from { $count ->
    [one] { $count } payment
   *[other] { $count } payments
}
business-turnover-refunded = { $amount } from { $count ->
    [one] { $count } payment
   *[other] { $count } payments
}, { $refunded } given back
business-change-waiting =
    { "" }
    ⏳ “{ $wanted }” is being reviewed. Until then everything stays as it is.
business-change-refused =
    { "" }
    The change to “{ $wanted }” was not approved: { $reason }. Everything stays as it was.
business-open = 🏪 Open a shop
business-again = ✏️ Hand in again
business-sales = 🧾 Sales
business-export = 📤 Export
business-change = ✏️ Change name or logo
business-none-to-export = There are no sales in the last 90 days, so there is nothing to export.

## Asking for a shop

business-name =
    <b>1/3  The shop's name</b>
    Send it as a message, { $length_min } to { $length_max } characters. Customers see it before they pay, so use the name they know.
business-name-keep = Keep “{ $name }”
business-category =
    <b>2/3  What does “{ $name }” sell?</b>
business-category-name = { $category ->
    [retail] 🛍 Shop
    [food] 🍜 Food and drink
    [services] 🔧 Services
    [travel] ✈️ Travel
    [education] 📚 Education
    [health] 💊 Health
    [digital] 💻 Digital goods
   *[other] Something else
}
business-logo =
    <b>3/3  A logo</b>
    Send it as a photo; I cut it to a square. It stands in the middle of your QR code.
business-logo-keep = Keep the logo
business-logo-none = Without a logo
business-handed-in = Handed in. You will hear from us as soon as it is decided.
business-reason = { $reason ->
    [name-misleading] the name could be taken for somebody else
    [logo-unsuitable] the logo can't be used
    [category-wrong] the category does not fit
   *[not-allowed] this business can't be served here
}

## Sales

sales-title =
    <b>🧾 Sales</b>  page { $page }
    Press a line for details.
sales-empty =
    <b>🧾 Sales</b>
    Nothing yet. Show a customer your QR code, or send an invoice.
sales-line = { $when }  { $amount }  { $payer }
sales-mark-invoice = № { $invoice }
sales-mark-refunded = ↩️{ $refunded }
sale =
    <b>{ $amount }</b>
    From  { $payer } (wallet { $number })
sale-invoice = Invoice  № { $invoice }
sale-note = Note  { $note }
sale-refunded = Given back  { $refunded }, left { $left }
sale-rest =
    Time  { $when }
    Reference  <code>{ $reference }</code>
sale-refund = ↩️ Refund

## Export

export-name = sales-{ $date }.csv
export-caption = { $count ->
    [one] { $count } sale of the last 90 days. Payers are masked.
   *[other] { $count } sales of the last 90 days. Payers are masked.
}
export-caption-more = The newest { $count } sales of the last 90 days; there are more. Payers are masked.
export-column = { $column ->
    [time] Time
    [reference] Reference
    [amount] Amount
    [currency] Currency
    [refunded] Refunded
    [payer] Payer
    [invoice] Invoice
   *[note] Note
}

## Refunds

refund-amount =
    <b>↩️ Refund to { $payer }</b>
    How much? Send the amount, or give everything back.
    Left of this payment: { $left }
refund-all = Everything ({ $left })
refund-reason =
    <b>↩️ Refund { $amount } to { $payer }</b>
    Why? Send a few words, { $length_max } characters at most. The customer reads them.
refund-check =
    <b>Please check</b>
    ↩️ Refund
    To  <b>{ $payer }</b>
    Wallet  { $number }
    Amount  <b>{ $amount }</b>
    Reason  { $reason }
    For payment  <code>{ $reference }</code>
    { "" }
    A refund can't be called back.
refund-confirm = ↩️ Refund { $amount }
refund-pin =
    <b>Enter your payment PIN</b>
    Refund { $amount } to { $payer }

    { $dots }
refund-done =
    ✅ <b>{ $amount } refunded</b>
    To  { $payer }
    Reason  { $reason }
    For payment  <code>{ $paid_reference }</code>
    Left of it  { $left }
refund-done-fee = The customer got the fee of { $fee } back as well.
refund-done-rest =
    Available  { $available }
    Time  { $when }
    Reference  <code>{ $reference }</code>
record-kind-refund = Refund
record-kind-refund-in = Refund received
record-kind-refund-out = Refund

## Notices

notice-shop-decided = { $status ->
    [approved] <b>✅ “{ $name }” is approved</b>
   *[refused] <b>“{ $name }” was not approved</b>
}
notice-shop-approved = Customers see this name from now on. Your page: /business
notice-shop-refused = Reason: { $reason }. Change it under /business and hand it in again.
notice-refund-received =
    <b>↩️ { $amount } came back from { $shop }</b>
    Reason  { $reason }
    For your payment  <code>{ $paid_reference }</code>
    Time  { $when }
    Reference  <code>{ $reference }</code>
notice-refund-fee = The fee of { $fee } came back too.
notice-refund-shop-closed = a closed shop

## The staff group

desk-shop-card =
    <b>🏪 { $change ->
        [yes] Change of a shop
       *[no] New shop
    }</b>
    Name  <b>{ $shop }</b>
    Category  { $category }
    Logo  { $logo ->
        [yes] yes
       *[no] none
    }
    Owner  { $name }
    Wallet  <code>{ $number }</code>
    Handed in  { $when } (customer's time)
    Status  { $status }
desk-shop-now = In force  { $shop }, { $category }
desk-shop-status = { $status ->
    [waiting] 🟡 Waiting for review
    [approved] ✅ Approved by { $agent }
    [refused] ❌ Refused by { $agent }: { $reason }
   *[closed] Withdrawn: the wallet was closed
}
desk-shop-show-logo = 🖼 Show the logo
desk-shop-logo = The logo of “{ $shop }”
desk-shop-no-logo = There is no logo to show any more.

## Refusals

error-merchant-not-active = This shop can't take payments now; nothing was paid. Please ask the merchant.
error-shop-name-invalid = The shop's name needs { $length_min } to { $length_max } readable characters. Please send another one.
error-logo-unreadable = I can't open this as a picture. Please send a photo (JPEG or PNG, at most { $megabytes_max } MB).
error-refund-too-late = Refunds are possible until { $days_max } days after the payment. You can still send the money as a transfer.
error-refund-too-large = Only { $left } of this payment can still be refunded. Please enter a smaller amount.
