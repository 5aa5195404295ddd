# 定期转账和账单

home-recurring = 🔁 定期与账单
command-recurring = 定期转账和账单
recurring-title =
    <b>🔁 定期转账和账单</b>

    { $lines }
recurring-none =
    <b>🔁 定期转账和账单</b>
    房租、零花钱可以自动转，只需输入一次支付密码；也可以让我提醒你交各种账单，不再逾期。
recurring-line =
    { $mark } <b>{ $name }</b>　{ $amount }
    { $rhythm }{ $paused ->
        [yes] { " · " }已暂停
       *[no] { " · 下次 " }{ $day }
    }
recurring-new-transfer = ➕ 定期转账
recurring-new-bill = ➕ 账单提醒
recurring-rhythm = { $unit ->
    [day] { $one ->
        [yes] 每天
       *[no] 每 { $every } 天
    }
    [week] { $one ->
        [yes] 每周
       *[no] 每 { $every } 周
    }
    [year] { $one ->
        [yes] 每年
       *[no] 每 { $every } 年
    }
   *[month] { $one ->
        [yes] 每月
       *[no] 每 { $every } 个月
    }
 }

recurring-one =
    <b>{ $mark } { $name }</b>
    金额　<b>{ $amount }</b>
    { $rhythm }
recurring-one-number = 钱包号　{ $number }
recurring-one-fee = 每次手续费　{ $fee }
recurring-one-next = 下次　<b>{ $day }</b>
recurring-one-until = 截止　{ $until }
recurring-one-note = 备注　{ $note }
recurring-one-remind = 提前 { $days } 天提醒你。
recurring-one-paused = ⏸ 已暂停：不会转账，也不会提醒。
recurring-one-ended = 🏁 已结束。
recurring-pause = ⏸ 暂停
recurring-resume = ▶️ 继续
recurring-skip = ⏭ 跳过 { $day }
recurring-mark = ✅ 已交：{ $day }
recurring-pay-now = 💸 现在支付
recurring-end = 🏁 结束
recurring-end-ask =
    <b>确定结束「{ $name }」吗？</b>
    以后不再转账，也不再提醒。
recurring-end-yes = 🏁 确定结束
recurring-paused-done = 已暂停。
recurring-resumed-done = 已恢复。
recurring-skipped-done = 这一次已跳过。
recurring-marked-done = 已标记为已交。
recurring-ended-done = 已结束。

recurring-ask-payee =
    <b>🔁 定期转给谁？</b>
    发送对方的 @用户名、带国家区号的手机号或 10 位钱包号，也可以分享对方的名片。
recurring-ask-bill-payee =
    <b>🧾 { $name }</b>
    这笔账单是付到这里的某个钱包吗？发来 @用户名、手机号或钱包号，提醒里就会有「现在支付」按钮。
recurring-no-payee = 不是这里的钱包
recurring-ask-name = <b>🧾 什么账单？</b>例如：电费
recurring-ask-amount =
    <b>{ $name }</b>
    每次多少{ $currency_name }？请输入金额，也可以换一种货币。
recurring-ask-every =
    <b>{ $name }，{ $amount }</b>
    多久一次？
recurring-ask-first =
    <b>{ $name }，{ $amount }</b>
    { $rhythm }一次，第一次是哪天？点选，或输入日期，例如 2027-05-31。没有 31 号的月份按最后一天算。
recurring-today = 今天
recurring-tomorrow = 明天
recurring-month-start = 下月 1 号
recurring-month-end = 本月最后一天
recurring-ask-until =
    <b>{ $name }，{ $amount }</b>
    { $rhythm }一次，{ $day }开始。到哪天为止？输入最后日期，或者不设截止，随时可以结束。
recurring-no-until = 不设截止
recurring-ask-remind =
    <b>{ $name }，{ $amount }</b>
    每次要提前提醒你吗？
recurring-remind = { $days ->
    [0] 不用提醒
   *[other] 提前 { $days } 天
 }
