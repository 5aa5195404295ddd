# 账单与分类

error-split-invalid = 各部分加起来与这笔付款不符，请核对金额后重新输入（最多十项）。
error-tags-invalid = 请发送 1 到 { $count_max } 个标签，用空格隔开，每个最多 { $length_max } 个字。
error-search-text-invalid = 请发送要找的内容：最多 { $length_max } 个字、八个词。
error-record-notes-too-many = 这条记录已经改过 { $count_max } 次，不能再改了。
