# Where to keep track, and savings goals

home-money = 📊 Budgets & goals
home-goals = 🎯 Goals
command-goals = Savings goals
money-title =
    <b>Keep track of your money</b>
    Know where it went, and hear before it is gone.

goals-title =
    <b>🎯 Your goals</b>

    { $lines }
goals-line =
    <b>{ $name }</b>
    { $bar } { $percent }% · { $saved } of { $target }
goals-none =
    <b>🎯 Savings goals</b>
    Set money aside for something you want. It stays yours: take it back whenever you like.
goals-new = ➕ New goal
goals-ask-name = What are you saving for? For example: New bike
goals-ask-amount =
    <b>{ $name }</b>
    How much does it take, in { $currency_name }? Type the amount, or choose another currency.
goals-ask-day = By when? Type a date like 2027-05-20, or leave it open.
goals-no-day = No date
goals-made = Your goal is set. Put the first money aside whenever you like.
goals-one =
    <b>🎯 { $name }</b>
    { $bar } { $percent }%
    Saved: <b>{ $saved }</b> of { $target }
goals-missing = Still missing: { $missing }
goals-by = By { $day } · about { $a_month } every 30 days gets you there
goals-reached = 🎉 You made it!
goals-put = ➕ Put aside
goals-take = ➖ Take back
goals-end = 🏁 End this goal
goals-ended = The goal has ended. What was saved is back in your balance.
goals-ask-put =
    <b>{ $name }</b>
    How much do you want to put aside? You have { $free }.
goals-ask-take =
    <b>{ $name }</b>
    How much do you want back? { $saved } is set aside.
goals-take-all = Take back all: { $all }
goals-put-done = Put aside.
goals-take-done = Back in your balance.
record-kind-goal-put = 🎯 Put aside for a goal
record-kind-goal-take = 🎯 Taken back from a goal

error-goal-name-invalid = Please give it a short name, at most { $length_max } characters.
error-goal-not-found = This goal isn't there any more. Open your goals to see those you have.
error-goals-too-many = You have { $count_max } goals already. End one to begin another.
error-day-invalid = Please type a date with the year first, like 2027-05-20. It has to make sense here, too: not a day that has passed.
