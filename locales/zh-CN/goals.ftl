# 记账与存钱目标

home-money = 📊 预算与目标
home-goals = 🎯 存钱目标
command-goals = 存钱目标
money-title =
    <b>管好每一笔钱</b>
    钱花到哪儿了一看便知，快超支时提前提醒。

goals-title =
    <b>🎯 我的目标</b>

    { $lines }
goals-line =
    <b>{ $name }</b>
    { $bar } { $percent }% · 已存 { $saved } / { $target }
goals-none =
    <b>🎯 存钱目标</b>
    为想要的东西攒一笔钱。钱始终是你的，随时可以取回。
goals-new = ➕ 新目标
goals-ask-name = 想为什么存钱？例如：新自行车
goals-ask-amount =
    <b>{ $name }</b>
    需要多少（{ $currency_name }）？直接输入金额，也可以换一种货币。
goals-ask-day = 打算什么时候存够？输入日期，例如 2027-05-20；也可以不设。
goals-no-day = 不设日期
goals-made = 目标已设好，随时可以存入第一笔。
goals-one =
    <b>🎯 { $name }</b>
    { $bar } { $percent }%
    已存 <b>{ $saved }</b>，目标 { $target }
goals-missing = 还差 { $missing }
goals-by = { $day } 之前 · 每 30 天存约 { $a_month } 就能达成
goals-reached = 🎉 目标达成！
goals-put = ➕ 存入
goals-take = ➖ 取回
goals-end = 🏁 结束目标
goals-ended = 目标已结束，存的钱已回到余额。
goals-ask-put =
    <b>{ $name }</b>
    想存入多少？可用余额 { $free }。
goals-ask-take =
    <b>{ $name }</b>
    想取回多少？已存 { $saved }。
goals-take-all = 全部取回：{ $all }
goals-put-done = 已存入。
goals-take-done = 已回到余额。
record-kind-goal-put = 🎯 存入目标
record-kind-goal-take = 🎯 从目标取回

error-goal-name-invalid = 请取一个简短的名称，最多 { $length_max } 个字。
error-goal-not-found = 这个目标已经不在了，请打开存钱目标查看现有的。
error-goals-too-many = 已有 { $count_max } 个目标，结束一个再建新的吧。
error-day-invalid = 请按“年-月-日”输入日期，例如 2027-05-20，并且不能是已经过去的日子。
