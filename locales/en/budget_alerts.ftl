### Quiet hours, alerts of budgets, what a payment does to a budget

error-quiet-hours-invalid = Send two different times like 22:00-08:00: when it gets quiet and when I may write again.
