# 对账单

error-statement-days-invalid = { $reason ->
    [future] 开始日期还没到，请选今天或更早的日期。
    [order] 结束日期比开始日期还早，请重新发一个。
   *[long] 一份对账单最多 { $count_max } 天，请把时间选短一点。
}
error-statement-too-long = 明细超过 { $count_max } 条，这种格式放不下。请改用 Excel 或 CSV，或者把时间选短一点。
error-statement-under-way = 上一份对账单还在生成，马上就好。
error-statement-not-found = ❌ 查不到这个验证码，这份对账单不是我们出具的，请勿相信。

command-statement = 导出对账单（PDF、Excel、CSV）
home-statement = 🧾 对账单
statement-page =
    <b>🧾 对账单</b>
    { $first } – { $last }（{ $days } 天）
    先选时间，再选格式。PDF 适合打印，带验证码，谁都能查真伪；Excel 和 CSV 方便自己统计。
statement-this-month = 本月
statement-last-month = 上个月
statement-this-year = 今年
statement-last-year = 去年
statement-own = 📅 自选日期
statement-format = { $kind ->
    [pdf] 📄 PDF
    [xlsx] 📊 Excel
   *[csv] 🗂 CSV
}
statement-ask-first =
    <b>从哪天开始？</b>
    请发开始日期，年份在前，比如 2026-01-31。
statement-ask-last =
    <b>{ $first } 到哪天？</b>
    请发结束日期，比如 2026-03-31。
statement-until-today = 到今天
statement-progress = ⏳ 正在生成对账单：第 { $done } 条，共 { $of } 条
statement-sent = 对账单已发，在上面。
statement-name = 对账单-{ $first }-{ $last }.{ $ending }
statement-caption =
    <b>对账单</b>
    { $first } 至 { $last }
statement-figures = 期末 { $closing }（{ $paid_in }，{ $paid_out }，共 { $count } 条）
statement-genuine =
    ✅ 这份对账单是我们出具的，生成于 { $when }。请与纸面核对：
    钱包号 { $number }，{ $first } 至 { $last }

## 文件里的文字

statement-file-title = 账户对账单
statement-file-owner = { $name }　钱包号 { $number }
statement-file-days = { $first } 至 { $last }
statement-file-made = 生成时间 { $when }
statement-file-zone = 时间按 { $zone } 时区
statement-file-page = 第 { $number } 页，共 { $count } 页
statement-file-code =
    验证码 { $code }
    想查真伪？把验证码用 /verify 发给 @{ $bot }，即可核对日期和余额。
statement-opening = 期初余额
statement-paid-in = 收入
statement-paid-out = 支出
statement-closing = 期末余额
statement-no-lines = 这段时间没有收支。
statement-fee = 手续费
statement-fee-back = 退回手续费
statement-column = { $column ->
    [time] 时间
    [kind] 类型
    [counterparty] 对方
    [note] 备注
    [reference] 流水号
    [change] 金额
    [balance] 余额
   *[currency] 币种
}
