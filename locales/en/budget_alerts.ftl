### Quiet hours, alerts of budgets, what a payment does to a budget

error-quiet-hours-invalid = Send two different times like 22:00-08:00: when it gets quiet and when I may write again.

command-quiet = Quiet hours and digests
home-telling = 🔔 Alerts and digests

## When I write by myself

telling-title = <b>🔔 When I write to you by myself</b>
telling-quiet =
    { "" }
    Quiet hours  <b>{ $quiet }</b> (time zone { $zone })
    Alerts of budgets and bills that come up then wait until they end. Payments, support and security are always told at once.
telling-never-quiet =
    { "" }
    No quiet hours: I write at any time, at night too.
telling-digests =
    { "" }
    Digests say what you spent in the day, week or month before. They come in the morning.
telling-quiet-change = ✏️ Change quiet hours
telling-quiet-off = 🔔 Switch them off
telling-quiet-on = 🔕 Switch them on
telling-daily = { $daily ->
    [yes] ✅ Daily
   *[no] ▫️ Daily
}
telling-weekly = { $weekly ->
    [yes] ✅ Weekly
   *[no] ▫️ Weekly
}
telling-monthly = { $monthly ->
    [yes] ✅ Monthly
   *[no] ▫️ Monthly
}
telling-quiet-ask =
    <b>When shall I be quiet?</b>
    Send from when to when by your clock, for example 22:00-08:00 (time zone { $zone }).
telling-quiet-set = Your quiet hours are set.

## What a payment does to a budget, on the confirm card

budget-outlook = { $over ->
    [yes] ⚠️
   *[no] 📊
} { $name }: { $percent }% of { $unit ->
    [day] today
    [week] this week
    [month] this month
    [year] this year
   *[own] this period
} ({ $spent } of { $limit })
budget-outlook-move = 🔀 Move { $amount } from { $name }
budget-outlook-moved = Moved. Your budget now allows for this payment.

## Told by myself

notice-budget-alert =
    { $level ->
        [over] 🔴 <b>{ $name }: the budget is used up</b>
        [pace] ⏳ <b>{ $name }: at this pace the budget is used up on { $day }</b>
       *[part] 🔔 <b>{ $name }: { $percent }% of the budget is used</b>
    }
    { $bar } { $percent }%
    { $spent } of { $limit }, { $days }
budget-alert-days = { $first } to { $last }
budget-alert-left = { $left } left, { $days ->
    [one] for the last day
   *[other] for { $days } days: { $a_day } a day
}
budget-alert-over = { $over } over the limit
budget-alert-pace = ⏳ At this pace it is used up on { $day }.
