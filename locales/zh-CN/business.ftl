### 商家：店铺、销售和退款

command-business = 我的店铺：销售和退款
home-business = 🏪 我的店铺
activity-shop-asked = 提交店铺审核
activity-shop-decided = 店铺审核完成

## 商家首页

business-intro =
    <b>🏪 开店收款</b>
    顾客付款时看到的是店名，可以扫码付，也可以按收款单付。每一笔销售都能在这里查到。
    填好店名和类别，有标志也可以一起发来，审核通过就能收款。
business-first-waiting =
    <b>🏪 { $wanted }</b>
    ⏳ 店铺正在审核，有结果会马上告诉你。
business-refused =
    <b>🏪 { $wanted }</b>
    店铺没有通过审核：{ $reason }。修改后可以重新提交。
business-shop =
    <b>🏪 { $name }</b>
    { $category }
business-today =
    { "" }
    <b>今天</b>
    { $lines }
business-today-none =
    { "" }
    今天还没有收款。
business-turnover = { $count } 笔，收款 { $amount }
business-turnover-refunded = { $count } 笔，收款 { $amount }，退款 { $refunded }
business-change-waiting =
    { "" }
    ⏳「{ $wanted }」正在审核，通过前店铺信息不变。
business-change-refused =
    { "" }
    改成「{ $wanted }」没有通过审核：{ $reason }。店铺信息不变。
business-open = 🏪 开店
business-again = ✏️ 修改后重新提交
business-sales = 🧾 销售记录
business-export = 📤 导出
business-change = ✏️ 修改店名或标志
business-none-to-export = 最近 90 天没有销售记录，没有可导出的内容。

## 申请开店

business-name =
    <b>1/3　店名</b>
    请直接发送，{ $length_min } 到 { $length_max } 个字。顾客付款前会看到，用大家熟悉的名字最好。
business-name-keep = 不改，还用「{ $name }」
business-category =
    <b>2/3　「{ $name }」是做什么的？</b>
business-category-name = { $category ->
    [retail] 🛍 零售
    [food] 🍜 餐饮
    [services] 🔧 生活服务
    [travel] ✈️ 旅行
    [education] 📚 教育
    [health] 💊 医药健康
    [digital] 💻 数字商品
   *[other] 其他
}
business-logo =
    <b>3/3　店铺标志</b>
    请发一张照片，我会裁成正方形，放在收款码中间。
business-logo-keep = 不改标志
business-logo-none = 不要标志
business-handed-in = 已提交，审核完马上告诉你。
business-reason = { $reason ->
    [name-misleading] 店名容易和别人混淆
    [logo-unsuitable] 标志不能使用
    [category-wrong] 类别不符
   *[not-allowed] 这类生意暂不支持
}

## 销售记录

sales-title =
    <b>🧾 销售记录</b>　第 { $page } 页
    点一笔看详情。
sales-empty =
    <b>🧾 销售记录</b>
    还没有收款。给顾客看收款码，或者发一张收款单吧。
sales-line = { $when }　{ $amount }　{ $payer }
sales-mark-invoice = № { $invoice }
sales-mark-refunded = ↩️{ $refunded }
sale =
    <b>{ $amount }</b>
    付款人　{ $payer }（钱包号 { $number }）
sale-invoice = 收款单　№ { $invoice }
sale-note = 备注　{ $note }
sale-refunded = 已退　{ $refunded }，还剩 { $left }
sale-rest =
    时间　{ $when }
    单号　<code>{ $reference }</code>
sale-refund = ↩️ 退款

## 导出

export-name = sales-{ $date }.csv
export-caption = 最近 90 天的 { $count } 笔销售，付款人已打码。
export-caption-more = 最近 90 天里最新的 { $count } 笔销售，更早的没有包含在内。付款人已打码。
export-column = { $column ->
    [time] 时间
    [reference] 单号
    [amount] 金额
    [currency] 币种
    [refunded] 已退
    [payer] 付款人
    [invoice] 收款单号
   *[note] 备注
}

## 退款

refund-amount =
    <b>↩️ 退款给 { $payer }</b>
    退多少？请发送金额，也可以全部退回。
    这笔还能退 { $left }
refund-all = 全部退回（{ $left }）
refund-reason =
    <b>↩️ 退 { $amount } 给 { $payer }</b>
    为什么退？请写几个字，最多 { $length_max } 个，对方能看到。
refund-check =
    <b>请核对</b>
    ↩️ 退款
    收款人　<b>{ $payer }</b>
    钱包号　{ $number }
    金额　<b>{ $amount }</b>
    原因　{ $reason }
    原付款单号　<code>{ $reference }</code>
    { "" }
    退出去的钱撤不回来。
refund-confirm = ↩️ 确认退款 { $amount }
refund-pin =
    <b>输入支付密码</b>
    退 { $amount } 给 { $payer }

    { $dots }
refund-done =
    ✅ <b>已退款 { $amount }</b>
    收款人　{ $payer }
    原因　{ $reason }
    原付款单号　<code>{ $paid_reference }</code>
    这笔还能退　{ $left }
refund-done-fee = 对方付的手续费 { $fee } 也一起退了。
refund-done-rest =
    可用余额　{ $available }
    时间　{ $when }
    单号　<code>{ $reference }</code>
record-kind-refund = 退款
record-kind-refund-in = 收到退款
record-kind-refund-out = 退款

## 通知

notice-shop-decided = { $status ->
    [approved] <b>✅「{ $name }」审核通过</b>
   *[refused] <b>「{ $name }」没有通过审核</b>
}
notice-shop-approved = 从现在起，顾客付款时会看到这个店名。店铺首页：/business
notice-shop-refused = 原因：{ $reason }。到 /business 修改后可以重新提交。
notice-refund-received =
    <b>↩️ { $shop } 退款 { $amount }</b>
    原因　{ $reason }
    原付款单号　<code>{ $paid_reference }</code>
    时间　{ $when }
    单号　<code>{ $reference }</code>
notice-refund-fee = 手续费 { $fee } 也退回来了。
notice-refund-shop-closed = 已关闭的店铺

## 客服群

desk-shop-card =
    <b>🏪 { $change ->
        [yes] 店铺信息修改
       *[no] 新店铺
    }</b>
    店名　<b>{ $shop }</b>
    类别　{ $category }
    标志　{ $logo ->
        [yes] 有
       *[no] 无
    }
    店主　{ $name }
    钱包号　<code>{ $number }</code>
    提交　{ $when }（客户当地时间）
    状态　{ $status }
desk-shop-now = 现在是　{ $shop }，{ $category }
desk-shop-status = { $status ->
    [waiting] 🟡 等待审核
    [approved] ✅ { $agent } 已通过
    [refused] ❌ { $agent } 已拒绝　{ $reason }
   *[closed] 已撤回：钱包已注销
}
desk-shop-show-logo = 🖼 查看标志
desk-shop-logo = 「{ $shop }」的标志
desk-shop-no-logo = 标志已经不在了。

## 不行的时候

error-merchant-not-active = 这家店现在不能收款，没有扣款。请先问问商家。
error-shop-name-invalid = 店名要有 { $length_min } 到 { $length_max } 个字，不能用看不见的字符。请换一个。
error-logo-unreadable = 打不开这张图片。请直接发照片（JPEG 或 PNG，不超过 { $megabytes_max } MB）。
error-refund-too-late = 付款超过 { $days_max } 天就不能退款了。需要的话，可以直接转账给对方。
error-refund-too-large = 这笔最多还能退 { $left }，请输入小一点的金额。
