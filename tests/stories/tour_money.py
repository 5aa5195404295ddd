"""The part of the tour about keeping track: records, budgets, reports, statements, goals, what recurs."""

from __future__ import annotations

from datetime import timedelta

from tests import factories
from tests.conftest import ManualClock
from tests.stage import Stage
from tests.stories.album import Album
from tests.stories.invoice_steps import photo_of
from tests.stories.people import Phone
from tests.stories.test_budgets import makes
from tests.stories.words import Words
from wallet.customers.queries import Customer
from wallet.database import Database

PAST = (
    (24, "groceries", 86_40),
    (22, "coffee", 18_00),
    (20, "rent", 1_200_00),
    (17, "groceries", 132_75),
    (15, "cinema", 76_00),
    (12, "coffee", 22_00),
    (9, "groceries", 95_20),
    (6, "books", 64_50),
    (3, "coffee", 19_00),
    (1, "groceries", 71_30),
)
"""Days ago, what for, and how much in minor units of CNY."""

CATEGORIES = {
    "groceries": "food-groceries",
    "coffee": "food-coffee",
    "rent": "home-rent",
    "cinema": "fun-outings",
    "books": "education",
}
NOTES = {
    "zh-CN": {"groceries": "超市买菜", "coffee": "咖啡", "rent": "房租", "cinema": "看电影", "books": "买书"},
    "en": {"groceries": "Groceries", "coffee": "Coffee", "rent": "Rent", "cinema": "Cinema", "books": "Books"},
}
GOAL = {"zh-CN": "新自行车", "en": "New bike"}


async def lived(stage: Stage, owner: Customer, language: str) -> None:
    """The owner's last weeks, paid when they happened, with rules that sort them."""
    container = stage.application.container
    other = await factories.customer(container.database, container.vault)
    now = stage.clock.now()
    database = Database.open(container.settings.database_address, clock := ManualClock(now - timedelta(days=25)))
    try:
        await factories.fund(database, owner.id, 2_500_00)
        for days, what, minor in PAST:
            clock.advance(now - timedelta(days=days) - clock.now())
            await factories.pay(database, owner.id, other.id, minor, note=NOTES[language][what])
    finally:
        await database.close()
    for what, category in CATEGORIES.items():
        rule = await container.category_rules.for_word(owner.id, NOTES[language][what], category)
        await container.category_rules.apply_back(owner.id, rule.id)


async def keeps_track(album: Album, ann: Phone, say: Words, language: str) -> None:
    """What a customer sees of their own money."""
    await ann.say("/history")
    await ann.sees(say.first_line("history-title", page="1"))
    await album.keep(ann, "history")
    await ann.say("/budget")
    await ann.sees(say.first_line("budgets-none"))
    await album.keep(ann, "budgets-suggested")
    await makes(ann, say, "category-travel", "300", "budgets-carry-both")
    await ann.press(say("back"))
    await makes(ann, say, "category-people", "30", "budgets-carry-none")
    await ann.press(say("back"))
    await album.keep(ann, "budgets")
    await ann.say("/transfer")
    await ann.sees(say.first_line("transfer-payee"))
    await ann.say("@bobby")
    await ann.sees(say("transfer-amount", payee="", payee_number="", available="").split("\n")[1])
    await ann.say("25")
    await ann.sees(say.first_line("checkout-card", lines=""))
    await album.keep(ann, "budget-impact")
    await ann.say("/report")
    await ann.sees(say("report-split"))
    await album.keep(ann, "report")
    album.file("report", await photo_of(ann, await ann.screen()))
    await ann.press(say("report-kind-trend"))
    await ann.sees(say("report-trend"))
    await album.keep(ann, "report-trend")
    await ann.say("/statement")
    await ann.sees(say.first_line("statement-page", first="", last="", days=1))
    await ann.press(say("statement-format", kind="pdf"))
    await ann.sees(say("statement-sent"))
    await album.keep(ann, "statement")
    await ann.say("/goals")
    await ann.press(say("goals-new"))
    await ann.sees(say.first_line("goals-ask-name"))
    await ann.say(GOAL[language])
    await ann.say("1200")
    await ann.sees(say.first_line("goals-ask-day"))
    await ann.press(say("goals-no-day"))
    await ann.press(say("goals-put"))
    await ann.say("300")
    await ann.sees(say("goals-put-done"))
    await album.keep(ann, "goal")
