### 向人收款与 AA 收款

command-requests = 收款请求和 AA 账单
receive-ask = 🙏 向人收款
receive-split = 🍽 AA 收款
receive-requests = 📨 收款请求

## 向人收款

ask-payee =
    <b>🙏 向谁收款？</b>
    请发送对方的 @用户名、手机号（带国家或地区代码）或 10 位钱包号，也可以直接把对方的名片发给我。
ask-amount =
    <b>向 { $other } 收款</b>（钱包号 { $number }）
    收多少？请发送金额，例如 20 或 1,000.50。
    币种：{ $currency }。对方会看到你的名字是「{ $name }」。
ask-note =
    <b>向 { $other } 收款 { $amount }</b>
    这笔钱是做什么的？写几个字（最多 { $length_max } 个字），对方一看就明白。
ask-without-note = 不写备注
ask-check =
    <b>请核对</b>
    🙏 付款人　<b>{ $other }</b>（钱包号 { $number }）
    金额　<b>{ $amount }</b>
ask-check-note = 备注　{ $note }
ask-check-rest =
    有效期至　{ $until }
    { "" }
    对方会收到一条消息，点一下就能付款，也可以拒绝。对方付款前，你随时可以取消。
ask-send = 🙏 发起收款 { $amount }
request-sent = 已发给对方，有回音马上告诉你。

## 列表和单个请求

requests-title =
    <b>📨 收款请求</b>
    { $side ->
        [by-me] 你向别人发起的收款：
       *[of-me] 别人向你发起的收款：
    }
requests-empty = { $side ->
    [by-me] 你还没有向别人收过款。
   *[of-me] 没有人向你收款，一身轻松！
}
requests-of-me = 📥 别人向我收
requests-by-me = 📤 我向别人收
requests-splits = 🍽 AA 账单
requests-line = { $icon } { $amount } · { $other }
request-icon = { $state ->
    [open] ⏳
    [paid] ✅
    [declined] 🚫
    [cancelled] ↩️
   *[expired] ⌛
}
request-page = { $lines }
request-title-of-me = <b>🙏 { $other } 向你收款 { $amount }</b>
request-title-by-me = <b>🙏 你向 { $other } 收款 { $amount }</b>
request-number = 钱包号　{ $number }
request-note = 备注　{ $note }
request-asked = 发起时间　{ $when }
request-paid-at = 付款时间　{ $when }
request-until = 有效期至　{ $until }
request-state = 状态　{ $icon } { $state }
request-state-open = 待付款
request-state-paid = 已付款
request-state-declined = 已拒绝
request-state-cancelled = 已取消
request-state-expired = 已过期
request-why = 对方说　{ $reason }
request-reference = 单号　<code>{ $reference }</code>
request-reminded = 已提醒　{ $count } 次，最多 { $count_max } 次
request-blocked = 🔕 你已不再接收这个人的收款请求。
request-careful = ⚠️ 只在认识对方、也知道是什么钱的时候才付。
request-pay = ✅ 付款 { $amount }
request-decline = 🚫 拒绝
request-remind = 🔔 提醒对方
request-cancel = ↩️ 取消收款
request-unblock = 🔔 重新接收这个人的请求
request-bill = 🍽 查看 AA 账单
request-reminded-now = 已提醒对方。
request-cancelled-now = 已取消，对方不能再付这一笔。
request-declined-now = 已拒绝，没有扣款。
request-unblocked-now = 好了，对方又可以向你收款了。

## 拒绝

request-decline-ask =
    <b>🚫 拒绝付给 { $other } { $amount }？</b>
    请选一个理由。对方会知道你拒绝了；选了理由，也会一并告诉对方。
request-reason-none = 不说理由
request-reason-not-me = 应该不是找我
request-reason-settled = 这笔已经结清了
request-reason-amount = 金额不对
request-reason-blocked = 🔕 不再接收这个人的请求

## AA 收款

split-total =
    <b>🍽 AA 收款</b>
    一共多少钱？请发送总金额，例如 120 或 1,000.50。
    币种：{ $currency }。
split-note =
    <b>🍽 总金额 { $total }</b>
    这是什么账单？写几个字（最多 { $length_max } 个字），参与的人都能看到。
split-people =
    <b>🍽 { $total }，{ $count ->
        [0] 和谁一起分？
       *[other] 已添加 { $count } 人
    }</b>
    请逐个发送 @用户名、手机号或钱包号，也可以发名片。除你以外最多 { $count_max } 人。
split-people-added =
    已添加：
    { $people }
