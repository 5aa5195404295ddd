"""What a customer changes about how the wallet is guarded: each change is noted, told, and keeps its rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests import factories
from tests.conftest import ManualClock
from tests.factories import PASSWORD, PIN, Wallet, prove_pin_if_asked
from wallet import trail
from wallet.customers.models import customers
from wallet.customers.queries import Customer
from wallet.database import Database, UnitOfWork
from wallet.errors import (
    CustomerNotActive,
    DuressPinSame,
    NotFrozen,
    PasswordTooWeak,
    PasswordWrong,
    PhraseInvalid,
    PinTooSimple,
    PinWrong,
    StepUpNeeded,
)
from wallet.security import freezing
from wallet.security.models import security_settings
from wallet.security.pins import PinProof
from wallet.trail import Actor

NEW_PIN, DURESS_PIN = "135792", "864209"


async def status_of(database: Database, owner: Customer) -> tuple[str, str | None]:
    columns = customers.c
    mine = select(columns.status, columns.frozen_cause).where(columns.id == owner.id)
    row = await database.read(lambda connection: connection.execute(mine).one())
    return row.status, row.frozen_cause


async def test_a_password_holds_nothing_personal_and_the_new_one_counts(wallet: Wallet, database: Database) -> None:
    owner = await wallet.customers.register(
        factories.registration(name="Ann Smithers", birthday=date(1990, 5, 20), phone="+8613800135790")
    )
    await prove_pin_if_asked(wallet, owner, "password")
    for personal in ("Smithers#2042x", "kettle-19900520!", "kettle-!135790"):
        with pytest.raises(PasswordTooWeak) as refusal:
            await wallet.security.set_password(owner, personal)
        assert refusal.value.fields == {"missing": "personal"}
    await wallet.security.set_password(owner, PASSWORD)
    await wallet.passwords.prove(owner.id, PASSWORD)
    with pytest.raises(PasswordWrong):
        await wallet.passwords.prove(owner.id, PASSWORD.upper())
    assert await factories.facts_told(database, owner.id) == ["password-changed"]


async def test_both_pins_differ_and_the_duress_pin_is_told_to_nobody(wallet: Wallet, database: Database) -> None:
    owner = await wallet.customers.register(factories.registration(birthday=date(1990, 5, 20)))
    security = wallet.security
    await prove_pin_if_asked(wallet, owner, "pin", "duress")
    for choose in (security.change_pin, security.set_duress_pin):
        with pytest.raises(PinTooSimple):
            await choose(owner, "900520")
    with pytest.raises(DuressPinSame):
        await security.set_duress_pin(owner, PIN)
    await security.set_duress_pin(owner, DURESS_PIN)
    with pytest.raises(DuressPinSame):
        await security.change_pin(owner, DURESS_PIN)
    await security.change_pin(owner, NEW_PIN)
    assert await wallet.pins.prove(owner.id, NEW_PIN) is PinProof.REAL
    assert await wallet.pins.prove(owner.id, DURESS_PIN) is PinProof.DURESS
    with pytest.raises(PinWrong):
        await wallet.pins.prove(owner.id, PIN)
    assert (await security.overview(owner.id)).duress_set
    await security.prove_pin(owner, "duress", NEW_PIN)
    await security.set_duress_pin(owner, None)
    assert not (await security.overview(owner.id)).duress_set
    assert await factories.facts_told(database, owner.id) == ["pin-changed"]
    seen = await security.activity(owner.id, None, 50)
    assert [event.kind for event in seen] == [trail.PIN_CHANGED, trail.REGISTERED]
    assert seen[0].actor == Actor(trail.CUSTOMER, owner.telegram_user_id)


async def test_the_duress_pin_opens_the_session_and_freezes_the_wallet(
    wallet: Wallet, database: Database, payer: Customer
) -> None:
    await prove_pin_if_asked(wallet, payer, "duress")
    await wallet.security.set_duress_pin(payer, DURESS_PIN)
    await wallet.security.lock(payer)
    assert await wallet.security.open_session(payer, DURESS_PIN) is PinProof.DURESS
    assert not await wallet.security.is_locked(payer.id)
    assert await status_of(database, payer) == ("frozen", "duress")
    assert await factories.facts_told(database, payer.id) == []


async def test_a_session_locks_when_idle_or_asked_to_and_the_pin_opens_it(
    wallet: Wallet, database: Database, payer: Customer, clock: ManualClock
) -> None:
    security = wallet.security
    for _ in range(3):
        clock.advance(timedelta(minutes=14, seconds=59))
        assert not await security.is_locked(payer.id)
    clock.advance(timedelta(minutes=15))
    assert await security.is_locked(payer.id)
    with pytest.raises(PinWrong):
        await security.open_session(payer, factories.WRONG_PIN)
    assert await security.is_locked(payer.id)
    await security.open_session(payer, PIN)
    assert not await security.is_locked(payer.id)
    await security.lock(payer)
    await security.lock(payer)
    assert await security.is_locked(payer.id)
    kinds = [event.kind for event in await security.activity(payer.id, None, 50)]
    assert kinds == [trail.SESSION_LOCKED, trail.SESSION_OPENED, trail.REGISTERED]


async def test_a_look_is_written_down_ten_times_in_an_idle_time_at_most(
    wallet: Wallet, database: Database, payer: Customer, clock: ManualClock
) -> None:
    async def seen_at() -> object:
        return await database.read(lambda connection: connection.execute(select(security_settings.c.seen_at)).scalar())

    first = await seen_at()
    clock.advance(timedelta(seconds=89))
    assert not await wallet.security.is_locked(payer.id)
    assert await seen_at() == first
    clock.advance(timedelta(seconds=1))
    assert not await wallet.security.is_locked(payer.id)
    assert await seen_at() == clock.now()


async def test_who_has_no_settings_yet_is_locked_and_gets_them_with_the_first_choice(
    wallet: Wallet, database: Database, payer: Customer
) -> None:
    await database.write(lambda work: work.connection.execute(security_settings.delete()) and None)
    assert await wallet.security.is_locked(payer.id)
    await prove_pin_if_asked(wallet, payer, "settings")
    await wallet.security.set_step_up(payer, factories.money(50_00))
    assert await wallet.security.is_locked(payer.id)
    await prove_pin_if_asked(wallet, payer, "settings")
    await wallet.security.set_idle_lock(payer, 3600)
    with pytest.raises(ValueError, match="seconds"):
        await wallet.security.set_idle_lock(payer, 1)
    overview = await wallet.security.overview(payer.id)
    assert (overview.idle_lock_seconds, overview.step_up) == (3600, factories.money(50_00))
    assert await factories.facts_told(database, payer.id) == ["settings-changed"] * 2


@pytest.mark.parametrize("text", ["ab", "x" * 41, "blue\u202ekettle", "   a   "])
async def test_a_phrase_is_readable_and_of_fair_length(text: str, wallet: Wallet, payer: Customer) -> None:
    with pytest.raises(PhraseInvalid) as refusal:
        await wallet.security.set_phrase(payer, text)
    assert refusal.value.fields == {"length_min": 3, "length_max": 40}


async def test_the_phrase_is_sealed_and_shown_to_its_owner(wallet: Wallet, database: Database, payer: Customer) -> None:
    await prove_pin_if_asked(wallet, payer, "phrase")
    await wallet.security.set_phrase(payer, "  蓝色的  水壶 ")
    assert (await wallet.customers.get(payer.id)).phrase == "蓝色的 水壶"
    kept = select(customers.c.phrase_sealed).where(customers.c.id == payer.id)
    sealed = await database.read(lambda connection: connection.execute(kept).scalar_one())
    assert "水壶" not in sealed
    await prove_pin_if_asked(wallet, payer, "phrase")
    await wallet.security.set_phrase(payer, None)
    assert (await wallet.customers.get(payer.id)).phrase is None


async def test_unfreezing_takes_both_factors_and_never_undoes_the_desk(
    wallet: Wallet, database: Database, payer: Customer, clock: ManualClock
) -> None:
    async def freeze(cause: str) -> None:
        await database.write(lambda work: freezing.freeze(work, payer.id, cause, trail.BY_SYSTEM))

    security = wallet.security
    await freeze(freezing.BY_CUSTOMER)
    with pytest.raises(StepUpNeeded) as refusal:
        await security.unfreeze_own(payer)
    assert refusal.value.fields == {"factor": "second"}
    await factories.give_password(wallet, payer)
    await security.prove_password(payer.id, "totp", PASSWORD)
    _, codes = await factories.switch_totp_on(wallet, payer, clock)
    await security.prove_password(payer.id, "unfreeze", PASSWORD)
    await security.prove_second(payer.id, "unfreeze", codes[2])
    with pytest.raises(StepUpNeeded):
        await security.unfreeze_own(payer)  # both came after the freeze: they may be a thief's
    await database.write(lambda work: freezing.unfreeze(work, payer.id, trail.BY_SYSTEM))
    clock.advance(timedelta(minutes=10))
    await freeze(freezing.BY_CUSTOMER)
    await security.prove_password(payer.id, "unfreeze", PASSWORD)
    with pytest.raises(StepUpNeeded):
        await security.unfreeze_own(payer)
    await security.prove_second(payer.id, "unfreeze", codes[0])
    await security.unfreeze_own(payer)
    assert await status_of(database, payer) == ("active", None)

    await security.prove_password(payer.id, "unfreeze", PASSWORD)
    await security.prove_second(payer.id, "unfreeze", codes[1])
    with pytest.raises(NotFrozen):
        await security.unfreeze_own(payer)
    await freeze(freezing.BY_DESK)
    with pytest.raises(CustomerNotActive):
        await security.unfreeze_own(payer)
    assert await status_of(database, payer) == ("frozen", "desk")


async def test_the_score_rises_with_every_step_that_was_advised(
    wallet: Wallet, database: Database, payer: Customer, clock: ManualClock
) -> None:
    security = wallet.security

    async def score() -> tuple[int, tuple[str, ...]]:
        found = await security.overview(payer.id)
        return found.score, found.advice

    def verify(work: UnitOfWork) -> None:
        work.connection.execute(customers.update().where(customers.c.id == payer.id).values(identity_level=1))

    assert await score() == (0, ("password", "totp", "phrase", "identity"))
    await factories.give_password(wallet, payer)
    assert await score() == (40, ("totp", "phrase", "identity"))
    await security.prove_password(payer.id, "totp", PASSWORD)
    _, codes = await factories.switch_totp_on(wallet, payer, clock)
    await security.prove_password(payer.id, "phrase", PASSWORD)
    await security.set_phrase(payer, "blue kettle")
    await database.write(verify)
    assert await score() == (100, ())
    for number in range(8):
        await security.prove_second(payer.id, f"pay:{number}", codes[number])
    assert await score() == (90, ("recovery",))
