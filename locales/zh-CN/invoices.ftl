### 收款码、收款单和扫码

error-picture-too-large = 图片太大了：最多 { $megapixels_max }00 万像素、10 MB。请不要用「文件」发送，直接发照片就行，Telegram 会自动压缩。
error-picture-unreadable = 这张图片打不开。请直接发照片，或发送 JPEG、PNG、WebP 文件。
error-qr-not-found = 没找到二维码。请靠近一点、拿正、避开反光，再拍一张发给我。
error-qr-version-unknown = 这个码的版本太新，我还不认识。请稍后再试，或用商家的钱包号付款。
error-qr-forged = ⛔ 这个码是仿冒的，不是我们发出的。请不要付款，并告诉给你看码的人。
error-invoice-not-found = 找不到这张收款单，请让商家重新开一张。
error-invoice-closed = { $status ->
    [paid] 这张收款单已经付过了，这次没有扣款。
    [cancelled] 商家已取消这张收款单，没有扣款。
   *[expired] 这张收款单已过期，没有扣款。请让商家重新开一张。
}
error-invoice-not-yours = 这张收款单是开给别人的。请让商家给你单独开一张。
error-too-many-invoices = 未付的收款单已有 { $count_max } 张，到上限了。请先取消几张。
error-scan-busy = 现在发图的人有点多，请过一会儿再发一次。
error-picture-not-fetched = 没能从 Telegram 取到这张图片，请再发一次。

command-invoice = 收款单：用二维码收指定金额
command-scan = 扫一扫：发照片识别二维码

## 扫码

home-scan = 📷 扫一扫
scan-page =
    <b>📷 扫一扫</b>
    把二维码的照片或截图发给我。付款前一定会先让你看清楚付给谁。
scan-not-a-picture = 请发一张二维码的照片。
scan-choose =
    <b>📷 图里有 { $count } 个码</b>
    要付哪一个？
scan-choice-invoice = { $name }　{ $amount }
scan-choice-other = 本钱包的链接
scan-foreign = { $kind ->
    [link] 这不是我们的码，是一个链接（{ $what }）。我没有打开它，也不能用它付款。
    [wifi] 这不是我们的码，是连 Wi-Fi 用的（{ $what }）。
    [product] 这不是我们的码，是商品条码（{ $what }）。
    [secret] 这不是我们的码，是动态验证码的密钥。千万别给别人看，并请把图片删掉。
    [contact] 这不是我们的码，是一张电子名片。
    [mail] 这不是我们的码，是用来发邮件的。我没有打开它。
    [phone] 这不是我们的码，是用来打电话或发短信的（{ $what }）。我没有打开它。
   *[text] 这不是我们的码，内容是：{ $what }
}

## 付给商家

pay-merchant-amount =
    <b>🏪 { $name }</b>
    付多少？请发送金额，例如 20 或 1,000.50。
    可用余额 { $available }
invoice-card-number = 收款单　№ { $number }
record-kind-merchant-in = 店铺收款
record-kind-merchant-out = 付给商家
record-kind-invoice-in = 收款单收款
record-kind-invoice-out = 支付收款单
notice-invoice-paid =
    🧾 <b>收款单 № { $number } 已付款：{ $amount }</b>
    付款人　{ $payer }（钱包号 { $wallet }）
    时间　{ $when }
    单号　<code>{ $reference }</code>

## 收款单

invoices-title =
    <b>🧾 收款单</b>
    用二维码或链接收一笔指定的金额。点一张看详情。
invoices-open = 🧾 收款单
invoices-empty = 还没有收款单，点「新建收款单」开第一张。
invoices-no-shop =
    <b>🧾 收款单</b>
    商家才能开收款单。发送 /business 两分钟就能申请开店，审核通过后就能用。
invoice-new = ➕ 新建收款单
invoice-line = № { $number }　{ $amount }　{ $status }
invoice-status = { $status ->
    [open] ⏳ 待付款
    [paid] ✅ 已付款
    [cancelled] ✖️ 已取消
   *[expired] ⌛ 已过期
}
invoice-amount =
    <b>🧾 新建收款单</b>
    收多少？请发送金额（{ $currency_name }），也可以先换个币种。
invoice-ask-note =
    <b>收的是什么钱？</b>
    写几个字，对方付款前会看到，例如：4 号桌午餐。
invoice-skip-note = 不写备注
invoice-terms =
    <b>收款单　{ $amount }</b>
    多久内有效？谁可以付？
invoice-note = 备注　{ $note }
invoice-only-for = 指定付款人　{ $payer }
invoice-term = { $term ->
    [hour] 1 小时
    [day] 1 天
    [week] 7 天
   *[month] 30 天
}
invoice-payers = { $payers ->
    [one] 👤 只收一笔
    [many] 👥 多人可付
   *[person] 🎯 指定的人
}
invoice-create = ✅ 生成收款单
invoice-ask-payer =
    <b>指定谁来付？</b>
    请发送对方的 @用户名、手机号（带国家或地区代码）或 10 位钱包号，也可以直接把对方的名片发给我。
invoice-page =
    <b>🧾 收款单 № { $number }</b>
    <b>{ $amount }</b>　{ $status ->
        [open] ⏳ 待付款
        [paid] ✅ 已付款
        [cancelled] ✖️ 已取消
       *[expired] ⌛ 已过期
    }
    有效期至　{ $until }
invoice-paid-count = { $paid_count ->
    [0] 还没有人付，多人都可以付。
   *[other] 已收 { $paid_count } 笔。
}
invoice-link =
    链接　{ $link }
    把图片或链接发给对方就行。
invoice-code = 🖼 二维码
invoice-cancel = ✖️ 取消这张收款单
invoice-cancelled = 收款单已取消，不能再付了。

## 二维码图片

shop-code = 🏪 店铺收款码
shop-code-caption =
    <b>{ $name }</b>
    扫码付款，金额自己填。
    { $link }
invoice-code-caption =
    <b>{ $name }</b>
    收款单 № { $number }　<b>{ $amount }</b>
    有效期至 { $until }
    { $link }
own-code = 🖼 我的收款码
own-code-caption =
    扫码付给 <b>{ $name }</b>
    { $link }
