# Digests, and what is due soon

notice-digest =
    { $kind ->
        [daily] 🗓 <b>Your day: { $first }</b>
        [weekly] 🗓 <b>Your week: { $first } – { $last }</b>
       *[monthly] 🗓 <b>Your month: { $first } – { $last }</b>
    }
    Spent: <b>{ $spent }</b>
digest-more = 📈 { $percent }% more than the { $kind ->
    [daily] day
    [weekly] week
   *[monthly] month
} before ({ $before })
digest-less = 📉 { $percent }% less than the { $kind ->
    [daily] day
    [weekly] week
   *[monthly] month
} before ({ $before })
digest-same = As much as the { $kind ->
    [daily] day
    [weekly] week
   *[monthly] month
} before ({ $before })
digest-category = { $name }: { $amount }
digest-budget = ⚠️ Budget { $name }: { $percent }% used
digest-next = ⏰ Next, { $day }: { $kind ->
    [transfer] transfer { $name }
   *[bill] { $name }
} · { $amount }
digest-report = 📊 Report

home-upcoming = ⏰ Coming up
command-upcoming = What is due soon
upcoming-title = <b>⏰ Coming up</b>
upcoming-overdue =
    { "" }
    <b>Overdue</b>
    { $overdue }
upcoming-soon =
    { "" }
    <b>In the next 30 days</b>
    { $soon }
upcoming-none =
    { "" }
    Nothing is due in the next 30 days. Bills, transfers that repeat, goals with a date and requests show up here.
upcoming-line = { $kind ->
    [transfer] 🔁
    [goal] 🎯
    [request] 🙋
   *[bill] 🧾
} { $day } · { $name } · { $kind ->
    [goal] still missing { $amount }
    [request] asks for { $amount }
   *[bill] { $amount }
}
upcoming-more = … and { $count } more
upcoming-requests = 🙋 Requests