split-person = { $number }. { $other }（钱包号 { $wallet }）
split-me-in = ☑️ 我也出一份
split-me-out = ⬜ 我不出
split-take-back = ⌫ 去掉最后一位
split-go-on = 下一步 ›
split-check =
    <b>请核对</b>
    🍽 总金额　<b>{ $total }</b>
split-check-note = 备注　{ $note }
split-own = 你自己　{ $amount }
split-share = { $other }　<b>{ $amount }</b>
split-lines = { $lines }
split-check-rest =
    { "" }
    每个人都会收到一条消息，30 天内点一下就能付款。谁付了，你在这里都能看到。
split-send = 🙏 向 { $count } 人收款
split-sent = 收款请求已发出。
split-page = { $lines }
split-title = <b>🍽 AA 账单 { $total }</b>
split-person-state = { $icon } { $other }　{ $amount }　{ $state }
split-paid = 已收到　<b>{ $paid }</b>，应收 { $wanted }
split-remind = 🔔 提醒没付的人
split-cancel = ↩️ 取消没付的
split-reminded-now = 已提醒 { $count } 人。
split-cancelled-now = 已取消 { $count } 笔。
splits-title =
    <b>🍽 AA 账单</b>
    最新的在前面，点开可以看谁付了。
splits-empty =
    <b>🍽 AA 账单</b>
    你还没有发起过 AA 收款。
splits-line = { $total } · { $paid }/{ $count } · { $note }

## 通知

notice-request-received =
    🙏 <b>{ $other } 向你收款 { $amount }</b>
    { $lines }
    { "" }
    只在认识对方、也知道是什么钱的时候才付。
notice-request-reminded =
    🔔 <b>提醒：{ $other } 向你收款 { $amount }</b>
    { $lines }
    { "" }
    只在认识对方、也知道是什么钱的时候才付。
notice-request-late =
    🙏 { $other } 向你发起过收款 { $amount }，现在{ $state }，不用处理。
notice-request-paid =
    💰 <b>{ $other } 付了你要收的 { $amount }</b>
    { $lines }
notice-request-balance = 余额　{ $balance }
notice-request-progress = 🍽 这张 AA 账单已有 { $paid }/{ $count } 人付款。
notice-request-declined =
    🚫 <b>{ $other } 拒绝付款 { $amount }</b>
    { $lines }
request-open = 📨 查看收款请求

## 确认页和账单

checkout-warning-request-stranger = ⚠️ 你从没给这个人付过钱。你知道这是什么钱吗？不知道就返回，点「拒绝」。
record-kind-request = 收款请求
record-kind-request-in = 收到请求的款
record-kind-request-out = 付收款请求

## 拒绝时的说法

error-person-not-understood = 没看懂是哪一位。请发送对方的 @用户名、手机号（带国家或地区代码）或钱包号。
error-request-not-found = 找不到这个收款请求。发送 /requests 可以查看你的请求。
error-split-not-found = 找不到这张 AA 账单。发送 /requests 可以查看你的账单。
error-asking-oneself = 不能向自己收款，请换一个人。
error-cannot-be-asked = 不能在这里向这个人收款，请直接和对方联系。
error-too-many-open-requests = 同时最多有 { $count_max } 个待付款的请求。请先取消不需要的，或等对方付款。
error-too-many-asked-of-one = 你已经有 { $count_max } 个请求在等这个人付款。请等对方回应，或先取消一个。
error-request-needs-transfer = 你设置了首次付款要等一等，而收款请求一付就到。请改用转账（会先等一等），或到 /payees 修改等待时间。
error-request-closed = { $status ->
    [paid] 这笔已经付过了，不用再付。
    [declined] 这个请求已被拒绝，没有扣款。
    [cancelled] 对方已取消这个请求，没有扣款。
    [expired] 这个请求超过 30 天，已经过期，没有扣款。需要的话，请对方重新发起。
   *[other] 这个请求已经结束，没有扣款。
}
error-reminder-too-soon = 一天之内只能通知对方一次，{ $retry_after }后可以再提醒。
error-reminders-used-up = 已经提醒过 { $count_max } 次，不能再提醒了。请直接和对方联系。
error-split-nobody = 还没有添加任何人，请至少添加一位。
error-split-too-many-people = 一张账单除你以外最多 { $count_max } 人。
error-split-twice = 这个人已经在账单里了。请添加别人，或点「下一步」。
error-share-too-small = 金额太小，不够这么多人分，有人会分到 0。请减少人数，或加大金额。
error-split-settled = 这张账单里没有待付款的了，不用处理。
