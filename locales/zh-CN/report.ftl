# 报表：数字和图

error-charts-busy = 现在画图的人有点多，请稍后点“刷新”。

home-report = 📊 报表
command-report = 看图：钱花到哪儿了
report-page =
    <b>{ $heading }</b>
    { $span }

    { $lines }
report-busy = ⏳ { $busy }
report-split = 支出分类
report-trend = 支出走势
report-balance = 余额变化
report-budgets = 预算进度
report-kind-split = 🗂 分类
report-kind-trend = 📈 走势
report-kind-balance = 🏦 余额
report-kind-budgets = 💰 预算
report-this-month = 本月
report-last-month = 上月
report-quarter = 近 3 个月
report-this-year = 今年
report-dark = 🌙 深色
report-light = ☀️ 浅色
report-refresh = 🔄 刷新
report-month-pattern = LLL
report-span = { $first } 至 { $last }
report-total = 共 { $total }
report-share = { $spent } · { $percent }%
report-line = { $name }：{ $said }
report-rest = 其他 { $count } 类
report-average-day = 日均 { $average }
report-average-week = 周均 { $average }
report-average-month = 月均 { $average }
report-most = 最多：{ $when }，{ $spent }
report-opening = { $when }之前：{ $balance }
report-closing = { $when }：{ $balance }
report-high = 最高：{ $balance }
report-low = 最低：{ $balance }
report-all = 全部支出
report-budget = { $spent } / { $limit } · { $percent }%
report-more-budgets = ……还有 { $count } 个
report-nothing = 这段时间没有支出。
report-no-account = 还没有这种货币的钱。
report-no-budgets = 还没有预算。
