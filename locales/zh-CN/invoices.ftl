### 收款码、账单和扫码

error-picture-too-large = 图片太大了：最多 { $megapixels_max } 百万像素、10 MB。请不要用“文件”发送，直接发照片就行，Telegram 会自动压缩。
error-picture-unreadable = 这张图片打不开。请直接发照片，或发送 JPEG、PNG、WebP 文件。
error-qr-not-found = 没找到二维码。请靠近一点、拿正、避开反光，再拍一张发给我。
error-qr-version-unknown = 这个码的版本太新，我还不认识。请稍后再试，或用商家的钱包号付款。
error-qr-forged = ⛔ 这个码是仿冒的，不是我们发出的。请不要付款，并告诉给你看码的人。
error-invoice-not-found = 找不到这张收款单，请让商家重新开一张。
error-invoice-closed = { $status ->
    [paid] 这张收款单已经付过了，这次没有扣款。
    [cancelled] 商家已取消这张收款单，没有扣款。
   *[expired] 这张收款单已过期，没有扣款。请让商家重新开一张。
}
error-invoice-not-yours = 这张收款单是开给别人的。请让商家给你单独开一张。
error-too-many-invoices = 未付的收款单已有 { $count_max } 张，到上限了。请先取消几张。
error-scan-busy = 现在发图的人有点多，请过一会儿再发一次。
error-picture-not-fetched = 没能从 Telegram 取到这张图片，请再发一次。