recurring-ask-note = 写几句给{ $name }的备注，每次转账都会带上，最多 { $length_max } 个字。
recurring-add-note = 📝 备注
recurring-confirm =
    <b>请核对</b>
    { $what ->
        [bill] 🧾 提醒交
       *[transfer] 🔁 定期转给
    }　<b>{ $name }</b>
    金额　<b>{ $amount }</b>
    { $rhythm }
recurring-confirm-days = { $what ->
    [bill] 应交
   *[transfer] 转出
 }　{ $days }
recurring-confirm-fee = { $free ->
    [yes] 手续费　免费
   *[no] 每次手续费　{ $fee }
 }
recurring-confirm-how =
    { "" }
    到期当天上午 9 点转出。余额不足就跳过并告诉你。随时可以暂停或结束。
recurring-confirm-at-once = 第一笔会马上转出。
recurring-confirm-warnings = { $warnings }
recurring-days-joint = { "、" }
recurring-agree = 🔐 输入支付密码确认
recurring-save = ✅ 保存
recurring-pin =
    <b>请输入支付密码</b>
    { $amount } 转给 { $name }，{ $rhythm }
    { $dots }
recurring-made = 设置好了。

notice-recurring-reminded = { $what ->
    [bill] ⏰ <b>{ $name }</b> { $amount }，{ $day }到期。
   *[transfer] ⏰ { $day }将转 <b>{ $amount }</b> 给 { $name }。
 }
notice-recurring =
    🔁 已按约定（{ $day }）转 <b>{ $amount }</b> 给 { $name }。
    单号　<code>{ $reference }</code>
notice-recurring-skipped =
    ⚠️ <b>{ $day }给 { $name } 的 { $amount } 没有转出。</b>
    { $reason }
notice-recurring-given-up =
    ⏸ <b>{ $day }给 { $name } 的 { $amount } 没有转出。</b>
    { $reason }
    已经连续三次没转成，我先暂停了，打开后可以继续。
notice-recurring-missed = { $count ->
    [1] ⚠️ { $day }没能转 <b>{ $amount }</b> 给 { $name }，现在补转已经太晚，这笔没有转出。
   *[other] ⚠️ 截至 { $day }，有 { $count } 次没能转 <b>{ $amount }</b> 给 { $name }，现在补转已经太晚，这些都没有转出。
 }
notice-recurring-due = 🧾 <b>{ $name }</b> { $amount }，今天到期。
notice-recurring-overdue = { $count ->
    [1] 🔴 <b>{ $name }</b> { $amount }，{ $day }已到期。交过了吗？
   *[other] 🔴 <b>{ $name }</b> { $amount }，已有 { $count } 次到期，最近一次是{ $day }。交过了吗？
 }
notice-recurring-next = 下次：{ $day }
notice-recurring-skip-this = ⏭ 跳过这次
notice-recurring-mark-this = ✅ 已经交了
notice-recurring-open = 🔁 查看
recurring-reason = { $reason ->
    [customer-not-active] 你的钱包已冻结。
    [account-frozen] 你的钱包已冻结。
    [payee-not-active] 对方的钱包已注销。
    [payee-name-moved] 你选的 @用户名现在属于别人了，付款前请先向对方核实。
    [limit-reached] 这笔会超出你的限额。
    [recurring-fee-higher] 手续费比你当初同意的高了，请结束后重新设置。
    [recurring-not-agreed] 这笔没有经过支付密码确认。
   *[other] 当时无法付款。
 }
recurring-reason-short = 还差 { $short }。

error-recurring-name-invalid = 请取一个简短的名称，最多 { $length_max } 个字。
error-recurring-not-found = 这一项已经不在了，请打开定期与账单查看现有的。
error-recurring-too-many = 已有 { $count_max } 项，结束一项再加新的吧。
error-recurring-dealt-with = 这一天已经处理过了：付过、跳过，或已标记。
error-recurring-fee-higher = 手续费比你当初同意的高了，请结束后重新设置。
error-recurring-not-agreed = 这笔没有经过支付密码确认，请重新设置。
error-payee-name-moved = 你选的 @用户名现在属于别人了，付款前请先向对方核实。
