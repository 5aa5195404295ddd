### 兑换、汇率和汇率提醒

home-exchange = 💱 兑换
command-exchange = 货币兑换
command-rates = 今日汇率

record-kind-exchange = 兑换
record-kind-exchange-in = 兑换
record-kind-exchange-out = 兑换

error-rates-unavailable = { $reason ->
    [offline] 暂停兑换：汇率来源没有回应。你的钱没事，过几分钟再试。
    [old] 暂停兑换：手上的汇率太旧，按它兑换对你不公平。请晚点再试。
   *[other] 暂停兑换：今天的汇率看起来不对，我们不拿可疑的价格做交易。客服正在查，请晚点再试。
}
error-same-currency = 两边是同一种货币，请换一边。
error-amount-too-small = 金额太小，换不到最小单位的{ $currency }。请换大一点的金额。
error-target-rate-invalid = 请发送一个和当前不同的汇率，只写数字和小数点，例如 7.25。
error-alerts-too-many = 最多设 { $count_max } 个提醒，请先删掉一个。
error-alert-not-found = 这个提醒已经不在了：提醒过了，或者被删除了。
