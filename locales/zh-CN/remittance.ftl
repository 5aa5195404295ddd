### 汇款到境外：客户的各个步骤、在途页面、通知，以及客服群里的卡片

error-iban-invalid = { $fault ->
    [country] 这个 IBAN 是别的国家的。请返回换一个国家，或检查开头两个字母。
    [length] 这个 IBAN 的位数不对，请重新复制一遍。
    [checksum] 这个 IBAN 的校验位对不上，应该有抄错的地方，请和收款人核对。
   *[structure] 这不是 IBAN。IBAN 以两个字母加两位数字开头，例如 DE89 3704 0044 0532 0130 00。
}
error-bic-invalid = { $fault ->
    [missing] 查不到这个 IBAN 的开户行。请重发 IBAN，并在第二行写上 BIC（8 位或 11 位）。
    [country] 这个 BIC 是别的国家的银行，请两个都核对一下。
   *[structure] 这不是 BIC。BIC 是 8 位或 11 位字母和数字，例如 DEUTDEFF，请核对。
}
error-bank-account-invalid = { $fault ->
    [checksum] 银行代码的校验位对不上，应该有抄错的地方，请和收款人核对。
   *[structure] 看不懂这个账号。请按上面例子里的顺序，把几段数字发给我。
}
error-recipient-name-invalid = 请用拉丁字母写收款人姓名，要和账户上的一致，最多 { $length_max } 个字符，例如 Anna Weber。
error-recipient-wallet-invalid = 这不是 @用户名，也不是带国家代码的手机号。请发其中一种。
error-local-number-invalid = 这不是那个国家或地区的手机号。请带上国家或地区代码再发一次。
error-recipient-not-found = 这位收款人已经不在了，请另选一位，或重新填写。
error-remittance-not-found = 找不到这笔汇款。发送 /abroad 可以看到你的所有汇款。
error-remittance-not-in-state = { $status ->
    [converting] 这笔汇款已经开始办理，撤不回了。要帮忙请联系客服，附上单号。
    [sent] 钱已经汇出，撤不回了。要帮忙请联系客服，附上单号。
    [delivered] 钱已经到账，不能这样操作了。
    [returned] 钱已经退回过了。
    [cancelled] 这笔汇款已撤回，钱已回到钱包。
    [payer-frozen] 付款人的钱包已冻结，先不要付款：可以退回，或等解冻后再办。
    [return-asked] 要不要退回，得先由另一位同事确认。
   *[other] 现在这一步不能这样操作。
}
error-remittance-under-way = 还有汇款在路上。等它到账或退回后，再来注销钱包。

record-kind-remittance = 🌍 境外汇款
record-kind-remittance-in = 🌍 境外汇款
record-kind-remittance-out = 🌍 境外汇款
record-kind-remittance-return = ↩️ 境外汇款退回
command-abroad = 汇款到境外
home-remittance = 🌍 境外汇款

## 国家和地区、到账方式、用途

