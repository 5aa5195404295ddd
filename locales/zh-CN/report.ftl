# 报表：数字和图

error-charts-busy = 现在画图的人有点多，请稍后点“刷新”。
