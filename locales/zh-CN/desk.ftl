### 客服群里的话，以及客户收到的工单通知

## 话题和卡片

desk-topic = #{ $ticket } { $name }
desk-topic-closed = ✅ #{ $ticket } { $name }
desk-card =
    <b>工单 #{ $ticket }</b>
    客户　{ $name }（钱包号 { $number }）
    语言　{ $language }
    发起　{ $since }（客户当地时间）
desk-card-new =
    状态　🟡 待接单

    在本话题里直接回复，客户就能收到。以 // 开头的是内部备注，不会发给客户。
desk-card-taken =
    状态　🟢 { $agent } 处理中

    在本话题里直接回复，客户就能收到。以 // 开头的是内部备注，不会发给客户。
desk-card-closed = 状态　✅ 已由 { $agent } 结束
desk-card-closed-by-customer = 状态　✅ 客户已确认解决
desk-button-take = ✋ 接单
desk-button-close = ✅ 结束工单
desk-message = { $text }
desk-message-flat = <b>#{ $ticket }</b> { $text }
desk-file-lost = ⚠️ 客户发来一个文件，但没能取到（可能超过 20 MB）。请让客户换个方式重发。

## 给客服的提示

desk-taken = 工单 #{ $ticket } 由你处理
desk-taken-by-other = { $agent } 已经接单了
desk-closed-now = 工单 #{ $ticket } 已结束
desk-not-staff = 只有客服群成员才能操作
desk-button-unknown = 这个按钮已失效
desk-ticket-not-found = 没有找到这个工单
desk-ticket-closed = 工单 #{ $ticket } 已结束，客户收不到这里的消息。客户再来咨询时会开新工单。
desk-kind-not-taken = 未发送：这种消息发不了，请用文字、图片、文件或语音。
desk-too-long = 未发送：最多 { $length_max } 个字，请分几条发。
desk-command-unknown = 未发送：回复不能以 / 开头。要写内部备注，请以 // 开头。
desk-anonymous = 未发送：匿名管理员的消息不会转给客户，请关闭匿名后再发。

## 给客户的通知

notice-ticket-answered =
    💬 <b>客服回复</b>（工单 #{ $ticket }）

    { $text }
notice-ticket-closed =
    ✅ <b>工单 #{ $ticket } 已结束</b>
    还有问题，随时可以再联系客服。
