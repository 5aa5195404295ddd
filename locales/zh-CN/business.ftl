### 商家：店铺、销售和退款

error-merchant-not-active = 这家店现在不能收款，你的钱没有付出。请先问问商家。
error-shop-name-invalid = 店名要有 { $length_min } 到 { $length_max } 个字，不能用看不见的字符。请换一个。
error-logo-unreadable = 打不开这张图片。请直接发照片（JPEG 或 PNG，不超过 { $megabytes_max } MB）。
error-refund-too-late = 付款超过 { $days_max } 天就不能退款了。需要的话，可以直接转账给对方。
error-refund-too-large = 这笔最多还能退 { $left }，请输入小一点的金额。
