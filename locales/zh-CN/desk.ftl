### 客服群里的话，以及客服回复给客户的通知

## 工单卡片

desk-topic = #{ $ticket } { $name }
desk-topic-closed = ✅ #{ $ticket } { $name }
desk-card =
    <b>🎫 工单 #{ $ticket }</b>
    客户　{ $name }
    钱包号　<code>{ $number }</code>
    钱包　{ $state }
    语言　{ $language }
    注册　{ $since }
    提问　{ $opened }（客户当地时间）
    状态　{ $status }

    <i>在这里回复，客户就能收到。以 // 开头的是内部备注，不会发给客户。</i>
desk-status-untaken = 🟡 等待接手
desk-status-taken = 🟢 { $agent } 处理中
desk-status-closed = ✅ 已由 { $agent } 结束
desk-status-closed-by-customer = ✅ 客户已结束
desk-take = 🙋 接手
desk-close = ✅ 结束

desk-wallet-state = { $status ->
    [frozen] ❄️ 已冻结（{ $cause }）
    [closed] 已注销
   *[active] 正常
}
desk-frozen-cause = { $cause ->
    [customer] 客户自己冻结
    [guesses] 密码输错太多次
    [duress] 🆘 客户被胁迫
    [desk] 客服冻结
   *[none] —
}
desk-freeze = ❄️ 冻结
desk-unfreeze = 🔓 解冻

## 冻结和解冻

desk-why = 请选择原因。
desk-back = ‹ 返回
desk-reason = { $reason ->
    [stolen] 账号或手机被盗
    [fraud] 疑似诈骗
    [customer-asked] 客户要求
    [identity-checked] 已核实本人身份
    [mistake] 误冻结
   *[other] 其他
}
desk-frozen = 钱包已冻结，已通知客户。
desk-frozen-already = 钱包之前就冻结了。
desk-unfreeze-asked = { $agent } 已提交解冻申请，要由另一位同事来批。
desk-approval-card =
    <b>🔓 解冻申请</b>
    客户　{ $name }
    钱包号　<code>{ $number }</code>
    工单　{ $ticket }
    冻结原因　{ $cause }
    申请人　{ $agent }
    理由　{ $reason }
    有效期　到 { $until }（客户当地时间）
    状态　{ $status }

    <i>要由另一位同事来批。批准前，请看一遍工单里的对话。</i>
desk-approval-status = { $status ->
    [open] 🟡 等待批准
    [approved] ✅ { $agent } 已批准，钱包已解冻
    [refused] ❌ { $agent } 已拒绝
   *[expired] ⌛ 已过期
}
desk-approve = ✅ 批准
desk-refuse = ❌ 拒绝
desk-unfrozen = 已批准，钱包已解冻，已通知客户。
desk-unfreeze-refused = 已拒绝，钱包还冻结着。

## 身份审核

desk-review-card =
    <b>🪪 身份审核</b>
    客户　{ $name }
    钱包号　<code>{ $number }</code>
    申请　{ $level ->
        [1] 等级 1（证件）
       *[2] 等级 2（地址）
    }
    提交　{ $when }（客户当地时间）
    状态　{ $status }
desk-review-status = { $status ->
    [waiting] 🟡 等待审核
    [approved] ✅ { $agent } 已通过
    [refused] ❌ { $agent } 已拒绝　{ $reason }
   *[again] 🔁 { $agent } 请客户重新提交　{ $reason }
}
desk-show = 🔎 查看资料
desk-again = 🔁 重新提交
desk-review-decided = 已处理，结果已通知客户。
desk-documents = 证件上的姓名应为：<b>{ $claim }</b>
desk-documents-address =
    地址应为：<b>{ $claim }</b>
    姓名应为：<b>{ $name }</b>
desk-documents-shown = 资料在卡片下面，审核完会自动删除。这次查看已记录。
desk-documents-unavailable = 照片打不开了。请选「重新提交」，让客户再发一次。
desk-documents-not-deleted = ⚠️ 审核已结束，但我删不掉这份资料。请手动删除，并给我「删除消息」的权限。

## 提醒

desk-alert =
    <b>❄️ 钱包已冻结</b>
    钱包号　<code>{ $number }</code>
    原因　{ $cause }
desk-alert-duress =
    <b>🆘🆘 客户正在被胁迫 🆘🆘</b>
    钱包号　<code>{ $number }</code>
    客户用胁迫密码付了款。钱没有动，钱包已冻结，但旁边的人看到的是付款成功。

    <b>不要联系客户，也不要在对话里提到冻结。</b>马上通知负责人，按应急流程处理。
desk-link-warning = ⚠️ 下面有外部链接，请不要打开：<code>{ $link }</code>

## 按钮的回应

desk-taken = 工单 #{ $ticket } 由你处理。
desk-taken-already = 工单 #{ $ticket } 本来就由你处理。
desk-taken-by-other = 工单 #{ $ticket } 已由 { $agent } 接手。
desk-closed = 工单 #{ $ticket } 已结束，已通知客户。
desk-closed-already = 工单 #{ $ticket } 之前已经结束了。
desk-button-unknown = 这个按钮已经失效了。请使用最新的工单卡片。

## 回复没有发出时

desk-anonymous = ⚠️ 没有发给客户：你正以匿名管理员的身份发言。请关闭匿名后再回复。
desk-kind-not-taken = ⚠️ 没有发给客户：这种消息还转不了。请发文字、图片、文件或语音。
desk-answer-too-long = ⚠️ 没有发给客户：最多 { $length_max } 个字。请分几条发送。
desk-answer-after-end = ⚠️ 没有发给客户：工单 #{ $ticket } 已结束。客户再次来信时会开一张新工单。
desk-answer-refused = ⚠️ 客户没有收到这条回复：对方已停用机器人。
desk-file-unavailable = 📎 客户发来的文件“{ $name }”太大或已失效，无法转到这里。

## 给客户的通知

notice-ticket-answered =
    <b>💬 客服回复 · 工单 #{ $ticket }</b>
    { $text }
    <i>客服码 { $code }，用 /verify 可以查真假</i>
notice-ticket-closed =
    <b>✅ 工单 #{ $ticket } 已结束</b>
    还有问题，随时再联系客服。
