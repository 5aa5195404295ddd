# 消费小结，以及快到期的事

notice-digest =
    { $kind ->
        [daily] 🗓 <b>单日小结：{ $first }</b>
        [weekly] 🗓 <b>一周小结：{ $first } – { $last }</b>
       *[monthly] 🗓 <b>月度小结：{ $first } – { $last }</b>
    }
    花了 <b>{ $spent }</b>
digest-more = 📈 比{ $kind ->
    [daily] 前一天
    [weekly] 前一周
   *[monthly] 前一个月
}多 { $percent }%（{ $before }）
digest-less = 📉 比{ $kind ->
    [daily] 前一天
    [weekly] 前一周
   *[monthly] 前一个月
}少 { $percent }%（{ $before }）
digest-same = 和{ $kind ->
    [daily] 前一天
    [weekly] 前一周
   *[monthly] 前一个月
}持平（{ $before }）
digest-category = { $name }：{ $amount }
digest-budget = ⚠️ { $name }预算已用 { $percent }%
digest-next = ⏰ 接下来（{ $day }）：{ $kind ->
    [transfer] 转账{ " " }{ $name }
   *[bill] { $name }
} · { $amount }
digest-report = 📊 消费报告

home-upcoming = ⏰ 近期待办
command-upcoming = 快到期的账单和转账
upcoming-title = <b>⏰ 近期待办</b>
upcoming-overdue =
    { "" }
    <b>已过期</b>
    { $overdue }
upcoming-soon =
    { "" }
    <b>未来 30 天</b>
    { $soon }
upcoming-none =
    { "" }
    未来 30 天没有要办的事。账单、定期转账、有日期的目标和别人的收款请求都会列在这里。
upcoming-line = { $kind ->
    [transfer] 🔁
    [goal] 🎯
    [request] 🙋
   *[bill] 🧾
} { $day } · { $name } · { $kind ->
    [goal] 还差 { $amount }
    [request] 请你付 { $amount }
   *[bill] { $amount }
}
upcoming-more = …还有 { $count } 项
upcoming-requests = 🙋 收款请求
