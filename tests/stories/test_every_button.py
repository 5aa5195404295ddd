"""Every button of every screen, pressed by a stranger, behind the lock, and while the wallet is frozen.

The screens are those of the tour, which fails when it knows no way to one. Before each press the conversation is put
back to the screen, so that a button is refused for what the account is, and not because its screen went stale.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from bot.migrations.tables import all_tables
from handlers.lock import OPEN_GROUPS, OPEN_NOTICE_PREFIX, OPEN_NOTICES
from handlers.money_states import Goals
from handlers.states import Checkout, ClaimLinks, Frozen, Lock, Register, Security, TopUp
from tests import factories
from tests.stage import Stage
from tests.stories.people import words_of
from tests.stories.screens import Screen, Walk, press_as, told
from tests.stories.steps import PIN, gone, register, sees_below, top_up
from tests.stories.tour import tour
from tests.stories.words import Words, words
from wallet.customers.queries import Customer
from wallet.database import UnitOfWork
from wallet.security.freezing import unfreeze
from wallet.security.models import proofs
from wallet.trail import BY_SYSTEM

IN_PASSING = {"conversation_states", "inbox", "seals", "audit_seals", "rates", "rate_feeds", "leaders"}
"""Tables that change without anybody's will."""

GUARDED = {
    "accounts": ("id", "balance", "held"),
    "credentials": ("customer_id", "pin_hash", "password_hash", "duress_pin_hash"),
    "totp_factors": ("customer_id", "secret_sealed", "confirmed_at"),
    "recovery_codes": ("id", "code_hash", "used_at"),
    "customers": ("id", "phone_fingerprint", "phrase_sealed"),
}
"""Money, and what is proved with."""

MONEY_IN = {TopUp.amount, ClaimLinks.claim, ClaimLinks.link, Goals.one, Goals.take}
"""Screens whose buttons bring money into a wallet, also into a frozen one."""

Kept = dict[str, str]


@dataclass
class Trial:
    """The owner's screens, and who presses their buttons."""

    stage: Stage
    walk: Walk
    say: Words
    owner: Customer
    each: bool
    """Every button of every screen for everybody; else one of a kind, and all screens for the locked owner alone."""

    last_call: int = 0

    @property
    def some(self) -> list[Screen]:
        """Where one press would pay, or change what is proved with."""
        some = [screen for screen in self.walk.screens if self.each or screen.short or screen.state is None]
        return sorted(some, key=lambda screen: not screen.short)

    def presses(self, screen: Screen) -> list[str]:
        """The data of a screen's buttons: of every one, or of one for each thing that they do."""
        data = [button["callback_data"] for button in screen.buttons]
        kinds = {item.split("\x1d")[-1].split(":")[0]: item for item in data}
        return data if self.each else sorted(kinds.values())

    async def kept(self, *, guarded: bool = False) -> Kept:
        """The rows of all tables, or of those that guard money and secrets, as text."""
        tables = all_tables().tables
        chosen = GUARDED if guarded else {name: tuple(tables[name].c.keys()) for name in tables.keys() - IN_PASSING}

        def read(connection: Any) -> Kept:
            found = {}
            for name, columns in chosen.items():
                wanted = [tables[name].c[column] for column in columns if column != "seen_at"]
                found[name] = repr(sorted(map(repr, connection.execute(select(*wanted)).all())))
            return found

        return await self.stage.application.container.database.read(read)

    async def unchanged(self, before: Kept, who: str, *, guarded: bool = False) -> None:
        after = await self.kept(guarded=guarded)
        changed = sorted(name for name in after if after[name] != before[name])
        assert not changed, f"{who}: changed {changed}"

    async def press(self, user: dict[str, Any], chat: int, screen: Screen, data: str) -> tuple[str, list[Any]]:
        """Returns the answer's text, and what the bot asked of Telegram meanwhile. A button without answer fails."""
        number = await press_as(self.stage, user, chat, screen, data)
        calls = await self.stage.world.calls(self.last_call)
        self.last_call = max([self.last_call, *(call["n"] for call in calls)])
        answers = [call for call in calls if str(call["params"].get("callback_query_id")) == number]
        assert answers, f"{screen}: {data!r} is not answered"
        return str(answers[0]["params"].get("text", "")), calls

    @property
    def user(self) -> dict[str, Any]:
        person = self.walk.phone.person
        return {"id": person, "is_bot": False, "first_name": "Ann", "username": "ann", "language_code": "en"}

    async def press_mine(self, screen: Screen, data: str, *, live: bool = True) -> str:
        """The owner's own press, on the screen as it was, or as it is long gone."""
        if live:
            await self.walk.put_back(screen)
        answer, _ = await self.press(self.user, self.walk.phone.person, screen, data)
        return answer

    async def prove_again(self) -> None:
        """What was proved on the tour counts from now."""

        def renew(work: UnitOfWork) -> None:
            work.connection.execute(delete(proofs))
            work.connection.execute(insert(proofs), [row | {"proved_at": work.now} for row in self.walk.proved])

        await self.stage.application.container.database.write(renew)


