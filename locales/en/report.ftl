# Reports: figures and pictures

error-charts-busy = Many pictures are being drawn right now. Tap Refresh in a moment.

home-report = 📊 Report
command-report = Where the money went, in pictures
report-page =
    <b>{ $heading }</b>
    { $span }

    { $lines }
report-busy = ⏳ { $busy }
report-split = Spending by category
report-trend = Spending over time
report-balance = Balance
report-budgets = Budgets
report-kind-split = 🗂 Categories
report-kind-trend = 📈 Over time
report-kind-balance = 🏦 Balance
report-kind-budgets = 💰 Budgets
report-this-month = This month
report-last-month = Last month
report-quarter = 3 months
report-this-year = This year
report-dark = 🌙 Dark
report-light = ☀️ Light
report-refresh = 🔄 Refresh
report-month-pattern = LLL
report-span = { $first } – { $last }
report-total = { $total } in all
report-share = { $spent } · { $percent }%
report-line = { $name }: { $said }
report-rest = { $count } others
report-average-day = { $average } a day on average
report-average-week = { $average } a week on average
report-average-month = { $average } a month on average
report-most = Most: { $when }, { $spent }
report-opening = Before { $when }: { $balance }
report-closing = On { $when }: { $balance }
report-high = Highest: { $balance }
report-low = Lowest: { $balance }
report-all = All spending
report-budget = { $spent } of { $limit } · { $percent }%
report-more-budgets = … and { $count } more
report-nothing = Nothing was spent in this time.
report-no-account = No money in this currency yet.
report-no-budgets = No budgets yet.
