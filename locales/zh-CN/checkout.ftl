### 确认页、支付密码和收据：所有付款通用

checkout-card =
    <b>请核对</b>
    { $lines }
checkout-what = { $kind ->
    [remittance] 🌍 境外汇款
    [merchant] 🏪 付给商家
    [invoice] 🧾 支付收款单
    [exchange] 💱 兑换
    [transfer-later] ⏳ 延时转账
    [request] 🙏 付收款请求
    [claim-link] 🔗 链接转钱
   *[transfer] 💸 转账
}
checkout-headline = { $named ->
    [no] { $amount }
   *[yes] 付给 { $to }　{ $amount }
}
checkout-to =
    收款人　<b>{ $to }</b>
    钱包号　{ $number }
checkout-amount = 金额　<b>{ $amount }</b>
checkout-free = 手续费　免费
checkout-fee = 手续费　{ $fee }
checkout-total = 合计支付　<b>{ $amount }</b>
checkout-rate = 汇率　1 { $base } = { $rate } { $quote }
checkout-arrives = 到账　<b>{ $amount }</b>
checkout-note = 备注　{ $note }
checkout-remains = 付款后余额　{ $amount }
checkout-valid = { $short ->
    [yes] ⏳ { $seconds } 秒内有效
   *[no] 请在 { $until } 前确认
}
checkout-advice =
    { "" }
    钱一旦付出就撤不回来。如果是陌生人让你付的，先别付。
    觉得不对劲？发送 /freeze 马上冻结钱包。
checkout-expired =
    { "" }
    ⌛ 报价已过期，没有扣款。点一下就能重新报价。
checkout-renew = 🔄 重新报价
checkout-renewed = 已重新报价，请再核对一遍。
checkout-pay = ✅ 确认支付 { $amount }
checkout-second =
    <b>输入动态验证码</b>
    { $what }
    这笔付款需要多一步验证：请发送验证器上的 6 位数字，也可以发送恢复码。
checkout-pin =
    <b>输入支付密码</b>
    { $what }

    { $dots }
checkout-receipt =
    ✅ <b>付款成功</b>
    { $lines }
checkout-receipt-rest =
    可用余额　{ $left }
    时间　{ $paid_at }
    单号　<code>{ $reference }</code>
    收据码　<code>{ $code }</code>（谁都可以用 /verify 查真伪）
checkout-receipt-hint = { $kind ->
    [claim-link] 👉 链接还没发给对方：请点「🔗 查看链接」，再发过去。
   *[remittance] ⏳ 汇款待办理，每一步都会通知你。
}
checkout-next = { $next }

error-quote-not-found = 找不到这笔付款，请重新操作。
error-quote-expired = 报价已过期，没有扣款。请点「🔄 重新报价」。
error-quote-used = 这笔已经付过了，可以在账单里查到。
error-receipt-not-found = ❌ 查不到这个收据码。请先核对有没有抄错；如果没抄错，这张收据是假的，别相信出示它的人。
