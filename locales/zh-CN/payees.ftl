### 收款人、转账备注、风险提醒和延时转账

command-payees = 常用收款人
command-waiting = 等待转出的转账

transfer-recent =
    { "" }
    也可以从下面选一位：
transfer-more = 👥 收款人
transfer-noted = 📝 备注：{ $note }
transfer-add-note = 📝 添加备注
transfer-change-note = 📝 修改备注
transfer-drop-note = 不要备注
transfer-note =
    <b>📝 给对方留句话</b>
    请发送一行文字，例如「周五的午饭」。对方收款时会看到，最多 100 个字。

payee-button = { $saved ->
    [yes] ⭐ { $name }
   *[no] { $name } · 尾号 { $number }
}
payee-known = { $alias }（{ $name }）
payees-title =
    <b>👥 收款人</b>
    带 ⭐ 的是你保存的。点一位就能付款、改备注名或删除。
payees-empty =
    <b>👥 收款人</b>
    这里还没有人。付过一次款，对方就会出现在这里，下次点一下就能付。
payees-waiting = ⏳ 等待转出
payees-cool-off = 🛡 延时转账
payee-title =
    <b>👤 { $name }</b>
    钱包号 { $number }
payee-alias = 备注名　<b>{ $alias }</b>
payee-paid = 上次付款　{ $paid_at }
payee-pay = 💸 转账给 TA
payee-save = ⭐ 保存
payee-save-next = ⭐ 保存收款人
payee-saved = 已保存。转账时可以直接选，也可以发送 /payees 查看。
payee-rename = ✏️ 备注名
payee-renamed = 改好了。
payee-forget = 🗑 删除
payee-forgotten = 已从列表里删除，账单里的记录还在。
payee-alias-page =
    <b>✏️ 给 { $name }（{ $number }）起个备注名</b>
    请发送备注名，最多 30 个字，例如「妈妈」「房东」。只有你自己看得到，下次转账直接发这个名字就行。
payee-alias-drop = 不要备注名

cool-off-page =
    <b>🛡 延时转账</b>
    第一次给某人付款，或者对方的 @用户名换了主人时，可以让这笔钱晚一点再转出。转出之前，点一下就能撤销。

    当前设置：<b>{ $chosen }</b>。延长马上生效，缩短或关闭要先验证登录密码。
cool-off-none = 关闭
cool-off-hour = 1 小时
cool-off-day = 24 小时
cool-off-done = 设置好了，下一笔转账开始生效。

checkout-warning-first-payment =
    { "" }
    ⚠️ 你从没给这个钱包付过款，请核对姓名和钱包号。
checkout-warning-name-moved =
    { "" }
    🛑 <b>这不是你之前付过款的那个人。</b>这个 @用户名以前属于 { $former }，现在换成了另一个钱包，可能有人冒充。付款前请用别的方式向本人确认。
checkout-warning-wait-3600 = ⏳ 确认后 1 小时才会转出，之前随时可以撤销。
checkout-warning-wait-86400 = ⏳ 确认后 24 小时才会转出，之前随时可以撤销。
checkout-receipt-waits =
    ⏳ <b>已确认，还没转出</b>
    { $lines }
    转出时间　<b>{ $due }</b>
    这笔钱已经预留。想撤销，请发送 /waiting。

waiting-title =
    <b>⏳ 等待转出</b>
    { $lines }
waiting-line = { $stopped ->
    [yes] { $number }. <b>{ $amount }</b> 给 { $payee }（钱包号 { $wallet }），钱包冻结，暂停转出
   *[no] { $number }. <b>{ $amount }</b> 给 { $payee }（钱包号 { $wallet }），{ $due } 转出
}
waiting-more = 后面还有。
waiting-empty =
    <b>⏳ 等待转出</b>
    没有等待转出的转账。想让首次付款晚一点转出，可以在 /payees 里的「🛡 延时转账」设置。
waiting-open = ⏳ 等待转出的转账
waiting-cancel = ✖ 撤销第 { $number } 笔：{ $amount }
waiting-cancel-this = ✖ 撤销这笔转账
waiting-cancelled = 已撤销，钱没有转出，可以正常使用了。

notice-transfer-waiting =
    <b>⏳ 有一笔转账等待转出</b>
    { $amount } 给 { $payee }（钱包号 { $number }）
    将于 { $due } 转出。

    不是你操作的，或者改主意了？现在就可以撤销。
notice-transfer-sent =
    <b>✅ 转账已转出</b>
    { $amount } 给 { $payee }（钱包号 { $number }）
    { $when }
    单号 <code>{ $reference }</code>
notice-transfer-returned = { $why ->
    [refused] <b>↩️ { $amount } 已退回</b>：对方的钱包已注销，这笔钱没有转出，可以正常使用了。
   *[returned] <b>↩️ { $amount } 已退回</b>：钱包冻结满一周，这笔转账没有转出。
}

verify-receipt-held =
    ⏳ 收据是真的，但钱还没有到账：目前只是预留，付款人仍然可以撤销。
    { $kind }　{ $amount }，{ $payer } 付给 { $to }，{ $when }
    单号 { $reference }

error-forward-hidden = 对方隐藏了转发来源，看不出是谁。请发送对方的 @用户名、手机号或钱包号，也可以把对方的名片发给我。
error-forward-not-person = 这条消息来自频道、群或机器人。请转发收款人本人发的消息。
error-alias-invalid = 备注名要 1 到 { $length_max } 个字，能看清，不能全是数字，也不能以 @ 或 / 开头。
error-alias-taken = 另一位收款人已经用了这个备注名，请换一个。
error-too-many-payees = 最多保存 { $count_max } 位收款人，现在已经满了。请先删掉一位。
error-waiting-transfer-not-found = 等待转出的转账里找不到这一笔。
error-transfer-not-waiting = { $status ->
    [sent] 来不及了，这笔已经转出。如果转错了，请联系对方退回。
    [cancelled] 这笔之前已经撤销，钱没有转出。
   *[other] 这笔没有转出，钱已退回你的钱包。
}
