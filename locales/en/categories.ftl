# Categories, rules and the parts of a record

category-food = 🍽 Food
category-food-groceries = 🛒 Groceries
category-food-restaurants = 🍜 Eating out
category-food-coffee = ☕️ Coffee & tea
category-home = 🛋 Household
category-home-rent = 🔑 Rent
category-home-utilities = 💡 Bills & utilities
category-transport = 🚦 Getting around
category-transport-public = 🚇 Public transport
category-transport-taxi = 🚕 Taxi
category-transport-fuel = ⛽️ Fuel & parking
category-shopping = 🛍 Shopping
category-shopping-clothes = 👕 Clothes
category-shopping-electronics = 💻 Electronics
category-fun = 🎉 Fun
category-fun-games = 🎮 Games
category-fun-outings = 🎬 Going out
category-health = 🩺 Health
category-education = 🎓 Education
category-travel = ✈️ Travel
category-digital = 📱 Apps & subscriptions
category-services = 🛠 Services
category-people = 👥 People
category-people-family = 👪 Family
category-people-gifts = 🎁 Gifts
category-abroad = 🌍 Sent abroad
category-fees = 🧾 Fees
category-other = 📦 Other
category-own = 🏷 { $name }
category-own-gone = 🏷 A category you had

error-category-name-invalid = Please give it a short name, at most { $length_max } characters.
error-category-name-taken = You already have a category called { $text }. Please choose another name.
error-categories-too-many = You have { $count_max } categories of your own already. Archive one to make room.
error-category-not-found = This category isn't there any more. Please choose another one.
error-rules-too-many = You have { $count_max } rules already. Delete one to make room.
error-rule-not-found = This rule isn't there any more. Open your rules to see those you have.
error-rule-word-invalid = Please type one word or a few, { $length_min } to { $length_max } characters in all.
error-not-spending = This one moved no money out for good, so it has no category.
error-part-too-large = Only { $left } is left to share out. With the tenth part it has to be all of it.

home-categories = 🗂 Categories
command-categories = Categories and rules
categories-title =
    <b>🗂 Categories</b>
    Every payment gets one by itself. Open a payment in your history to change its category.
categories-own = These are your own:
categories-none = You can add your own, like “Pets” or “Baby”.
categories-new = ➕ New category
categories-rules = ⚙️ Rules
categories-one = <b>🏷 { $name }</b>
categories-one-below = Part of { $parent }
categories-rename = ✏️ Rename
categories-archive = 🗃 Archive
categories-ask-name = What should it be called? For example: Pets
categories-ask-new-name = What should it be called from now on?
categories-ask-parent =
    <b>🏷 { $name }</b>
    Is it part of one of these? A budget for that one then counts it too.
categories-alone = It stands on its own
categories-made = Added. You can choose it for any payment now.
categories-renamed = Renamed, for the past too.
categories-archived = Archived. What you put in it stays there.

categories-choose =
    <b>{ $amount }</b> · { $who }
    { $lines }
    <i>{ $why }</i>

    Where does it belong?
categories-why = { $by ->
    [hand] Chosen by you
    [rule] Chosen by one of your rules
    [payee] Chosen like last time
    [merchant] Chosen by the kind of shop
   *[other] Chosen by the kind of payment
    }
categories-part = { $category } · { $amount }
categories-all-of = { $name } – in general
categories-up = ‹ All categories
categories-chosen =
    ✅ <b>{ $amount }</b> · { $who }
    { $lines }
categories-always = 📌 Always for { $who }
categories-older = { $count ->
    [one] ↩️ Also for 1 older payment
   *[other] ↩️ Also for { $count } older payments
    }
categories-change = ✏️ Change
categories-rule-made = From now on payments to { $who } get this category.
categories-applied = { $count ->
    [0] Nothing older needed a change.
    [one] 1 older payment has it too now. What you chose by hand stays.
   *[other] { $count } older payments have it too now. What you chose by hand stays.
    }
categories-split = ✂️ Split
categories-split-title =
    <b>✂️ Split { $amount }</b>
    { $who }
categories-split-parts = { $lines }
categories-split-ask = { $rest } to share out. How much is the next part? Type the amount.
categories-split-rest = All that is left: { $rest }
categories-split-undo = ↩️ Undo the last part
categories-part-ask = What were these <b>{ $pending }</b> for?

categories-rules-title =
    <b>⚙️ Your rules</b>
    They choose the category of new payments. Tap one to delete it or put it to work on older payments.
categories-rules-none =
    <b>⚙️ Rules</b>
    A rule chooses the category by a word in the note or the shop's name, or by whom you pay. To make one for a payee, choose the category of a payment to them.
categories-rule-line = { $what } → { $category }
categories-rule-word = “{ $word }”
categories-rule =
    <b>⚙️ { $what }</b>
    → { $category }
categories-rule-delete = 🗑 Delete the rule
categories-rule-deleted = Deleted. Payments keep the category that they have.
categories-word-new = ➕ Rule for a word
categories-word-ask = Which word should it look for? For example: pharmacy
categories-word-category = Payments with “{ $word }” – where do they belong?
categories-word-made = The rule works from now on.
