# Budgets: all, one, making and changing them, and money moved between them

home-budgets = 💰 Budgets
command-budget = Budgets
budgets-all = 💳 All spending
budgets-unit-day = every day
budgets-unit-week = every week
budgets-unit-month = every month
budgets-unit-year = every year
budgets-unit-own =
    { $days ->
        [one] every day
       *[other] every { $days } days
    }
budgets-button-day = Daily
budgets-button-week = Weekly
budgets-button-month = Monthly
budgets-button-year = Yearly
budgets-button-own = 🗓 So many days…
budgets-carry-none = 🔄 Start afresh each time
budgets-carry-surplus = ➕ Keep what is left over
budgets-carry-both = ➕➖ Keep what is left, and what is overspent

budgets-title =
    <b>💰 Your budgets</b>

    { $lines }
budgets-line =
    <b>{ $name }</b> · { $unit }
    { $bar } { $percent }%
    { $spent } of { $limit } · until { $until }
budgets-none =
    <b>💰 Budgets</b>
    Say how much you want to spend, and hear from me before it is gone.
budgets-none-suggested = Judging by your last months, these would fit. One tap sets one:
budgets-new = ➕ New budget
budgets-suggest = 💡 Suggestions
budgets-suggest-title =
    <b>💡 Budgets that would fit</b>
    By what you spent in the last full months, rounded up a little. One tap sets a monthly budget.
budgets-suggest-none =
    <b>💡 Suggestions</b>
    There is nothing to suggest right now. After a full month of spending I can tell what would fit.
budgets-suggestion = { $name } · { $amount }

budgets-one =
    <b>{ $name }</b> · { $unit }
    { $bar } { $percent }%
    Spent: <b>{ $spent }</b> of { $limit }
budgets-until =
    { $days ->
        [one] Until { $until } · this is the last day
       *[other] Until { $until } · { $days } days left
    }
budgets-left = Left: { $left } · { $per_day } a day
budgets-over = Over by { $over }
budgets-used-up = Used up to the last bit
budgets-carried = Carried over: { $carried }
budgets-moved = Moved: { $moved }
budgets-terms =
    { $carry }
    🔔 I tell you at { $thresholds }
budgets-change-limit = ✏️ Amount
budgets-change-carry = 🔄 Carry over
budgets-change-thresholds = 🔔 Alerts
budgets-move = 🔀 Get from another
budgets-end = 🏁 End
budgets-ask-end =
    <b>{ $name }</b>
    End this budget? Your records stay as they are.
budgets-end-sure = 🏁 Yes, end it
budgets-ended = The budget has ended.

budgets-ask-category = What is the budget for?
budgets-ask-amount =
    <b>{ $name }</b>
    How much may it be, in { $currency_name }? Type the amount for one period; what you spend in other currencies counts at that day's rate.
budgets-ask-unit =
    <b>{ $name } · { $amount }</b>
    For how long is that?
budgets-ask-days =
    <b>{ $name } · { $amount }</b>
    For how many days? Type a number, for example 14. The first day is today.
budgets-ask-carry =
    <b>{ $name } · { $amount }</b>
    What becomes of what is left at the end of a period?
budgets-made = Your budget is set.
budgets-ask-limit =
    <b>{ $name } · { $unit }</b>
    Now it is { $amount }. How much should it be from this period on?
budgets-ask-new-carry =
    <b>{ $name } · { $unit }</b>
    Now: { $carry }
    What should go from this period into the next?
budgets-ask-thresholds =
    <b>{ $name } · { $unit }</b>
    At which percents should I tell you? Now: { $thresholds }. Type one to five numbers, for example 50 80 100.
budgets-changed = Changed.
budgets-ask-from =
    <b>{ $name }</b>
    { $left } left now. From which budget should money come?
budgets-move-none =
    <b>{ $name }</b>
    No other budget in this currency has anything left just now.
budgets-source = { $name } · { $left } left
budgets-ask-move =
    From <b>{ $source }</b> to <b>{ $name }</b>
    How much? { $left } is left there.
budgets-move-all = All: { $left }
budgets-move-over = What is missing: { $missing }
budgets-moved-done = Moved.

error-budget-not-found = This budget isn't there any more. Open your budgets to see those you have.
error-budgets-too-many = You have { $count_max } budgets already. End one to make room.
error-budget-exists = You already have a budget for this, in this currency and for this long. You can change its amount.
error-budget-short = Only { $left } is left in that budget. Try a smaller amount.
error-budget-days-invalid = Please type a number of days from 1 to { $days_max }.
error-thresholds-invalid = Please type one to { $count_max } percents between 1 and { $percent_max }, for example 50 80 100.