async def begin(stage: Stage, say: Words, *, each: bool) -> Trial:
    """Ann on her tour; Bob is who she pays."""
    container = stage.application.container
    await container.customers.register(factories.registration(username="bob", name="Bob Ray"))
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    walk = await tour(stage, ann, say)
    stage.application.rest()
    assert [str(screen) for screen in walk.screens if not screen.buttons] == [str(Register.phone.state)]
    owner = await container.customers.recognise(ann.person, "ann")
    assert owner is not None
    trial = Trial(stage, walk, say, owner, each)
    await trial.prove_again()
    return trial


async def pressed_by_a_stranger(trial: Trial, user: dict[str, Any], chat: int) -> None:
    """Nothing changes, the owner's screen stays, and nothing of the owner's is told to anybody."""
    owner, phone = trial.owner, trial.walk.phone
    hidden = ["Ann Lee", owner.wallet_number, phone.phone, phone.phone[1:], trial.say.yuan(49700)]
    await told(trial.stage)
    trial.last_call = (await trial.stage.world.calls())[-1]["n"]
    await trial.walk.put_back(trial.walk.screens[-4])
    before, conversation = await trial.kept(), await trial.walk.conversation()
    for screen in trial.some:
        for data in trial.presses(screen):
            _, calls = await trial.press(user, chat, screen, data)
            who = f"{user['first_name']} in chat {chat} on {screen}, {data!r}"
            written = json.dumps([call["params"] for call in calls], ensure_ascii=False)
            assert not [word for word in hidden if word in written], f"{who}: sees the owner's"
            assert chat == user["id"] or not written_to(calls, phone.person), f"{who}: writes into the owner's chat"
            await trial.unchanged(before, who)
    assert await trial.walk.conversation() == conversation


def written_to(calls: list[Any], chat: int) -> list[str]:
    return [call["method"] for call in calls if str(call["params"].get("chat_id")) == str(chat)]


async def pressed_behind_the_lock(trial: Trial) -> None:
    """Every button leads to the lock, but for those that show nothing and make the account only safer."""
    open_ones = [screen for screen in trial.walk.screens if screen.state is None or screen.state.group in OPEN_GROUPS]
    closed = [screen for screen in trial.walk.screens if screen not in open_ones]
    await told(trial.stage)
    before, guarded = await trial.kept(), await trial.kept(guarded=True)
    for screen in [*closed, *open_ones]:
        for data in trial.presses(screen):
            who = f"the owner behind the lock on {screen}, {data!r}"
            await trial.press_mine(screen, data)
            shown = await trial.walk.state()
            if screen in closed:
                assert shown == Lock.pin.state, f"{who}: leads to {shown}"
            elif not is_open_notice(data):
                assert str(shown).split(":")[0] in {group.__name__ for group in (*OPEN_GROUPS, Frozen)}, who
            if screen in open_ones or trial.each or data == trial.presses(screen)[-1]:
                is_open = screen in open_ones
                await trial.unchanged(guarded if is_open else before, who, guarded=is_open)


def is_open_notice(data: str) -> bool:
    return data in OPEN_NOTICES or data.startswith(OPEN_NOTICE_PREFIX)


async def pressed_while_frozen(trial: Trial) -> None:
    """No money goes out and no secret changes, on whatever screen the freeze found them."""
    guarded = await trial.kept(guarded=True)
    for screen in trial.some:
        if screen.state in MONEY_IN:
            continue
        for data in trial.presses(screen):
            await trial.press_mine(screen, data)
            await trial.unchanged(guarded, f"the owner while frozen on {screen}, {data!r}", guarded=True)


