# 分类、规则与拆分

category-food = 🍽 餐饮
category-food-groceries = 🛒 买菜和日用
category-food-restaurants = 🍜 下馆子
category-food-coffee = ☕️ 咖啡和茶
category-home = 🛋 居家
category-home-rent = 🔑 房租
category-home-utilities = 💡 水电煤
category-transport = 🚦 交通
category-transport-public = 🚇 公共交通
category-transport-taxi = 🚕 打车
category-transport-fuel = ⛽️ 加油停车
category-shopping = 🛍 购物
category-shopping-clothes = 👕 衣服鞋帽
category-shopping-electronics = 💻 电子产品
category-fun = 🎉 娱乐
category-fun-games = 🎮 游戏
category-fun-outings = 🎬 出门玩
category-health = 🩺 医疗健康
category-education = 🎓 学习教育
category-travel = ✈️ 旅行
category-digital = 📱 应用和订阅
category-services = 🛠 生活服务
category-people = 👥 亲友往来
category-people-family = 👪 家人
category-people-gifts = 🎁 礼物红包
category-abroad = 🌍 汇往国外
category-fees = 🧾 手续费
category-other = 📦 其他
category-own = 🏷 { $name }
category-own-gone = 🏷 以前的分类

error-category-name-invalid = 请取一个简短的名称，最多 { $length_max } 个字。
error-category-name-taken = 已经有叫“{ $text }”的分类了，换个名字吧。
error-categories-too-many = 自建分类已有 { $count_max } 个，先归档一个再添加吧。
error-category-not-found = 这个分类已经不在了，请另选一个。
error-rules-too-many = 规则已有 { $count_max } 条，先删一条再添加吧。
error-rule-not-found = 这条规则已经不在了，请打开规则列表查看现有的。
error-rule-word-invalid = 请输入一个关键词，{ $length_min } 到 { $length_max } 个字符。
error-not-spending = 这一笔不算支出，不用分类。
error-part-too-large = 只剩 { $left } 可分；第十项必须把剩下的全部分完。

home-categories = 🗂 分类
command-categories = 分类与规则
categories-title =
    <b>🗂 分类</b>
    每笔支出都会自动归类。想改的话，在账单里打开那一笔即可。
categories-own = 自建的分类：
categories-none = 可以自建分类，例如“宠物”“宝宝”。
categories-new = ➕ 新建分类
categories-rules = ⚙️ 规则
categories-one = <b>🏷 { $name }</b>
categories-one-below = 属于 { $parent }
categories-rename = ✏️ 改名
categories-archive = 🗃 归档
categories-ask-name = 叫什么名字？例如：宠物
categories-ask-new-name = 想改成什么名字？
categories-ask-parent =
    <b>🏷 { $name }</b>
    归到哪个大类下面？该大类的预算也会把它算进去。
categories-alone = 单独一类
categories-made = 已添加，现在就能给支出选用了。
categories-renamed = 名字已改，以前的记录也一并更新。
categories-archived = 已归档，原来归到这里的记录不变。

categories-choose =
    <b>{ $amount }</b> · { $who }
    { $lines }
    <i>{ $why }</i>

    这笔钱算哪一类？
categories-why = { $by ->
    [hand] 由你选定
    [rule] 按你的规则归类
    [payee] 沿用上次的选择
    [merchant] 按商家类型归类
   *[other] 按付款方式归类
    }
categories-part = { $category } · { $amount }
categories-all-of = { $name }（不细分）
categories-up = ‹ 全部分类
categories-chosen =
    ✅ <b>{ $amount }</b> · { $who }
    { $lines }
categories-always = 📌 付给{ $who }的都这样归
categories-older = ↩️ 以前的 { $count } 笔也改过来
categories-change = ✏️ 换一类
categories-rule-made = 以后付给{ $who }的钱都会归到这一类。
categories-applied = { $count ->
    [0] 以前的记录都不用改。
   *[other] 以前的 { $count } 笔已改好，手动选过的保持不变。
    }
categories-split = ✂️ 拆分
categories-split-title =
    <b>✂️ 拆分 { $amount }</b>
    { $who }
categories-split-parts = { $lines }
categories-split-ask = 还有 { $rest } 没分。下一项是多少？直接输入金额。
categories-split-rest = 剩下的 { $rest } 全归一项
categories-split-undo = ↩️ 撤销上一项
categories-part-ask = 这 <b>{ $pending }</b> 花在哪儿了？

categories-rules-title =
    <b>⚙️ 我的规则</b>
    新的支出会按规则归类。点一条可以删除，或用到以前的记录上。
categories-rules-none =
    <b>⚙️ 规则</b>
    按备注或店名里的关键词，或按收款人自动归类。想按收款人归类，先给付给对方的一笔选好分类就行。
categories-rule-line = { $what } → { $category }
categories-rule-word = “{ $word }”
categories-rule =
    <b>⚙️ { $what }</b>
    → { $category }
categories-rule-delete = 🗑 删除规则
categories-rule-deleted = 已删除，已归好类的记录不变。
categories-word-new = ➕ 按关键词归类
categories-word-ask = 要找哪个关键词？例如：药店
categories-word-category = 含有“{ $word }”的支出，归到哪一类？
categories-word-made = 规则已生效。
