"""What is told of recurring transfers and bills: what is coming, what was paid, what was not and why."""

from __future__ import annotations

from datetime import date

from handlers.notices.notice import Notice, buttons
from handlers.parts.recurring_words import button_data, shown_name
from handlers.services import Services
from locales import Html, Language
from wallet.customers.queries import Customer
from wallet.days import local_day
from wallet.errors import RecurringNotFound
from wallet.outbox import DueFact, Undeliverable
from wallet.recurring.due import ACTIVE, ENDED
from wallet.recurring.running import DUE, GIVEN_UP, MISSED, OVERDUE, PAID, REMINDED, SKIPPED
from wallet.recurring.service import Recurring, Run

TEXTS = {
    REMINDED: "notice-recurring-reminded",
    PAID: "notice-recurring",
    SKIPPED: "notice-recurring-skipped",
    GIVEN_UP: "notice-recurring-given-up",
    MISSED: "notice-recurring-missed",
    DUE: "notice-recurring-due",
    OVERDUE: "notice-recurring-overdue",
}


async def recurring_notice(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """One text for each of what can be told, and the buttons that help then."""
    told, day = str(fact.fields["told"]), date.fromisoformat(str(fact.fields["due_on"]))
    try:
        item = await services.recurring.get(customer.id, fact.number("recurring_id"))
    except RecurringNotFound as error:
        raise Undeliverable("there is no such payment") from error
    if told not in TEXTS:
        raise Undeliverable("nothing to tell")
    run = await services.recurring.run_of(customer.id, item.id, day)
    today = local_day(services.clock.now(), customer.zone)
    lines = [
        language.html(
            TEXTS[told],
            what=item.what,
            name=shown_name(language, item.name),
            amount=item.amount,
            day=language.day(day, today),
            reason=_reason(language, run),
            reference="" if run is None else run.reference,
            count=fact.number("count"),
        )
    ]
    if told in {PAID, SKIPPED} and item.status == ACTIVE and item.next_due is not None:
        lines.append(language.html("notice-recurring-next", day=language.day(item.next_due, today)))
    return Notice(Html("\n".join(lines)), buttons(language, *_rows(item, told, day)))


def _reason(language: Language, run: Run | None) -> str:
    if run is None:
        return ""
    if run.short is not None:
        return language.text("recurring-reason-short", short=run.short)
    return language.text("recurring-reason", reason=run.reason)


def _rows(item: Recurring, told: str, day: date) -> list[tuple[tuple[str, str], ...]]:
    """What helps now, two in a row; then the way to all of it, and home."""
    helps: list[tuple[str, str]] = []
    if told == REMINDED:
        helps = [("notice-recurring-skip-this", "skip"), ("recurring-pause", "pause")]
    elif told in {DUE, OVERDUE}:
        helps = [("notice-recurring-mark-this", "paid")]
    if told not in {REMINDED, PAID} and item.payee is not None and item.name and item.status != ENDED:
        helps.append(("recurring-pay-now", "pay"))
    row = tuple((key, button_data(item.id, act, day)) for key, act in helps)
    last = (("notice-recurring-open", button_data(item.id, "open", day)), ("home", "home"))
    return [row, last] if row else [last]