async def pressed_after_freezing(trial: Trial) -> None:
    """The freeze ends every screen that was open: their buttons are stale."""
    await trial.walk.phone.say("/freeze")
    await trial.walk.reach(Frozen.main)
    before = await trial.kept(guarded=True)
    for screen in trial.walk.screens:
        if screen.state is None:
            continue
        for data in trial.presses(screen):
            who = f"the owner after /freeze on {screen}, {data!r}"
            assert await trial.press_mine(screen, data, live=False) == trial.say("stale-button"), who
            assert await trial.walk.state() == Frozen.main.state, who
            await trial.unchanged(before, who, guarded=True)


async def the_last_digit_does_it(trial: Trial) -> None:
    """The same presses by the owner of an open wallet do all this: it was not the trial that refused them."""
    for state, table in ((Checkout.pin, "accounts"), (Security.pin_again, "credentials")):
        screen = next(screen for screen in trial.walk.screens if screen.state is state and screen.short)
        before = await trial.kept(guarded=True)
        await trial.press_mine(screen, screen.buttons[0]["callback_data"])
        after = await trial.kept(guarded=True)
        assert [name for name in after if after[name] != before[name]] == [table], screen


async def open_again(trial: Trial) -> None:
    """Neither frozen nor locked."""
    container = trial.stage.application.container
    customer = await container.customers.get(trial.owner.id)
    if customer.status == "frozen":
        await container.database.write(lambda work: unfreeze(work, customer.id, BY_SYSTEM))
    await container.security.open_session(customer, PIN)
    await trial.prove_again()


async def stranger_of(stage: Stage) -> tuple[dict[str, Any], int]:
    """Somebody who wrote to the bot and has no wallet."""
    eve = await stage.phone("Eve", username="eve", phone="+8613800138009", language="en")
    await eve.say("/start")
    await eve.sees("Choose your language")
    user = {"id": eve.person, "is_bot": False, "first_name": "Eve", "username": "eve", "language_code": "en"}
    return user, eve.person


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("database_kind", "each"),
    [
        pytest.param("sqlite", False, marks=pytest.mark.slow),
        pytest.param("sqlite", True, marks=pytest.mark.slow),
        pytest.param("postgresql", True, marks=pytest.mark.slow),
    ],
)
async def test_no_button_obeys_a_stranger_a_locked_session_or_a_frozen_wallet(stage: Stage, each: bool) -> None:
    say = words("en")
    trial = await begin(stage, say, each=each)
    eve, eve_chat = await stranger_of(stage)
    await pressed_by_a_stranger(trial, eve, eve_chat)
    await pressed_by_a_stranger(trial, eve, trial.walk.phone.person)
    await stage.application.container.security.lock(trial.owner)
    await pressed_behind_the_lock(trial)
    await open_again(trial)
    await stage.application.container.freezing.freeze_own(trial.owner.id, trial.owner.telegram_user_id)
    await pressed_while_frozen(trial)
    if each:
        await pressed_after_freezing(trial)
    await open_again(trial)
    await the_last_digit_does_it(trial)


@pytest.mark.parametrize("database_kind", ["sqlite"])
async def test_a_deep_link_fills_in_a_payee_and_does_nothing_else(stage: Stage) -> None:
    say, container = words("en"), stage.application.container
    bob = await container.customers.register(factories.registration(username="bob", name="Bob Ray"))
    ann = await stage.phone("Ann", username="ann", phone="+8613800138001", language="en")
    own = await register(ann, say, name="Ann Lee")
    await top_up(ann, say, 10000)
    number, asked = bob.wallet_number, say("transfer-amount", payee="", payee_number="", available="").split("\n")[1]
    for link in (f"pay_{own}", f"pay_{int(number) ^ 1:010}", f"pay_{number}_5000", f"pay_{number}%0a5000", "freeze"):
        shown = await ann.screen()
        await ann.say(f"/start {link}")
        await sees_below(ann, shown, "Ann Lee", "👛")
    await ann.say(f"/start pay_{number}")
    await ann.sees("B** R**", asked)
    await ann.say("/lock")
    await ann.sees(say.first_line("lock", dots=""))
    await gone(ann, await ann.say(f"/start pay_{number}"))
    await ann.sees(say.first_line("lock", dots=""))
    assert not [item for item in await ann.messages() if "B** R**" in words_of(item)]
    left = [await factories.balance(container.database, owner) for owner in (bob.id, bob.id + 1)]
    assert left == [0, 10000]
