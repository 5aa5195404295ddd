### 快捷指令：能看懂的词（用 | 分开，两种语言的词在哪种语言里都能用）和相关的话

quick-words-pay = 转账|转帐|转|付款|支付|付
quick-words-to = 给
quick-words-exchange = 兑换|换|兑
quick-words-into = 换成|兑成|成|到|为
quick-words-balance = 余额|查余额|我的余额
# 写在金额后面会让金额变样的词：不当备注，宁可再问一句
quick-words-unclear = 十|百|千|万|亿|毛|角|分|毛钱|分钱|点|半|多|左右|到|至|或|整|个|澳元|澳币|加元|加币|瑞士法郎|法郎|卢布|泰铢|台币|新台币|澳门元|卢比|比索|比特币|以太币
# 汉字数字：零到九；十、百、千、万；两、半
quick-digits = 零一二三四五六七八九
quick-units = 十百千万
quick-two = 两
quick-half = 半

quick-form-pay = 转 { $amount } 给 { $payee }
quick-form-pay-payee-first = 付给 { $payee } { $amount }
quick-form-exchange = 换 { $amount } { $currency }
quick-form-exchange-into = 换 { $amount } 成 { $currency }

error-quick-command-not-understood = 这句没看明白，什么都没发生。可以这样写：「{ $first }」，或者「{ $second }」。
error-phone-ambiguous = 这串数字可能是两个人的手机号。请带上国家代码再发一次：{ $first } 或 { $second }。

quick-hint = 💡 直接打字也行：「转 20 给 @用户名 午饭」

command-pay = 快捷付款，如 /pay 20 @用户名
command-balance = 查余额

## 在别的聊天里（@机器人 20 元）

inline-request-title = 请对方付 { $amount }
inline-request-description = 发出后，对方点按钮，在自己的私聊里核对并付款
inline-request-message =
    🙋 <b>{ $name }</b> 想收 <b>{ $amount }</b>（钱包号 { $number }）
    点下面的按钮，在你和钱包的私聊里核对后才会付款。
inline-request-button = 💸 付 { $amount }
inline-link-title = 把链接发出去：{ $amount }
inline-link-description = 你新建的链接，还没人领
inline-link-message =
    🎁 <b>{ $name }</b> 送出 <b>{ $amount }</b>
    点下面的按钮，在你和钱包的私聊里领取。
inline-link-button = 🎁 领取
inline-invoice-title = 把收款单发出去：№ { $number }，{ $amount }
inline-invoice-description = 你开的收款单，现在可以付
inline-invoice-message =
    🧾 <b>{ $shop }</b> 的收款单 № { $number }：<b>{ $amount }</b>
    点下面的按钮，在你和钱包的私聊里核对后才会付款。
inline-make-link = 新建一个 { $amount } 的链接
inline-open-wallet = 还没有钱包？先开一个
inline-how = 请写金额，例如 20 元
