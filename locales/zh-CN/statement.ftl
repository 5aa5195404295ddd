# 对账单

error-statement-days-invalid = { $reason ->
    [future] 开始日期还没到，请选今天或更早的日期。
    [order] 结束日期比开始日期还早，请重新发一个。
   *[long] 一份对账单最多 { $count_max } 天，请把时间选短一点。
}
error-statement-too-long = 明细超过 { $count_max } 条，这种格式放不下。请改用 Excel 或 CSV，或者把时间选短一点。
error-statement-under-way = 上一份对账单还在生成，马上就好。
error-statement-not-found = ❌ 查不到这个验证码，这份对账单不是我们出具的，请勿相信。
