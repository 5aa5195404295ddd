### 客户聊天里的话

stale-button = 这个按钮已经过期了，最新的页面在下面。
not-text = 这一步请发文字。
not-expected = 这一步请点下面的按钮。想离开就发 /cancel。

command-home = 首页和余额
command-transfer = 转账
command-receive = 收款
command-topup = 领取体验金
command-history = 账单
command-support = 联系客服
command-help = 帮助
command-language = 语言 / Language
command-security = 安全中心
command-verify = 辨别真假：用户名、链接、客服码
command-freeze = 马上冻结钱包
command-lock = 锁定，再看要输支付密码
command-cancel = 取消，回到首页

## 开通钱包

register-language =
    <b>👋 欢迎使用聊天钱包</b>
    请选择语言 · Choose your language
register-name =
    <b>1/6　怎么称呼你？</b>
    请发送你的姓名。付款的人会看到打了星号的名字，方便确认没转错人。
register-name-offered = 就用「{ $offered }」
register-phone =
    <b>2/6　绑定手机号</b>
    点输入框下面的「📱 发送我的手机号」。只认你自己的号码，转发别人的名片不行。
register-phone-typed = 也可以直接发送号码（带国家或地区代码，例如 +86 138 0013 8000），我们会发验证码确认。
register-phone-share = 📱 发送我的手机号
register-code =
    <b>3/6　输入验证码</b>
    6 位验证码已发到 { $phone }，5 分钟内有效。请直接发给我，我会马上把那条消息删掉。
    任何人（包括客服）都不会向你要验证码。
register-code-resend = 重新发送
register-code-other-phone = 换个号码
register-birthday =
    <b>4/6　生日</b>
    请按年-月-日发送，例如 1990-05-20。我们用它来拦住太好猜的密码，加密保存，别人看不到。
register-birthday-skip = 先不填
register-password =
    <b>5/6　设置登录密码</b>
    改密码、换手机、解冻钱包时要用到它。请直接发给我，我会马上删掉那条消息，免得留在聊天记录里。

    { $rules }
password-rule-length = 至少 8 个字符，长一点更好
password-rule-letters = 有字母
password-rule-digits = 有数字
password-rule-special = 有符号，例如 ! ? # @
password-rule-common = 不是常见的密码
password-rule-personal = 不含你的生日、手机号或名字
register-pin =
    ✅ 登录密码设好了，那条消息已删除。

    <b>6/6　设置支付密码</b>
    请用下面的键盘输入 6 位数字，不要用生日或连续的数字。

    { $dots }
register-pin-again =
    <b>6/6　再输一次</b>
    请把刚才的 6 位密码再输入一遍。

    { $dots }

## 首页

home-welcome =
    🎉 <b>{ $name }，钱包开通好了！</b>
    以后付款都要用到刚设置的支付密码，别告诉任何人。
    { "" }
home-title =
    <b>👛 { $name } 的钱包</b>
    钱包号 <code>{ $number }</code>
home-balance = { $name }　<b>{ $amount }</b>
home-balance-held = { $name }　<b>{ $amount }</b>（可用 { $free }）
home-balances =
    { "" }
    { $balances }
home-empty =
    { "" }
    还没有余额。把钱包号发给朋友，就能收到第一笔钱。
home-transfer = 💸 转账
home-receive = 📥 收款
home-top-up = 🎁 领体验金
home-history = 🧾 账单
home-support = 💬 联系客服
home-help = ❓ 帮助
home-language = 🌐 语言
home-security = 🔐 安全
home-frozen =
    <b>❄️ 钱包已冻结</b>
    钱是安全的：可以收款，暂时不能付款。
    { "" }
home-unfreeze = 🔓 解冻
home-refresh = 🔄 刷新
home-not-understood = 没看懂这句话。请点下面的按钮；想找人帮忙，点「联系客服」。

## 转账

transfer-payee =
    <b>💸 转给谁？</b>
    请发送对方的 @用户名、手机号（带国家或地区代码）或 10 位钱包号，也可以直接把对方的名片发给我。
