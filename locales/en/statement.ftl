# Statements

error-statement-days-invalid = { $reason ->
    [future] The first day is still to come. Please choose a day up to today.
    [order] The last day is before the first one. Please send a later day.
   *[long] A statement covers at most { $count_max } days. Please choose a shorter time.
}
error-statement-too-long = That's more than { $count_max } lines, too many for this kind of file. Take Excel or CSV, or choose a shorter time.
error-statement-under-way = Your last statement is still being written. It comes in a moment.
error-statement-not-found = ❌ No statement of ours has this code. Don't rely on that paper.
