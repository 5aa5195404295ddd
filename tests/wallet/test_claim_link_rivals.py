"""Many hands on one claim link: one wins, everybody else gets a clear answer, and the books are right."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable

import pytest

from bot.check import run_check
from tests.conftest import ManualClock
from tests.factories import fund
from tests.wallet.claim_link_tools import Desk, crowd, desk, token_of
from wallet.claim_links.claims import TRIES_MAX
from wallet.claim_links.links import OPEN_FOR
from wallet.claim_links.returning import return_due
from wallet.clock import MICROSECOND
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.errors import ClaimLinkLocked, ClaimPasswordWrong, WalletError
from wallet.security.vault import Vault

RIVALS = 1_000
ROUNDS = 20

__all__ = ["desk"]


async def outcome(act: Awaitable[object]) -> str:
    """`done`, or the refusal with its status."""
    try:
        return "done" if await act else "nothing"
    except WalletError as error:
        return f"{error.code} {error.fields.get('status', '')}".strip()


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_of_a_thousand_claims_at_once_one_wins(
    desk: Desk, database: Database, database_url: str, vault: Vault, payer: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    link = await desk.make(payer)
    token, readers = token_of(link), await crowd(database, vault, RIVALS)
    began = time.monotonic()
    met = Counter(await asyncio.gather(*(outcome(desk.claims.take(reader, token)) for reader in readers)))
    print(f"{database.dialect}: {RIVALS} claims in {time.monotonic() - began:.1f} s")  # noqa: T201 - shown by -s
    assert met == {"done": 1, "claim-link-closed claimed": RIVALS - 1}
    closed = await desk.links.get(payer.id, link.id)
    assert closed.taker is not None
    assert await desk.money(closed.taker) == (30_00, 30_00)
    assert await desk.money(payer) == (70_00, 70_00)
    assert await desk.faults() == ()
    assert await run_check(database_url, print) == 0


@pytest.mark.slow
async def test_a_claim_against_a_cancel(desk: Desk, database: Database, payer: Customer, payee: Customer) -> None:
    await fund(database, payer.id, 10_000_00)
    seen: Counter[tuple[str, ...]] = Counter()
    taken = 0
    for number in range(ROUNDS):
        link = await desk.make(payer, 1_00)
        acts = [outcome(desk.claims.take(payee.id, token_of(link))), outcome(desk.links.cancel(payer.id, link.id))]
        if number % 2:
            acts.reverse()
        met = await asyncio.gather(*acts)
        claimed, cancelled = met[::-1] if number % 2 else met
        assert (claimed, cancelled) in {
            ("done", "claim-link-closed claimed"),
            ("claim-link-closed cancelled", "done"),
        }
        seen[claimed, cancelled] += 1
        taken += claimed == "done"
        assert await desk.money(payer) == (10_000_00 - 1_00 * taken,) * 2
    assert await desk.money(payee) == (1_00 * taken,) * 2
    assert len(seen) == 2
    assert await desk.faults() == ()


@pytest.mark.slow
async def test_a_claim_against_the_return(
    desk: Desk, database: Database, payer: Customer, payee: Customer, clock: ManualClock
) -> None:
    """At the last moment the claim is begun; while it runs the time is over, and the job comes twice."""
    await fund(database, payer.id, 10_000_00)
    taken = 0
    for _ in range(ROUNDS):
        link = await desk.make(payer, 1_00)
        clock.advance(OPEN_FOR - MICROSECOND)
        claim = asyncio.create_task(outcome(desk.claims.take(payee.id, token_of(link))))
        await asyncio.sleep(0)
        clock.advance(MICROSECOND)
        returned = await asyncio.gather(*(database.write(return_due) for _ in range(2)))
        claimed = await claim
        assert (claimed, sum(returned)) in {("done", 0), ("claim-link-closed returned", 1)}
        taken += claimed == "done"
        assert await desk.money(payer) == (10_000_00 - 1_00 * taken,) * 2
    assert await desk.money(payee) == (1_00 * taken,) * 2
    assert await desk.faults() == ()


@pytest.mark.slow
async def test_guesses_at_once_do_not_slip_under_the_limit(
    desk: Desk, database: Database, vault: Vault, payer: Customer
) -> None:
    await fund(database, payer.id, 100_00)
    token = token_of(await desk.make(payer, password="olive-boat"))
    readers = await crowd(database, vault, 40)
    met: Counter[str] = Counter()

    async def guess(reader: int) -> None:
        try:
            await desk.claims.prove(reader, token, "wrong")
        except (ClaimPasswordWrong, ClaimLinkLocked) as error:
            met[error.code] += 1

    await asyncio.gather(*(guess(reader) for reader in readers))
    assert met == {"claim-password-wrong": TRIES_MAX - 1, "claim-link-locked": len(readers) - TRIES_MAX + 1}
