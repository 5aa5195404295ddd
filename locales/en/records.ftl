# Records, categories

error-split-invalid = The parts don't add up to the payment. Please check the amounts and type them again (at most ten parts).
error-tags-invalid = Please type 1 to { $count_max } tags with blanks between them, each up to { $length_max } characters.
error-search-text-invalid = Please type what to look for: up to { $length_max } characters, at most eight words.
error-record-notes-too-many = This record has been changed { $count_max } times, so it stays as it is now.