remittance-country = { $country ->
    [AT] 🇦🇹 奥地利
    [BE] 🇧🇪 比利时
    [BG] 🇧🇬 保加利亚
    [CY] 🇨🇾 塞浦路斯
    [DE] 🇩🇪 德国
    [EE] 🇪🇪 爱沙尼亚
    [ES] 🇪🇸 西班牙
    [FI] 🇫🇮 芬兰
    [FR] 🇫🇷 法国
    [GB] 🇬🇧 英国
    [GR] 🇬🇷 希腊
    [HK] 🇭🇰 中国香港
    [HR] 🇭🇷 克罗地亚
    [IE] 🇮🇪 爱尔兰
    [IT] 🇮🇹 意大利
    [JP] 🇯🇵 日本
    [KR] 🇰🇷 韩国
    [LT] 🇱🇹 立陶宛
    [LU] 🇱🇺 卢森堡
    [LV] 🇱🇻 拉脱维亚
    [MT] 🇲🇹 马耳他
    [NL] 🇳🇱 荷兰
    [PT] 🇵🇹 葡萄牙
    [SG] 🇸🇬 新加坡
    [SI] 🇸🇮 斯洛文尼亚
    [SK] 🇸🇰 斯洛伐克
   *[US] 🇺🇸 美国
}
remittance-method = { $method ->
    [iban] 🏦 银行账户（IBAN）
    [phone] 📱 当地手机号
    [wallet-harbour] 👛 Harbour Pay 钱包
    [wallet-merlion] 👛 Merlion Pay 钱包
   *[account] 🏦 银行账户（当地账号）
}
remittance-purpose = { $purpose ->
    [family] 👪 赡养家人
    [goods] 📦 货款
    [services] 🛠 服务费
    [education] 🎓 学费
    [travel] ✈️ 旅行
    [salary] 💼 工资
   *[other] 其他
}
remittance-state = { $state ->
    [waiting] 已付款，待办理
    [converting] 办理中
    [sent] 已汇出
    [delivered] 已到账
    [returned] 已退回
   *[cancelled] 已撤回
}
remittance-reason = { $reason ->
    [account-closed] 收款账户已销户
    [name-differs] 姓名和账户对不上
    [details-wrong] 账户信息有误
    [not-accepted] 对方银行不受理
    [customer] 客户撤回
   *[other] 对方银行付不了这笔款
}

## 各个步骤

remittance-title =
    <b>🌍 境外汇款</b>
    点一笔，看它到哪一步了。
remittance-none =
    <b>🌍 境外汇款</b>
    可以汇到 27 个国家和地区的银行账户、手机号和钱包。付款前，手续费、汇率、到账时间都看得清楚。
remittance-new = ➕ 新汇款
remittance-line = { $amount } → { $name } · { $state }
remittance-ask-country = <b>汇到哪个国家或地区？</b>
remittance-euro = 🇪🇺 欧元区国家
remittance-ask-euro = <b>汇到哪个欧元区国家？</b>
remittance-ask-amount =
    <b>{ $country }</b>
    { $fixed ->
        [pays] 你要汇多少？请发送{ $source }金额，例如 500。
       *[gets] 对方要收到多少？请发送{ $target }金额，例如 500。
    }
    可用余额 { $available }
remittance-switch = { $fixed ->
    [pays] 🔁 改填到账金额（{ $target }）
   *[gets] 🔁 改填汇出金额（{ $source }）
}
remittance-preview =
    <b>{ $country }</b>
    汇出　{ $pays }
    手续费　{ $fee }
    合计支付　<b>{ $leaves }</b>
    到账　<b>{ $gets }</b>
    预计到账　{ $arrives } 前（当地时间，看到账方式）
remittance-rate = 1 { $base } = { $rate } { $quote }
remittance-preview-rate =
    我们的汇率　{ $rate }
    市场中间价　{ $mid }（按中间价可多到账 { $less }）
    <i>付款前的最后一页会锁定汇率 10 分钟。</i>
remittance-to-whom = 下一步：收款人 ›
remittance-ask-recipient =
    <b>汇给谁？（{ $country }）</b>
    点一位以前汇过的收款人；新收款人请选到账方式。
remittance-ask-account =
    <b>{ $method } · { $country }</b>
    { $form ->
        [iban] 请发送 IBAN，例如 DE89 3704 0044 0532 0130 00。有 BIC 的话写在第二行。
        [iban-bic] 请发送 IBAN，有 BIC 的话写在第二行，例如 GB29 NWBK 6016 1331 9268 19
        [GB] 请发送 sort code 和账号：12-34-56 12345678
        [US] 请发送 routing number 和账号：021000021 123456789
        [HK] 请发送银行代码和账号：004 123456789
        [SG] 请发送银行代码和账号：7171 1234567890
        [JP] 请发送银行代码、支店代码和账号：0001 123 1234567
        [KR] 请发送银行代码和账号：004 12345678901
        [phone] 请发送对方用来收款的手机号，带国家或地区代码。
       *[wallet] 请发送对方在那边的 @用户名，或带国家、地区代码的手机号。
    }
    我会检查有没有抄错，并加密保存。
