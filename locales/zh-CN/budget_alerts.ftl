### 免打扰时段、预算提醒、付款对预算的影响

error-quiet-hours-invalid = 请发送两个不同的时间，例如 22:00-08:00：几点开始免打扰，几点结束。

command-quiet = 免打扰和消费小结
home-telling = 🔔 提醒与小结

## 我什么时候主动发消息

telling-title = <b>🔔 提醒设置</b>
telling-quiet =
    { "" }
    免打扰时段　<b>{ $quiet }</b>（时区 { $zone }）
    这段时间里的预算和账单提醒，等时段结束再发。收付款、客服和安全消息始终马上通知。
telling-never-quiet =
    { "" }
    没有设免打扰时段：随时提醒，夜里也一样。
telling-digests =
    { "" }
    小结会告诉你前一天、上周或上个月花了多少，早上发送。
telling-quiet-change = ✏️ 修改时段
telling-quiet-off = 🔔 关闭免打扰
telling-quiet-on = 🔕 开启免打扰
telling-daily = { $daily ->
    [yes] ✅ 日小结
   *[no] ▫️ 日小结
}
telling-weekly = { $weekly ->
    [yes] ✅ 周小结
   *[no] ▫️ 周小结
}
telling-monthly = { $monthly ->
    [yes] ✅ 月小结
   *[no] ▫️ 月小结
}
telling-quiet-ask =
    <b>什么时段不打扰你？</b>
    请发送开始和结束时间，例如 22:00-08:00（按你的时区 { $zone }）。
telling-quiet-set = 免打扰时段已设好。

## 确认卡片上：这笔付款对预算的影响

budget-outlook = { $over ->
    [yes] ⚠️
   *[no] 📊
} { $name }：付款后{ $unit ->
    [day] 今天
    [week] 本周
    [month] 本月
    [year] 今年
   *[own] 本期
}已用 { $percent }%（{ $spent } / { $limit }）
budget-outlook-move = 🔀 从「{ $name }」挪 { $amount } 过来
budget-outlook-moved = 挪好了，这笔付款在预算之内了。

## 主动提醒

notice-budget-alert =
    { $level ->
        [over] 🔴 <b>{ $name }：预算用完了</b>
        [pace] ⏳ <b>{ $name }：照这个速度，{ $day }就会用完预算</b>
       *[part] 🔔 <b>{ $name }：预算已用 { $percent }%</b>
    }
    { $bar } { $percent }%
    { $spent } / { $limit }，{ $days }
budget-alert-days = { $first }至{ $last }
budget-alert-left = 还剩 { $left }，{ $days ->
    [1] 只剩最后一天
   *[other] 还有 { $days } 天，平均每天可花 { $a_day }
}
budget-alert-over = 已超出 { $over }
budget-alert-pace = ⏳ 照这个速度，{ $day }就会用完。
