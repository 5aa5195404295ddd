### 钱包说“不行”时的话：说清楚是什么、接下来怎么做。每条不超过 200 个字（弹窗的上限）

## 输入的内容

error-amount-not-a-number = 没看懂“{ $text }”这个金额。请只输入数字，例如 100 或 1,000。
error-amount-too-many-decimals = { $decimals ->
    [0] { $currency }没有小数，请输入整数，例如 500。
   *[other] { $currency }金额最多写到小数点后 { $decimals } 位，请重新输入。
}
error-amount-not-positive = 金额要大于 0，请重新输入。
error-amount-too-large = 金额最多是 { $max }，请输入小一点的金额。
error-name-invalid = 名字要有 1 到 { $length_max } 个字，不能用看不见或无法显示的字符。请重新输入。
error-phone-invalid = 这个手机号好像不对。请带上国家或地区代码，例如 +86 138 0013 8000。
error-pin-invalid = 支付密码是 6 位数字，请重新输入。
error-pin-too-simple = 这个密码太容易被猜到了。别用连续或重复的数字，换一个吧。
error-pins-differ = 两次输入的密码不一样，请重新设置。
error-note-too-long = 备注最多 { $length_max } 个字，请写短一点。
error-payee-not-understood = 没看懂要转给谁。请输入对方的 @用户名、手机号（带国家或地区代码）或钱包号。

## 找不到

error-customer-not-found = 没有找到这位客户，请核对后再试。
error-payee-not-found = 没有找到这位收款人。请核对用户名、手机号或钱包号；对方也可能还没有开通钱包。
error-account-not-found = 没有找到这个账户，请回首页重新选择。
error-operation-not-found = 没有找到这笔记录，请回到账单里重新打开。
error-hold-not-found = 没有找到这笔预留的钱，请回到账单里重新打开。
error-ticket-not-found = 没有找到这次咨询，请重新联系客服。

## 规则不允许

error-insufficient-funds = 余额不够：需要 { $needed }，可用 { $available }。请换个小一点的金额，或先充值。
error-same-account = 不能转给自己，请换一位收款人。
error-customer-not-active = { $status ->
    [frozen] 你的钱包已冻结，里面的钱是安全的。想解冻，请联系客服。
    [closed] 这个钱包已经注销，不能再使用了。有疑问请联系客服。
   *[other] 你的钱包暂时不能使用，请联系客服。
}
error-payee-not-active = 对方的钱包现在不能收款，你的钱没有转出。请先和对方确认。
error-play-money-not-allowed = 体验金只能在演示环境里领取。
error-already-registered = 你已经开通钱包了，回首页就能用。
error-phone-taken = 这个手机号已经绑定了别的钱包。请换一个手机号，或联系客服。
error-not-registered = 你还没有开通钱包。发送 /start，一分钟就好。
error-contact-not-own = 这是别人的手机号。请点下方按钮，分享你自己的手机号。
error-staff-only = 这个操作只有客服可以使用。
error-reference-reused = 这张确认单已经用过了，这次没有转出任何钱。请回首页重新开始。
error-hold-not-open = { $status ->
    [captured] 这笔预留的钱已经付出去了，不用再操作。
    [released] 这笔预留的钱已经退回余额，不用再操作。
    [expired] 这笔预留已经过期，钱已退回余额。需要的话请重新发起。
   *[other] 这笔预留已经处理过了，不用再操作。
}
error-account-frozen = 账户已冻结：可以收钱，暂时不能付钱。如果不是您本人冻结的，请马上联系客服。
error-capture-too-large = 预留的金额只有 { $held }，请输入不超过这个数的金额。
error-not-reversible = 这笔钱不能这样退回。如果哪里不对，请联系客服。
error-reversal-too-large = 最多还能退 { $left }，请输入小一点的金额。
error-ticket-closed = 这次咨询已经结束了。还有问题，随时可以重新联系客服。
error-too-many-requests = 操作太快了，请等 { $retry_after }再试。

## 密码和验证码

error-pin-wrong = 支付密码不对，还可以试 { $tries_left } 次。
error-pin-locked = 密码输错次数太多，已暂时锁定。请等 { $retry_after }再试。
error-code-wrong = 验证码不对，还可以试 { $tries_left } 次。
error-code-expired = 验证码已过期，请重新获取。
error-code-too-many-tries = 这个验证码输错次数太多，已经失效。请重新获取。
error-code-too-soon = 刚刚发过验证码，请等 { $retry_after }再重新获取。
error-code-too-many-today = 今天获取验证码的次数用完了，请明天再试，或联系客服。

