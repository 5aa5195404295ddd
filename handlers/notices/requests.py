"""What people hear of requests for money: asked, reminded, paid, declined."""

from __future__ import annotations

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.notices.notice import Notice, buttons, home_button
from handlers.parts.people import shown_name
from handlers.parts.request_lines import TOLD_REASONS, detail_lines
from handlers.services import Services
from locales import Html, Language
from wallet.customers.queries import Customer
from wallet.errors import RequestNotFound
from wallet.outbox import REQUEST_REMINDED, DueFact, Undeliverable
from wallet.requests.models import OPEN
from wallet.requests.queries import Request


async def asked_notice(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """Asked, or reminded, with a button to pay and one to decline; what ended meanwhile says so."""
    request, now = await _request(services, customer, fact), services.clock.now()
    other, state = shown_name(language, request.requester), request.state(now)
    if state != OPEN:
        word = language.text(f"request-state-{state}")
        late = language.html("notice-request-late", other=other, amount=request.amount, state=word)
        return Notice(late, home_button(language))
    until = language.html("request-until", until=language.moment(request.expires_at, customer.zone, now=now))
    lines = Html("\n".join([*detail_lines(language, request, request.requester), until]))
    if fact.kind == REQUEST_REMINDED:
        text = language.html("notice-request-reminded", other=other, amount=request.amount, lines=lines)
    else:
        text = language.html("notice-request-received", other=other, amount=request.amount, lines=lines)
    return Notice(text, _to_answer(language, request))


def _to_answer(language: Language, request: Request) -> InlineKeyboardMarkup:
    pay = language.text("request-pay", amount=request.amount)
    row = [InlineKeyboardButton(text=pay, callback_data=f"request:{request.id}:pay")]
    below = buttons(language, (("request-decline", f"request:{request.id}:decline"),))
    return InlineKeyboardMarkup(inline_keyboard=[row, *below.inline_keyboard])


async def paid_notice(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """The money that was asked for is here; of a bill also how many have paid."""
    request, now = await _request(services, customer, fact), services.clock.now()
    lines = detail_lines(language, request, request.payer)
    balances = await services.payments.balances(customer.id)
    total = next(item.total for item in balances if item.total.currency == request.amount.currency)
    lines.append(language.html("notice-request-balance", balance=total))
    if request.split_id is not None:
        paid, count = await services.requests.progress(request.split_id)
        lines.append(language.html("notice-request-progress", paid=paid, count=count))
    when = language.moment(request.finished_at or fact.created_at, customer.zone, now=now)
    lines.append(language.html("request-paid-at", when=when))
    lines.append(language.html("request-reference", reference=request.payment_reference or ""))
    text = language.html(
        "notice-request-paid",
        other=shown_name(language, request.payer),
        amount=request.amount,
        lines=Html("\n".join(lines)),
    )
    return Notice(text, _to_open(language, request))


async def declined_notice(services: Services, language: Language, customer: Customer, fact: DueFact) -> Notice:
    """Who asked hears the reason too, unless it is nobody's business."""
    request = await _request(services, customer, fact)
    lines = detail_lines(language, request, request.payer)
    if request.reason in TOLD_REASONS:
        lines.append(language.html("request-why", reason=language.text(f"request-reason-{request.reason}")))
    text = language.html(
        "notice-request-declined",
        other=shown_name(language, request.payer),
        amount=request.amount,
        lines=Html("\n".join(lines)),
    )
    return Notice(text, _to_open(language, request))


def _to_open(language: Language, request: Request) -> InlineKeyboardMarkup:
    return buttons(language, (("request-open", f"request:{request.id}:open"), ("home", "home")))


async def _request(services: Services, customer: Customer, fact: DueFact) -> Request:
    try:
        return await services.requests.get(customer.id, fact.number("request_id"))
    except RequestNotFound as error:
        raise Undeliverable("the request is not this reader's") from error
