### Exchange, rates and rate alerts

home-exchange = 💱 Exchange
command-exchange = Exchange currencies
command-rates = Today's rates

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
