# Statements

error-statement-days-invalid = { $reason ->
    [future] The first day is still to come. Please choose a day up to today.
    [order] The last day is before the first one. Please send a later day.
   *[long] A statement covers at most { $count_max } days. Please choose a shorter time.
}
error-statement-too-long = That's more than { $count_max } lines, too many for this kind of file. Take Excel or CSV, or choose a shorter time.
error-statement-under-way = Your last statement is still being written. It comes in a moment.
error-statement-not-found = ❌ No statement of ours has this code. Don't rely on that paper.

command-statement = Statement as PDF, Excel or CSV
home-statement = 🧾 Statement
statement-page =
    <b>🧾 Account statement</b>
    { $first } – { $last } ({ $days ->
        [one] 1 day
       *[other] { $days } days
    })
    Choose the days, then the kind of file. PDF is for paper and carries a code that anybody can check; Excel and CSV are for computing.
statement-this-month = This month
statement-last-month = Last month
statement-this-year = This year
statement-last-year = Last year
statement-own = 📅 Other days
statement-format = { $kind ->
    [pdf] 📄 PDF
    [xlsx] 📊 Excel
   *[csv] 🗂 CSV
}
statement-ask-first =
    <b>First day</b>
    Send me the first day of the statement, year first, such as 2026-01-31.
statement-ask-last =
    <b>From { $first } to …</b>
    Send me the last day, such as 2026-03-31.
statement-until-today = Until today
statement-progress = ⏳ Writing your statement: { $done } of { $of } lines
statement-sent = Your statement is above.
statement-name = statement-{ $first }-{ $last }.{ $ending }
statement-caption =
    <b>Account statement</b>
    { $first } – { $last }
statement-figures = { $closing } in the end ({ $paid_in }, { $paid_out }; { $count ->
    [one] 1 line
   *[other] { $count } lines
})
statement-genuine =
    ✅ This statement is ours, made { $when }. Compare it with the paper:
    Wallet { $number }, { $first } – { $last }

## In the files

statement-file-title = Account statement
statement-file-owner = { $name }, wallet { $number }
statement-file-days = From { $first } to { $last }
statement-file-made = Made { $when }
statement-file-zone = Times are those of { $zone }
statement-file-page = Page { $number } of { $count }
statement-file-code =
    Verification code { $code }
    Is it genuine? Send the code to @{ $bot } with /verify: the answer says the days and the balances.
statement-opening = Opening balance
statement-paid-in = In
statement-paid-out = Out
statement-closing = Closing balance
statement-no-lines = Nothing happened in these days.
statement-fee = Fee
statement-fee-back = Fee given back
statement-column = { $column ->
    [time] Time
    [kind] What
    [counterparty] With
    [note] Note
    [reference] Reference
    [change] Amount
    [balance] Balance
   *[currency] Currency
}
