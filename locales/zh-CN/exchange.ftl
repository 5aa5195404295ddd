### 兑换、汇率和汇率提醒

home-exchange = 💱 兑换
command-exchange = 货币兑换
command-rates = 今日汇率

## What a card says about a rate

checkout-rate-middle = 中间价　1 { $base } = { $rate } { $quote }（点差 { $spread }%）
checkout-rate-source = 汇率来源　{ $source }

record-kind-exchange = 兑换
record-kind-exchange-in = 兑换
record-kind-exchange-out = 兑换

error-rates-unavailable = { $reason ->
    [offline] 暂停兑换：汇率来源没有回应。你的钱没事，过几分钟再试。
    [old] 暂停兑换：手上的汇率太旧，按它兑换对你不公平。请晚点再试。
   *[other] 暂停兑换：今天的汇率看起来不对，我们不拿可疑的价格做交易。客服正在查，请晚点再试。
}
error-same-currency = 两边是同一种货币，请换一边。
error-amount-too-small = 金额太小，换不到最小单位的{ $currency }。请换大一点的金额。
error-target-rate-invalid = 请发送一个和当前不同的汇率，只写数字和小数点，例如 7.25。
error-alerts-too-many = 最多设 { $count_max } 个提醒，请先删掉一个。
error-alert-not-found = 这个提醒已经不在了：提醒过了，或者被删除了。

## 兑换页面

exchange-title =
    <b>💱 兑换　{ $pays } → { $gets }</b>
    可用余额　{ $available }
exchange-rate =
    成交汇率　1 { $base } = { $rate } { $quote }（含点差 { $spread }%）
    汇率来源　{ $source }
exchange-closed =
    { "" }
    🔒 { $reason }
exchange-ask-pays =
    { "" }
    想换出多少？请发送{ $wanted }金额，例如 100。
exchange-ask-gets =
    { "" }
    想换到多少？请发送{ $wanted }金额，例如 20。
exchange-from = 换出 { $pays }
exchange-to = 换成 { $gets }
exchange-swap = ⇄
exchange-name-gets = ✏️ 改填想换到的金额
exchange-name-pays = ✏️ 改填要换出的金额
exchange-rates = 📈 看汇率
exchange-choose-pays = <b>用哪种货币换？</b>
exchange-choose-gets = <b>想换成哪种货币？</b>

## 汇率、走势图和提醒

rate-source = { $source ->
    [ecb] 欧洲央行，{ $date }
    [ecb-package] 欧洲央行，{ $date }
    [crypto] 加密货币市场，{ $date }
    [crypto-ecb] 欧洲央行和加密货币市场，{ $date }
    [crypto-ecb-package] 欧洲央行和加密货币市场，{ $date }
    [sandbox] 模拟行情（参考欧洲央行 { $date }）
   *[fixed] 本钱包定价，{ $date }
}
rates-title =
    <b>📈 { $home }汇率</b>
rates-table =
    { $lines }

    以上是中间价（{ $source }）。点币种看走势图。
rates-line = 1 { $base } = <b>{ $rate }</b> { $quote }
rates-refresh = 🔄 刷新
rates-my-alerts = 🔔 我的提醒
rates-chart =
    1 { $base } = <b>{ $rate }</b> { $quote }
    最近 { $days } 天。{ $source }
rates-no-chart = 这两种货币之间没有走势图。
rates-short = 近 30 天
rates-long = 近 1 年
rates-alert-add = 🔔 到价提醒我
rates-alert-ask =
    <b>🔔 汇率提醒</b>
    现在 1 { $base } = { $rate } { $quote }。
    到多少提醒你？直接发送数字，小数用点号。
rates-alert-set = 设好了，到价会提醒你一次。
rates-alert-deleted = 已删除。
rates-alerts =
    <b>🔔 我的汇率提醒</b>
    每个只提醒一次。点一下就删除。
rates-alerts-none =
    <b>🔔 还没有汇率提醒</b>
    返回后点一个币种，再点「🔔 到价提醒我」。
rates-alert = 🗑 { $above ->
    [yes] { $base }/{ $quote } ≥ { $target }
   *[no] { $base }/{ $quote } ≤ { $target }
}
notice-rate-alert =
    🔔 1 { $base } = <b>{ $rate }</b> { $quote }
    { $above ->
        [yes] 你设的提醒到了：已涨到 { $target } 或更高。
       *[no] 你设的提醒到了：已跌到 { $target } 或更低。
    }

## 客服群

desk-rates-closed =
    🔒 <b>兑换已暂停</b>
    汇率　{ $feed ->
        [bank] 央行参考汇率
       *[crypto] USDT 价格
    }
    原因　{ $reason ->
        [offline] 来源半小时没有回应
        [garbled] 来源发来的内容不是汇率
        [jump] 有汇率比上次偏离超过 10%，没有第二来源能印证
        [past] 来源的日期往回退了
       *[old] 最新汇率超过了 RATES_AGE_HOURS_MAX
    }
    客户会看到暂停兑换的说明。汇率恢复正常后会自动开放。
