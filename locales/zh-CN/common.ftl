### 各处共用的按钮、名称和格式

back = ‹ 返回
cancel = 取消
home = 🏠 首页

language-zh-CN = 简体中文
language-en = English

## 币种名称

currency-CNY = 人民币
currency-USD = 美元
currency-EUR = 欧元
currency-HKD = 港币
currency-JPY = 日元
currency-GBP = 英镑
currency-SGD = 新加坡元
currency-KRW = 韩元
currency-USDT = USDT

## 输入金额时，数字后面可以写的说法，用 | 隔开

currency-words-CNY = 元|块|块钱|人民币
currency-words-USD = 美元|美金
currency-words-EUR = 欧元
currency-words-HKD = 港币|港元
currency-words-JPY = 日元|円
currency-words-GBP = 英镑
currency-words-SGD = 新加坡元|新币
currency-words-KRW = 韩元
currency-words-USDT = USDT

## 时间的写法（CLDR 格式）

pattern-moment = M月d日 HH:mm
pattern-moment-year = y年M月d日 HH:mm
pattern-date = M月d日
pattern-date-year = y年M月d日

duration-seconds = { $count } 秒
duration-minutes = { $count } 分钟
duration-hours = { $count } 小时
duration-days = { $count } 天
