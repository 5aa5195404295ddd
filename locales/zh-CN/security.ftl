### 安全：记录里的说法、官方通知

activity-registered = 开通钱包
activity-pin-changed = 修改支付密码
activity-password-changed = 修改登录密码
activity-pin-locked = 支付密码连续输错，已暂时锁定
activity-password-locked = 登录密码连续输错，已暂时锁定
activity-totp-locked = 动态码连续输错，已暂时锁定
activity-recovery-locked = 恢复码连续输错，已暂时锁定
activity-totp-on = 开启两步验证
activity-totp-off = 关闭两步验证
activity-totp-replaced = 更换两步验证的设备
activity-recovery-made = 生成新的恢复码
activity-recovery-used = 用掉一个恢复码
activity-reset-requested = 申请不用旧设备更改两步验证
activity-reset-cancelled = 取消更改两步验证的申请
activity-frozen = 冻结钱包
activity-unfrozen = 解冻钱包
activity-session-locked = 锁定会话
activity-session-opened = 用支付密码解锁
activity-profile-changed = 修改个人资料
activity-phrase-set = 设置防伪口令
activity-settings-changed = 修改安全设置
activity-erased = 注销钱包，删除个人资料
activity-review-asked = 提交身份资料
activity-review-decided = 身份资料审核完成
activity-personal-data-read = 客服查看了你提交的资料
activity-unfreeze-asked = 客服提交了解冻申请

notice-security =
    <b>🔐 安全提醒</b>
    { $what }
    时间　{ $when }

    是你本人的话，不用理会。不是的话，马上点下面冻结钱包。
notice-phrase = 🔖 你的防伪口令：{ $phrase }
notice-identity-decided = { $status ->
    [approved] <b>✅ 身份认证通过</b>
    [refused] <b>身份认证没有通过</b>
   *[again] <b>请重新提交资料</b>
}

notice-security-calm =
    <b>🔐 安全提醒</b>
    { $what }
    时间　{ $when }
notice-identity-reason = 原因：{ $reason }。请到「安全 › 身份认证」重新提交。
activity-password-old = 登录密码超过半年没换了，建议到“安全”里换一个
activity-by-you = 你（Telegram …{ $account }）
activity-by-customer = 你本人（另一个 Telegram 账号）
activity-by-staff = 客服
activity-by-system = 系统
activity-by-operator = 运营方

## 锁定和冻结

lock =
    <b>🔒 已锁定</b>
    输入支付密码，接着用。

    { $dots }
locked-answer = 已锁定，请先输入支付密码。
lock-support = 💬 客服
home-freeze = 🚨 被盗了？马上冻结
freeze = ❄️ 马上冻结
frozen =
    <b>❄️ 钱包已冻结</b>
    从现在起一分钱也转不出去，已经确认还没付的也停下了；别人转给你的照常到账。

    确认安全后可以自己解冻：要登录密码，再加动态码或恢复码。
frozen-desk =
    <b>❄️ 钱包已冻结</b>
    从现在起一分钱也转不出去，已经确认还没付的也停下了；别人转给你的照常到账。

    想解冻，请联系客服：两位客服核对后才能放开，别人冒充不了你。
frozen-released =
    <b>🔓 钱包已解冻</b>
    可以照常付款了。如果之前有人知道了你的密码，请马上到「安全」里换掉。
frozen-unfreeze = 🔓 我要解冻

## 验证

prove-password =
    <b>先验证是你本人</b>
    请发送登录密码，我会马上删掉那条消息。
prove-forgot = 忘记密码了？
prove-pin =
    <b>先验证是你本人</b>
    请输入支付密码。

    { $dots }
prove-phone =
    <b>再输入手机验证码</b>
    6 位验证码已发到你绑定的手机，5 分钟内有效。
prove-second =
    <b>再验证一步</b>
    请发送验证器里的 6 位动态码，或一个恢复码。

## 安全中心

security-title =
    <b>🔐 安全中心</b>
    { $bar }　{ $score } 分
security-advice =
    接下来可以做：
    { $advice }
security-all-done = 该做的都做好了 👍
security-reset-waits = ⏳ 有一个更改两步验证的申请在等待。不是你本人的话，请到「两步验证」里取消。
security-advice-password = 设置登录密码
security-advice-totp = 开启两步验证，换手机也能自己解冻
security-advice-recovery = 恢复码快用完了，生成一组新的
security-advice-phrase = 设一个防伪口令，真假通知一眼看出
security-advice-identity = 做身份认证，提高额度
security-advice-password-old = 登录密码很久没换了，换一个
security-password = 🔑 登录密码
security-pin = 🔢 支付密码
security-totp = 📱 两步验证
security-identity = 🪪 身份认证
security-phrase = 🔖 防伪口令
security-profile = 👤 个人资料
security-settings = ⚙️ 锁定和验证
security-activity = 📋 操作记录
security-duress = 🆘 胁迫密码
security-verify = 🔍 辨别真假
security-lock = 🔒 锁上

