# Records, categories

error-split-invalid = The parts don't add up to the payment. Please check the amounts and type them again (at most ten parts).
