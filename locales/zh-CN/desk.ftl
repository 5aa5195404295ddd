### 客服群里的话，以及客服回复给客户的通知

## 工单卡片

desk-topic = #{ $ticket } { $name }
desk-topic-closed = ✅ #{ $ticket } { $name }
desk-card =
    <b>🎫 工单 #{ $ticket }</b>
    客户　{ $name }
    钱包号　<code>{ $number }</code>
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