security-password-page =
    <b>🔑 新的登录密码</b>
    请直接发给我，我会马上删掉那条消息，免得留在聊天记录里。

    { $rules }
security-password-done = 登录密码换好了，那条消息已删除。
security-pin-page =
    <b>🔢 新的支付密码</b>
    请输入新的 6 位数字，不要用生日或连续的数字。

    { $dots }
security-pin-again =
    <b>🔢 再输一次新的支付密码</b>

    { $dots }
security-pin-done = 支付密码换好了。
security-duress-page =
    <b>🆘 胁迫密码</b>
    被人逼着付款时，输入它：看起来付成功了，其实钱没动，钱包马上冻结，客服也会知道。
    请输入 6 位数字，要和支付密码不一样、自己不会搞混。

    { $dots }
security-duress-again =
    <b>🆘 再输一次胁迫密码</b>

    { $dots }
security-duress-done = 胁迫密码设好了。
security-duress-remove = 取消胁迫密码
security-duress-off = 胁迫密码已取消。
security-phrase-page =
    <b>🔖 防伪口令</b>
    请发一句只有你知道的话，例如“外婆家的柿子树”。以后我们的每条通知都会带上它；没有这句话的，就是假的。
security-phrase-done = 防伪口令设好了，以后的通知都会带上它。
security-settings-page =
    <b>⚙️ 锁定和验证</b>
    { $idle }没有操作就锁定，要输支付密码才能再看。点下面换一个时间。
    付款要动态码：{ $step_up }
security-settings-no-totp = 开启两步验证后，可以设置多少钱以上付款要动态码。
security-step-up = 付款多少钱以上要动态码
security-step-up-page =
    <b>⚙️ 多少钱以上要动态码？</b>
    请发送金额，例如 500。第一次付给某个人时总是要的。
security-step-up-always = 每次都要
security-step-up-from = { $amount }以上，以及第一次付给某个人时
security-activity-title =
    <b>📋 操作记录</b>
    { $lines }

    有不是你做的？发 /freeze 冻结，再联系客服。
security-activity-line = { $when }　{ $what }　<i>{ $who }</i>

## 两步验证

totp-off =
    <b>📱 两步验证</b>
    开启后，付款和改密码时要再输一个验证器里的动态码：就算别人知道了你的密码，也动不了钱。
    先装一个验证器应用，例如 Google Authenticator 或 1Password。
totp-on =
    <b>📱 两步验证已开启</b>
    恢复码还剩 { $left } 个。
totp-reset-waits = ⏳ 有人用恢复码申请关闭两步验证，{ $due } 生效。不是你本人，请马上取消。
totp-begin = 开启两步验证
totp-replace = 换一台设备
totp-new-codes = 生成新的恢复码
totp-remove = 关闭两步验证
totp-lost = 验证器丢了
totp-cancel-reset = ✋ 取消这个申请
totp-reset-page =
    <b>验证器丢了？</b>
    用登录密码和一个恢复码，可以申请关闭两步验证。为了安全要等 24 小时，期间会通知你，随时能取消。
totp-reset-ask = 我要申请
totp-reset-asked = 申请收到了，24 小时后生效。
totp-reset-cancelled = 申请已取消，两步验证还开着。
totp-removed = 两步验证已关闭。
totp-picture = 用验证器扫这张图。确认之后，我会把它删掉。
totp-set-up =
    <b>📱 扫上面的图</b>
    扫不了的话，在验证器里手动输入这串密钥：
    <code>{ $secret }</code>

    然后把验证器显示的 6 位数字发给我。
recovery-codes-shown =
    <b>✅ 请保存恢复码</b>
    手机丢了，就靠它们。只显示这一次，每个只能用一次。

    { $codes }
recovery-code-line = <code>{ $code }</code>
recovery-download = ⬇️ 下载成文件
recovery-saved = ✅ 保存好了
recovery-file-title = 聊天钱包 { $number } 的恢复码（每个只能用一次）
recovery-file-caption = 请存到安全的地方。点「保存好了」后，我会从聊天里删掉这个文件。

## 个人资料

