# 账单与分类

error-split-invalid = 各部分加起来与这笔付款不符，请核对金额后重新输入（最多十项）。
error-tags-invalid = 请发送 1 到 { $count_max } 个标签，用空格隔开，每个最多 { $length_max } 个字。
error-search-text-invalid = 请发送要找的内容：最多 { $length_max } 个字、八个词。
error-record-notes-too-many = 这条记录已经改过 { $count_max } 次，不能再改了。

## 账单筛选

history-filter = 🔎 筛选
history-filtered =
    <b>🔎 只看</b>
    { $words }
history-nothing =
    <b>🧾 账单</b>
    没有符合条件的记录。可以改一下筛选条件，或查看全部。
filter-title = <b>🔎 想看哪些记录？</b>
filter-now = { $words }
filter-none = 目前是全部记录。几个条件可以一起用。
filter-line = { $line }
filter-by-period = 🗓 时间
filter-by-currency = 💱 币种
filter-by-category = 🗂 分类
filter-by-person = 👤 对方
filter-by-kind = 🏷 类型
filter-by-words = 🔤 关键词
filter-show = { $many ->
    [yes] ✅ 查看（{ $count } 笔以上）
   *[no] ✅ 查看（{ $count } 笔）
}
filter-clear = ✖️ 查看全部
filter-all = 不限
filter-period = { $period ->
    [month] 本月
    [last-month] 上月
    [days-90] 近 90 天
   *[year] 今年
}
filter-days = { $first } 至 { $last }
filter-ask-period =
    <b>🗓 哪段时间？</b>
    点选，或者直接发一个或两个日期：2027-05-01 2027-05-20
filter-ask-currency = <b>💱 哪个币种？</b>
filter-ask-category =
    <b>🗂 哪个分类？</b>
    只有支出才有分类。
filter-whole-category = 全部{ $name }
filter-ask-person =
    <b>👤 跟谁的往来？</b>
    最近有往来的排在前面。
filter-nobody =
    <b>👤 跟谁的往来？</b>
    还没有：你还没给谁付过钱，也没收过谁的钱。
filter-ask-kind = <b>🏷 哪种记录？</b>
filter-ask-words =
    <b>🔤 找什么？</b>
    请发送关键词：备注、店名、#标签或单号。多个词之间用空格隔开，要同时出现才算。

## 一笔记录的更多内容

record-category = 分类　{ $name }
record-part = { $name }　{ $amount }
record-categories = { $categories }
record-written = ✍️ { $written }
record-tags = { $tags }
record-add-note = ✍️ 备忘
record-add-tags = #️⃣ 标签
record-choose-category = 🗂 分类
record-past = 🕓 修改记录
record-receipt = 🧾 再看收据
record-dispute = ⚠️ 这笔有问题
record-ask-note =
    <b>✍️ 写个备忘</b>
    请发送内容，最多 { $length_max } 个字。只有你自己看得到，以前写的也会留着供你查看。
record-remove-note = 删掉备忘
record-note-kept = 备忘已保存。
record-note-removed = 备忘已删掉。
record-ask-tags =
    <b>#️⃣ 加标签</b>
    请发送标签，用空格隔开：最多 { $count_max } 个，每个最多 { $tag_length_max } 个字。新标签会替换原来的。
record-remove-tags = 删掉所有标签
record-tags-kept = 标签已保存。
record-tags-removed = 标签已删掉。
record-past-title =
    <b>🕓 你写过的内容（新的在前）</b>
    { $lines }
record-past-line = { $when }　{ $said }
record-past-nothing = （空）
record-receipt-title =
    <b>🧾 收据</b>
    { $lines }
record-receipt-rest =
    时间　{ $paid_at }
    单号　<code>{ $reference }</code>
    收据码　<code>{ $code }</code>（谁都可以用 /verify 查真伪）
record-receipt-leave = 📌 留在聊天里
record-ask-dispute =
    <b>⚠️ 这笔哪里不对？</b>
    { $amount }，单号 <code>{ $reference }</code>

    请用自己的话说明，也可以发照片。会有人工客服查看，这笔记录会一并附上。
record-dispute-open = 你的工单 { $ticket } 还没结束，会转到那里。
record-dispute-sent =
    <b>✅ 已转给客服</b>
    工单 { $ticket }。答复会发到这个聊天里。这笔记录如果还有要补充的，直接发过来就行。
record-dispute-words = ⚠️ 对 { $reference } 有异议（{ $amount }，{ $when }）
record-to-desk = 💬 查看工单