remittance-ask-name =
    <b>账户是谁的？</b>
    请用拉丁字母发送姓名，和账户上的一模一样，例如 Anna Weber。
remittance-ask-purpose =
    <b>汇给 { $name }</b>，{ $account }
    这笔钱是做什么用的？境外银行会问。
remittance-forget = 🗑 删除这位收款人
remittance-forgotten = 已删除。以前汇过的还在账单里。

## 确认页、收据和后续进度

remittance-card-to =
    收款人　<b>{ $name }</b>
    账户　{ $account }
    { $country } · { $method }
    用途　{ $purpose }
    预计到账　{ $arrives } 前（当地时间）
remittance-follow = 🌍 查看进度
remittance-page =
    <b>🌍 汇给 { $name }　{ $gets }</b>
    账户　{ $account }
    { $country }
    用途　{ $purpose }
    你付了　{ $leaves }
remittance-page-states =
    { "" }
    { $states }
remittance-step = ✅ { $state }　{ $when }
remittance-step-to-come = ▫️ { $state }
remittance-page-arrives = 预计到账　{ $arrives } 前（当地时间）
remittance-page-reference = 单号　<code>{ $reference }</code>
remittance-returned = { $amount } 已退回你的钱包，手续费也退了。原因：{ $reason }
remittance-cancelled = { $amount } 已退回你的钱包，手续费也退了。
remittance-refresh = 🔄 刷新
remittance-cancel = ✖️ 撤回
remittance-cancel-ask =
    <b>要撤回这笔汇款吗？</b>
    还没有人开始办理：{ $leaves } 会马上全部退回你的钱包，包括手续费。
remittance-cancel-yes = 确定撤回
remittance-cancel-done = 已撤回，钱回到你的钱包了。

notice-remittance-changed =
    <b>{ $state ->
        [converting] 🌍 你的境外汇款正在办理
        [sent] 🌍 你的境外汇款已汇出
        [delivered] ✅ 你的境外汇款已到账
       *[returned] ↩️ 你的境外汇款退回来了
    }</b>
    { $name }（{ $account }）　{ $amount }
    单号　<code>{ $reference }</code>

## 客服群

payout-card =
    <b>🌍 境外付款</b>
    付　<b>{ $gets }</b>
    收款人　{ $recipient }，{ $account }
    { $country } · { $method }
    用途　{ $purpose }
    客户　{ $name }
    钱包号　<code>{ $number }</code>，{ $wallet }
    客户付了　{ $pays }
    单号　<code>{ $reference }</code>
    状态　{ $status }
payout-status = { $status ->
    [waiting] 🟡 等待接手
    [converting] 🟢 { $agent } 办理中
    [sent] 📤 { $agent } 已汇出
    [delivered] ✅ 已到账（{ $agent }）
    [returned] ↩️ { $agent } 已退回　{ $reason }
   *[cancelled] ✖️ 客户已撤回，不要付款
}
payout-return-asked = ⚠️ { $agent } 申请退回（{ $reason }），要由另一位同事确认。
payout-take = 🙋 接手
payout-show = 🔎 查看收款人
payout-sent = 📤 已汇出
payout-delivered = ✅ 已到账
payout-return = ↩️ 退回
payout-confirm = ✅ 确认退回
payout-keep = 不退回
payout-done = 已处理，会通知客户。
payout-second-asked = 金额较大，要由另一位同事确认。
payout-shown = 收款人在卡片下面，办下一步时会自动删除。这次查看已记录。
payout-not-deleted = ⚠️ 我删不掉这份收款人资料。请手动删除，并给我「删除消息」的权限。
payout-details =
    <b>付 { $gets }</b>
    姓名　<code>{ $name }</code>
    { $form ->
        [iban] IBAN（和 BIC）
        [phone] 手机号
        [wallet] 对方账号
       *[account] { $code ->
            [GB] Sort code、账号
            [US] Routing number、账号
            [JP] 银行、支店、账号
           *[HK] 银行、账号
        }
    }　<code>{ $account }</code>
    { $country } · { $method }
    用途　{ $purpose }
    单号　<code>{ $reference }</code>