profile-page =
    <b>👤 个人资料</b>
    姓名　{ $name }
    手机　{ $phone }
    地址　{ $address }
    邮箱　{ $email }
    生日　{ $birthday }
    时区　{ $zone }
    常用币种　{ $currency }
    语言　{ $language }

    只有你能看到全部内容，我们加密保存。
profile-empty = 还没填
profile-name = 姓名
profile-address = 地址
profile-email = 邮箱
profile-birthday = 生日
profile-zone = 时区
profile-currency = 常用币种
profile-erase = 注销钱包
profile-clear = 删掉这一项
profile-changed = 改好了。
profile-ask-name =
    <b>新的姓名</b>
    请发送新的姓名。已经认证过的话，改名后要重新认证。
profile-ask-address =
    <b>地址</b>
    请发送地址，写到门牌号。已经认证过的话，改地址后要重新认证。
profile-ask-email =
    <b>邮箱</b>
    请发送邮箱地址。
profile-ask-birthday =
    <b>生日</b>
    请按年-月-日发送，例如 1990-05-20。
profile-ask-zone =
    <b>时区</b>
    请发送时区名称，例如 Asia/Shanghai、Europe/London。每天的额度按它计算。
profile-ask-currency =
    <b>常用币种</b>
    选一个，付款时先显示它。
profile-erase-page =
    <b>注销钱包</b>
    注销后，姓名、手机、地址、邮箱、生日会全部删除，不能恢复；账目依法保留，但不再写着你是谁。
    钱包里还有钱的话，请先转走。
profile-erase-now = 🗑 删除个人资料，注销钱包
profile-erased = 钱包已注销，你的个人资料已删除。想再用，发 /start 就能重新开通。

## 身份认证

identity-page =
    <b>🪪 身份认证 · 等级 { $level }</b>
    { $limits }
identity-limit-operation = 单笔最多 { $max }
identity-limit-day = 每天 { $max }，今天还剩 { $left }
identity-limit-month = 每月 { $max }，这个月还剩 { $left }
identity-waiting = ⏳ 资料正在审核，有结果会马上告诉你。
identity-highest = 已经是最高等级。需要更高额度，请联系客服。
identity-document = 提交证件，提高额度
identity-address = 补充地址，再提高额度
identity-ask-name =
    <b>证件上的姓名</b>
    请按证件上写的发送姓名。
identity-ask-address =
    <b>你的地址</b>
    请发送现在住的地址，写到门牌号。
identity-ask-photo =
    <b>证件照片</b>
    请拍一张证件照片发给我，字要看得清。我会从聊天里删掉它，只给审核的客服看。
identity-ask-address-photo =
    <b>地址证明</b>
    请发一张能看到姓名和地址的照片，例如水电账单。我会从聊天里删掉它，只给审核的客服看。
identity-handed-in = 资料收到了，审核完马上告诉你。

## 辨别真假

verify-page =
    <b>🔍 是不是官方的？</b>
    把 @用户名、链接、客服码、收据码或对账单验证码发给我，我来查。
verify-verdict =
    { $verdict }
    { "" }
verify-name-ours = ✅ { $name } 是我们的官方账号。
verify-name-foreign = ❌ { $name } 不是我们的。别理它，更别告诉它密码和验证码。
verify-link-ours = ✅ 这个链接是我们的。
verify-link-foreign = ❌ { $link } 不是我们的。别点开，也别在那里输入任何东西。
verify-code-ours = ✅ 这是我们的客服在工单 #{ $ticket } 里的回复，时间 { $when }。
verify-code-foreign = ❌ 没有查到这个客服码。别相信发给你的人，需要帮忙请点「联系客服」。
verify-reference = 这看起来是单号，单号不能证明真假。请发送收据码：比单号多 4 位，在收据最下面。
verify-receipt =
    ✅ 收据是真的：{ $kind }　{ $amount }
    { $payer } 付给 { $to }　{ $when }
    单号　{ $reference }
    请逐项核对对方给你看的内容。
verify-receipt-back =
    ↩️ 收据是真的，不过 { $amount } 里已经退回 { $back }。
    { $kind }　{ $payer } 付给 { $to }　{ $when }
    单号　{ $reference }
foreign-link = 提醒：{ $link } 不是我们的链接。如果有人让你在那里登录或付款，多半是骗局。

## 身份认证没有通过的原因

identity-reason-unreadable = 照片看不清
identity-reason-expired = 证件已过期
identity-reason-name-differs = 姓名和证件上的不一样
identity-reason-not-a-document = 照片里不是证件或地址证明
identity-reason-address-differs = 地址和证明上的不一样
