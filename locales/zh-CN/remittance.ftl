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
error-amount-too-small-to-send = 金额太小，换算后不足最小单位。请多汇一点。
error-recipient-not-found = 这位收款人已经不在了，请另选一位，或重新填写。
error-remittance-not-found = 找不到这笔汇款。发送 /abroad 可以看到你的所有汇款。
error-remittance-not-in-state = { $status ->
    [converting] 这笔汇款已经开始办理，不能这样操作了。
    [sent] 钱已经汇出，不能这样操作了。
    [delivered] 钱已经到账，不能这样操作了。
    [returned] 钱已经退回过了。
    [cancelled] 这笔汇款已取消，钱已退回。
   *[other] 现在这一步不能这样操作。
}
error-remittance-under-way = 还有汇款在路上。等它到账或退回后，再来注销钱包。
