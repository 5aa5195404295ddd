### 红包链接：给还没有钱包的人转钱

command-links = 用链接转钱

## 我的链接

claim-links-title =
    <b>🔗 用链接转钱</b>　第 { $page } 页
    对方没有钱包也能领，点开链接就能收到钱。14 天没人领，钱自动退回给你。
claim-links-empty =
    <b>🔗 用链接转钱</b>
    对方还没有钱包？生成一个链接，发到任何聊天里，点开就能领。14 天没人领，钱自动退回给你。
claim-links-line = { $when }　{ $amount }　{ $status }
claim-links-new = ➕ 新建链接
claim-links-all = 🔗 我的全部链接
claim-link-status = { $status ->
    [claimed] ✅ 已领取
    [cancelled] ✖️ 已取消
    [returned] ↩️ 已退回
   *[open] ⏳ 待领取
}

## 新建

claim-link-instead = 🔗 对方没钱包？发个链接

claim-link-amount =
    <b>🔗 链接里放多少钱？</b>
    请发送金额，例如 20 或 1,000.50。
    可用余额：{ $available }
claim-link-options =
    <b>🔗 链接金额 { $amount }</b>
    { $lines }

    还要加点什么吗？不用的话直接点「继续」。
claim-link-line-note = 备注　{ $note }
claim-link-line-only-for = 仅限　@{ $name }
claim-link-line-password = 口令　{ $set ->
    [yes] 已设置
   *[no] 无
}
claim-link-line-anyone = 谁能领　拿到链接的人
claim-link-continue = 继续 ›
claim-link-add-note = 📝 备注
claim-link-add-password = 🔑 领取口令
claim-link-add-only-for = 👤 指定 @…
claim-link-ask-note =
    <b>📝 写句备注</b>
    打开链接的人会看到，最多 100 个字，例如「生日快乐！」
claim-link-ask-password =
    <b>🔑 设置领取口令</b>
    请发送 4 到 64 个字符。我会马上删掉你的消息，以后也不再显示。请自己告诉对方，别和链接发在同一个聊天里。
claim-link-ask-only-for =
    <b>👤 指定一个人领</b>
    请发送对方的 Telegram @用户名。这样链接传到哪里，都只有这个人能领。
claim-link-take-away = 🗑 不要了
claim-link-password-kept = 口令设好了，你的消息也删掉了。

## 确认页和收据

claim-link-to = { $named ->
    [yes] 领取人　<b>仅限你指定的 @用户名</b>
   *[no] 领取人　<b>打开链接的人</b>
}
claim-link-with-password = 领取口令　已设置
claim-link-terms = 领取期限　14 天，没人领之前可以随时取消
checkout-warning-claim-link-anyone = ⚠️ 谁拿到这个链接都能把钱领走。加个口令或指定 @用户名会更稳妥。
claim-link-next = 🔗 查看链接

## 单个链接

claim-link-page =
    <b>🔗 { $amount }</b>　{ $status }
    { $lines }
claim-link-page-own = 这是你自己的链接，要由别人来打开。
claim-link-url =
    链接　<code>{ $url }</code>
    { $locked ->
        [yes] 发给对方，再另外把口令告诉 TA，输对口令就能领。
       *[no] 发给对方，点开就能领。
    }
claim-link-line-fee = 手续费　{ $fee }
claim-link-line-until = 有效期至　{ $until }
claim-link-line-closed = 结束时间　{ $when }
claim-link-line-taker = 领取人　<b>{ $name }</b>（钱包号 { $number }）
claim-link-line-back = 钱已退回你的钱包。
claim-link-share = 📤 发送链接
claim-link-share-text = 给你 { $amount }，点开链接就能领
claim-link-cancel = ✖️ 取消链接
claim-link-cancelled = 已取消，钱退回你的钱包了。

## 打开链接

claim-offer =
    <b>🎁 有人给你 { $amount }</b>
    来自　{ $giver }（钱包号 { $number }）
    { $lines }
claim-offer-advice = 领取不花一分钱。让你先付钱才能领的，都是骗子。
claim-ask-password =
    { "" }
    🔑 这个链接有领取口令。请向 { $giver } 要口令，再发到这里，我会马上删掉你的消息。
claim-password-right = 口令正确。
claim-take = 🎁 领取 { $amount }
claim-refused =
    <b>🔗 用链接转钱</b>
    { $refusal }
claim-taken =
    ✅ <b>{ $amount } 已到账</b>
    来自　{ $giver }（钱包号 { $number }）
    { $lines }
claim-line-time = 时间　{ $when }
claim-line-reference = 单号　<code>{ $reference }</code>

## 账单和通知

record-kind-claim-link-in = 链接领取
record-kind-claim-link-out = 链接转出
notice-claim-link-taken =
    🎁 <b>你给的 { $amount } 被领走了</b>
    领取人　{ $name }（钱包号 { $number }）
    时间　{ $when }
notice-claim-link-returned =
    ↩️ <b>{ $amount } 已退回你的钱包</b>
    链接 14 天没人领，已经关闭。想再发一个，随时用 /links。

## 拒绝

error-claim-password-invalid = 领取口令要有 { $length_min } 到 { $length_max } 个字符，不能用看不见的字符。请换一个。
error-claim-name-invalid = 这不是 Telegram 用户名。请发送 @li 这样的名字。
error-claim-link-not-found = 没有这个链接。请检查链接是否完整，或让对方重发一次。
error-claim-link-closed = { $status ->
    [yours] 这笔钱你已经领过了，可以在账单里查到。
    [cancelled] 对方取消了这个链接，里面已经没有钱了。
    [returned] 链接 14 天没人领，已经过期，钱退回去了。请对方再发一个。
   *[claimed] 来晚了，这笔钱已经被别人领走。
}
error-claim-link-own = 这是你自己的链接，要由别人来打开。
error-claim-link-not-for-you = 这个链接指定了另一个 @用户名。如果本来就是给你的，请在 Telegram 设置里核对用户名，再重新打开链接。
error-claim-link-unavailable = 这笔钱暂时领不了，什么都没有发生。请稍后再试，或问问发链接给你的人。
error-claim-password-needed = 这个链接有领取口令，请先发送口令。
error-claim-password-wrong = 口令不对，还可以试 { $tries_left } 次。
error-claim-link-locked = 口令错了太多次，链接暂时锁住了。请等 { $retry_after }再试。