## 暂时不行

error-database-busy = 系统有点忙，请稍后再点一次。同一笔付款不会重复扣款，是否成功可以在账单里查看。
error-code-not-sent = 验证码没有发出去，请稍后重新获取。

## 账户与安全

error-password-too-weak = 这个密码不够安全，还差：{ $missing ->
    [length] 至少 8 个字符
    [letters] 要有字母
    [digits] 要有数字
    [special] 要有符号，例如 ! ? # @
    [common] 太常见了，换一个别人猜不到的
    [personal] 里面有你的生日、手机号或名字
   *[too-long] 最多 128 个字符
}。
error-birthday-invalid = 没看懂这个日期。请按年-月-日发送，例如 1990-05-20。
error-email-invalid = 这个邮箱好像不对，请检查后重新发送。
error-address-invalid = 地址请写 5 到 { $length_max } 个字，写到门牌号。
error-phrase-invalid = 防伪口令请写 { $length_min } 到 { $length_max } 个字。
error-time-zone-unknown = 没有这个时区。请发送例如 Asia/Shanghai 这样的名称。
error-duress-pin-same = 胁迫密码不能和支付密码一样，换一个吧。
error-photo-missing = 请发送证件的照片（拍照或从相册选），文字和文件不行。
error-reason-missing = 请写明原因，最多 { $length_max } 个字。
error-review-not-found = 没有找到这次审核。
error-approval-not-found = 没有找到这个申请。
error-reset-not-found = 没有找到这个申请，它可能已经取消或生效了。
error-limit-reached = { $limit ->
    [operation] 单笔最多 { $max }。
    [day] 今天的额度只剩 { $left }（每天 { $max }）。
   *[month] 这个月的额度只剩 { $left }（每月 { $max }）。
}{ $level ->
    [0] 到「安全 › 身份认证」提交证件，就能提高额度。
    [1] 到「安全 › 身份认证」补充地址，就能提高额度。
   *[other] 需要更高额度，请联系客服。
}
error-review-waiting = 你提交的资料正在审核，有结果会马上告诉你。
error-review-decided = { $status ->
    [approved] 这次审核已经通过了。
    [refused] 这次审核已经被拒绝了。
   *[again] 已经请客户重新提交了。
}
error-level-not-next = { $level ->
    [0] 请先完成身份证件认证，再补充地址。
   *[other] 这一级认证你已经完成了。
}
error-totp-already-on = 两步验证已经开着了。
error-totp-not-on = 两步验证还没有开启。
error-reset-waiting = 已经有一个申请在等待期里，到时间自动生效；不是你本人的话，请马上取消。
error-own-request = 自己提的申请要由另一位同事来批。
error-approval-closed = { $status ->
    [approved] 这个申请已经批准了。
    [refused] 这个申请已经被拒绝了。
   *[expired] 这个申请已经过期，请重新提交。
}
error-not-frozen = 钱包没有冻结，不用解冻。
error-money-left = 钱包里还有钱、预留的钱或目标里存的钱。请先转走，再注销。
error-password-not-set = 你还没有设置登录密码，请先到「安全」里设置。
error-session-locked = 为了安全，请先输入支付密码。
error-password-wrong = 登录密码不对，还可以试 { $tries_left } 次。
error-password-locked = 登录密码输错次数太多，已暂时锁定。请等 { $retry_after }再试。
error-totp-wrong = 动态码不对，还可以试 { $tries_left } 次。请看验证器里最新的 6 位数字。
error-totp-locked = 动态码输错次数太多，已暂时锁定。请等 { $retry_after }再试。
error-recovery-code-wrong = 恢复码不对或已经用过，还可以试 { $tries_left } 次。
error-recovery-locked = 恢复码输错次数太多，已暂时锁定。请等 { $retry_after }再试。
error-step-up-needed = { $factor ->
    [password] 这一步要先验证登录密码。
    [pin] 这一步要先输入支付密码。
    [phone] 这一步要先输入短信验证码。
   *[second] 这一步要先输入动态码或恢复码。
}
