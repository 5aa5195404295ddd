### Exchange, rates and rate alerts

home-exchange = 💱 Exchange
command-exchange = Exchange currencies
command-rates = Today's rates

## What a card says about a rate

checkout-rate-middle = Mid-market  1 { $base } = { $rate } { $quote } (spread { $spread }%)
checkout-rate-source = Source  { $source }

record-kind-exchange = Exchange
record-kind-exchange-in = Exchange
record-kind-exchange-out = Exchange

error-rates-unavailable = { $reason ->
    [offline] Exchange is closed: our rate source doesn't answer. Your money is safe; please try again in a few minutes.
    [old] Exchange is closed: the newest rates are too old to be fair. Please try again later.
   *[other] Exchange is closed: today's rates look wrong, and we don't trade on doubtful figures. Support is on it; please try again later.
}
error-same-currency = That is the same currency twice. Choose another one on one side.
error-amount-too-small = That is too little: it would buy nothing in { $currency }. Try a larger amount.
error-target-rate-invalid = Send a rate that differs from the current one, just digits and a point, such as 7.25.
error-alerts-too-many = You have { $count_max } alerts, which is the most. Delete one first.
error-alert-not-found = This alert is gone. It was told or deleted already.

## The exchange screen

exchange-title =
    <b>💱 Exchange { $pays } → { $gets }</b>
    You have  { $available }
exchange-rate =
    Your rate  1 { $base } = { $rate } { $quote } (spread { $spread }%)
    Source  { $source }
exchange-closed =
    { "" }
    🔒 { $reason }
exchange-ask-pays =
    { "" }
    How much do you give? Send an amount in { $wanted }, for example 100.
exchange-ask-gets =
    { "" }
    How much do you want to get? Send an amount in { $wanted }, for example 20.
exchange-from = From { $pays }
exchange-to = To { $gets }
exchange-swap = ⇄
exchange-name-gets = ✏️ Enter what I get instead
exchange-name-pays = ✏️ Enter what I give instead
exchange-rates = 📈 Rates
exchange-choose-pays = <b>Which currency do you give?</b>
exchange-choose-gets = <b>Which currency do you want?</b>

## Rates, charts and alerts

rate-source = { $source ->
    [ecb] European Central Bank, { $date }
    [ecb-package] European Central Bank, { $date }
    [crypto] Crypto market, { $date }
    [crypto-ecb] European Central Bank and crypto market, { $date }
    [crypto-ecb-package] European Central Bank and crypto market, { $date }
    [sandbox] Practice market (ECB, { $date })
   *[fixed] Our own price, { $date }
}
rates-title =
    <b>📈 Rates against the { $home }</b>
rates-table =
    { $lines }

    Mid-market rates. { $source }. Press a currency for its chart.
rates-line = 1 { $base } = <b>{ $rate }</b> { $quote }
rates-refresh = 🔄 Refresh
rates-my-alerts = 🔔 My alerts
rates-chart =
    1 { $base } = <b>{ $rate }</b> { $quote }
    The last { $days } days. { $source }
rates-no-chart = There is no chart for this pair.
rates-short = 30 days
rates-long = 1 year
rates-alert-add = 🔔 Tell me when…
rates-alert-ask =
    <b>🔔 Rate alert</b>
    Now 1 { $base } = { $rate } { $quote }.
    At which rate shall I write to you? Send just the number, with a point for decimals.
rates-alert-set = I'll write to you once when it gets there.
rates-alert-deleted = Deleted.
rates-alerts =
    <b>🔔 Your rate alerts</b>
    Each is told once. Press one to delete it.
rates-alerts-none =
    <b>🔔 No rate alerts</b>
    Go back, press a currency and then “🔔 Tell me when…”.
rates-alert = 🗑 { $above ->
    [yes] { $base }/{ $quote } ≥ { $target }
   *[no] { $base }/{ $quote } ≤ { $target }
}
notice-rate-alert =
    🔔 1 { $base } = <b>{ $rate }</b> { $quote }
    { $above ->
        [yes] It rose to { $target } or more, as you asked to be told.
       *[no] It fell to { $target } or less, as you asked to be told.
    }

## For the desk

desk-rates-closed =
    🔒 <b>Exchange is closed</b>
    Rates  { $feed ->
        [bank] of the central bank
       *[crypto] of USDT
    }
    Why  { $reason ->
        [offline] the source hasn't answered for half an hour
        [garbled] the source sends something that is no rates
        [jump] a rate is over 10% from the last good one, and no second source agrees
        [past] the source went back to an older date
       *[old] the newest rates are older than RATES_AGE_HOURS_MAX
    }
    Customers read that it is closed. It opens by itself as soon as the rates are good again.
