# 预算：总览、单个预算、新建与修改、预算之间挪钱

home-budgets = 💰 预算
command-budget = 预算
budgets-all = 💳 全部支出
budgets-unit-day = 每天
budgets-unit-week = 每周
budgets-unit-month = 每月
budgets-unit-year = 每年
budgets-unit-own = 每 { $days } 天
budgets-button-day = 每天
budgets-button-week = 每周
budgets-button-month = 每月
budgets-button-year = 每年
budgets-button-own = 🗓 自定天数…
budgets-carry-none = 🔄 每期重新开始
budgets-carry-surplus = ➕ 没花完的留到下期
budgets-carry-both = ➕➖ 结余和超支都带到下期

budgets-title =
    <b>💰 我的预算</b>

    { $lines }
budgets-line =
    <b>{ $name }</b> · { $unit }
    { $bar } { $percent }%
    已花 { $spent } / { $limit } · 到 { $until }
budgets-none =
    <b>💰 预算</b>
    定好想花多少，快超支之前我会提醒你。
budgets-none-suggested = 按你最近几个月的花销，下面这些比较合适，点一下就能设好：
budgets-new = ➕ 新预算
budgets-suggest = 💡 推荐预算
budgets-suggest-title =
    <b>💡 适合你的预算</b>
    按最近几个整月的平均花销，略微取整。点一下就设为每月预算。
budgets-suggest-none =
    <b>💡 推荐预算</b>
    现在还没有可推荐的。记满一个整月的花销后，我就知道多少合适了。
budgets-suggestion = { $name } · { $amount }

budgets-one =
    <b>{ $name }</b> · { $unit }
    { $bar } { $percent }%
    已花 <b>{ $spent }</b>，额度 { $limit }
budgets-until =
    { $days ->
        [1] 到 { $until } · 今天是最后一天
       *[other] 到 { $until } · 还有 { $days } 天
    }
budgets-left = 还剩 { $left } · 平均每天可花 { $per_day }
budgets-over = 已超支 { $over }
budgets-used-up = 刚好用完
budgets-carried = 上期带来：{ $carried }
budgets-moved = 挪动：{ $moved }
budgets-terms =
    { $carry }
    🔔 用到 { $thresholds } 时提醒
budgets-change-limit = ✏️ 改金额
budgets-change-carry = 🔄 结转方式
budgets-change-thresholds = 🔔 提醒
budgets-move = 🔀 从别处挪
budgets-end = 🏁 结束
budgets-ask-end =
    <b>{ $name }</b>
    要结束这个预算吗？账单记录不受影响。
budgets-end-sure = 🏁 确定结束
budgets-ended = 预算已结束。

budgets-ask-category = 想给哪类花销设预算？
budgets-ask-amount =
    <b>{ $name }</b>
    打算花多少（{ $currency_name }）？直接输入一期的金额；用其他货币花的，按当天汇率折算。
budgets-ask-unit =
    <b>{ $name } · { $amount }</b>
    这是多长时间的额度？
budgets-ask-days =
    <b>{ $name } · { $amount }</b>
    一期几天？输入天数，例如 14。从今天算起。
budgets-ask-carry =
    <b>{ $name } · { $amount }</b>
    一期结束时，剩下的怎么算？
budgets-made = 预算已设好。
budgets-ask-limit =
    <b>{ $name } · { $unit }</b>
    现在是 { $amount }。从这一期起改成多少？
budgets-ask-new-carry =
    <b>{ $name } · { $unit }</b>
    现在：{ $carry }
    从这一期到下一期，怎么结转？
budgets-ask-thresholds =
    <b>{ $name } · { $unit }</b>
    用到百分之几时提醒？现在是 { $thresholds }。输入一到五个数字，例如 50 80 100。
budgets-changed = 已修改。
budgets-ask-from =
    <b>{ $name }</b>
    现在还剩 { $left }。从哪个预算挪过来？
budgets-move-none =
    <b>{ $name }</b>
    同一货币的其他预算眼下都没有余额。
budgets-source = { $name } · 剩 { $left }
budgets-ask-move =
    从 <b>{ $source }</b> 挪到 <b>{ $name }</b>
    挪多少？那边还剩 { $left }。
budgets-move-all = 全部：{ $left }
budgets-move-over = 补足超支：{ $missing }
budgets-moved-done = 已挪好。

error-budget-not-found = 这个预算已经不在了。打开预算看看现有的。
error-budgets-too-many = 已经有 { $count_max } 个预算了，先结束一个再新建吧。
error-budget-exists = 同一货币、同一期限已有这项预算，可以直接修改它的金额。
error-budget-short = 那个预算只剩 { $left }，少挪一点试试。
error-budget-days-invalid = 请输入 1 到 { $days_max } 之间的天数。
error-thresholds-invalid = 请输入一到 { $count_max } 个 1 至 { $percent_max } 之间的百分比，例如 50 80 100。