transfer-amount =
    <b>转给 { $payee }</b>（钱包号 { $payee_number }）
    转多少？请发送金额，例如 20 或 1,000.50。
    可用余额 { $available }

## 体验金

top-up-amount =
    <b>🎁 领体验金（{ $name }）</b>
    这是演示用的钱，不是真钱，也不能提现。选一个金额，或直接发送想要的金额。
top-up-done =
    ✅ <b>体验金 { $amount } 已到账</b>
    可用余额　{ $available }
    单号　<code>{ $reference }</code>
    这是演示用的钱，不是真钱。

## 账单

history-title =
    <b>🧾 账单</b>　第 { $page } 页
    点一笔看详情。
history-held = 🔒 另有 { $held } 已预留：见 /links 和 /waiting。
history-empty =
    <b>🧾 账单</b>
    还没有记录。收到或转出第一笔钱后，就会出现在这里。
history-line = { $when }　{ $amount }　{ $what }
history-newer = ‹ 较新的
history-older = 较早的 ›
record-kind-transfer-in = 收到转账
record-kind-transfer-out = 转账
record-kind-top-up = 体验金
record-closed-wallet = 已注销的钱包
record-title =
    <b>{ $kind }</b>
    <b>{ $amount }</b>
record-other = 对方　{ $other }（钱包号 { $other_number }）
record-other-name = 对方　{ $other }
record-fee = 手续费　{ $fee }
record-fee-back = 退回手续费　{ $fee }
record-note = 备注　{ $note }
record-links =
    { "" }
    { $links }
record-reverses = ↩️ 退的是 { $when } 的 { $amount }
record-given-back = ↩️ { $when } 已退 { $amount }
record-rest =
    时间　{ $when }
    单号　<code>{ $reference }</code>
record-code = 收据码　<code>{ $code }</code>

## 收款、帮助

receive =
    <b>📥 收款</b>
    把钱包号发给付款的人就行：
    <code>{ $number }</code>
    对方转账前会看到你的名字是「{ $name }」。
receive-username = 对方也可以用 @{ $username } 转给你。
help =
    <b>❓ 帮助</b>

    <b>怎么转账？</b>点「转账」，填对方的用户名、手机号或钱包号，再填金额，核对后输入支付密码。马上到账。
    <b>怎么收款？</b>点「收款」，把钱包号发给对方。
    <b>转错了怎么办？</b>转账不能撤回。请马上联系对方；需要帮忙就找客服，并附上账单里的单号。
    <b>支付密码输错了？</b>连续错 5 次会暂时锁住，到时间自动解开。
    <b>手机丢了、觉得不对劲？</b>发 /freeze，一下就冻结，钱转不出去，还能收款。
    <b>密码和两步验证</b>都在「安全」里改；分不清是不是官方，用 /verify 查。
    <b>怎么防骗？</b>官方不会主动向你要密码或验证码。让你「先转一笔」的，多半是骗子。

    命令：/transfer 转账　/history 账单　/support 客服　/security 安全　/lock 锁定　/cancel 取消

## 客服

support-fresh =
    <b>💬 联系客服</b>
    请直接写下你的问题，文字、图片、文件、语音都可以。我会转给客服，回复会发到这里。
support-open =
    <b>💬 工单 #{ $ticket }</b>
    客服正在处理。想补充什么，直接发给我就行。
support-sent =
    <b>💬 工单 #{ $ticket }</b>
    ✅ 已转给客服，回复会发到这里。还想补充什么，接着发就行。
support-phone = 电话　{ $phone }
support-email = 邮箱　{ $email }
support-never-asks = 客服不会问你密码、支付密码或验证码。
support-close = ✅ 问题解决了
support-kind-not-taken = 这种消息还转不了。请发文字、图片、文件或语音。

## 通知

notice-transfer-received =
    💰 <b>收到 { $amount }</b>
    来自　{ $payer }（钱包号 { $number }）
    余额　{ $balance }
    时间　{ $when }
    单号　<code>{ $reference }</code>
notice-reply = 💬 回复客服

## 短信

sms-code = 【聊天钱包】验证码 { $code }，5 分钟内有效。任何人向你要验证码都是诈骗，请勿告诉他人。
