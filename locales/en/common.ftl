### Buttons, names and formats used everywhere

back = ‹ Back
cancel = Cancel
home = 🏠 Home

language-zh-CN = 简体中文
language-en = English

## Names of currencies

currency-CNY = Chinese yuan
currency-USD = US dollar
currency-EUR = Euro
currency-HKD = Hong Kong dollar
currency-JPY = Japanese yen
currency-GBP = British pound
currency-SGD = Singapore dollar
currency-KRW = Korean won
currency-USDT = USDT

## What people may write after the digits of an amount, separated by |

currency-words-CNY = yuan|kuai
currency-words-USD = dollar|dollars
currency-words-EUR = euro|euros
currency-words-HKD = Hong Kong dollars
currency-words-JPY = yen
currency-words-GBP = pound|pounds
currency-words-SGD = Singapore dollars
currency-words-KRW = won
currency-words-USDT = tether

## How time is written (CLDR patterns)

pattern-moment = d MMM, HH:mm
pattern-moment-year = d MMM y, HH:mm
pattern-date = d MMM
pattern-date-year = d MMM y

duration-seconds = { $count ->
    [one] { $count } second
   *[other] { $count } seconds
}
duration-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
duration-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
duration-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
