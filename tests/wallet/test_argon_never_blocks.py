"""Twenty PINs are checked at once, and the bot goes on with everybody else meanwhile."""

from __future__ import annotations

import asyncio
import time

from tests.factories import PIN, WRONG_PIN, Wallet, registration
from wallet.customers.queries import Customer
from wallet.security.argon import Hasher
from wallet.security.pins import PinProof

AT_ONCE = 20
PATIENCE_SECONDS = 2.0
"""No measure, only far from the time that twenty hashes take one after the other on a slow machine."""


async def test_twenty_pins_are_checked_while_another_customer_looks_at_their_money(
    wallet: Wallet, payer: Customer
) -> None:
    people = [await wallet.customers.register(registration(name="Ann Lee")) for _ in range(AT_ONCE)]
    checks = [asyncio.create_task(wallet.pins.prove(one.id, PIN)) for one in people]
    looked = []
    while not all(check.done() for check in checks):
        began = time.monotonic()
        await wallet.payments.balances(payer.id)
        looked.append(time.monotonic() - began)
        await asyncio.sleep(0)
    assert await asyncio.gather(*checks) == [PinProof.REAL] * AT_ONCE
    assert len(looked) >= AT_ONCE * 4, "the others had to wait for the hashes"
    assert max(looked) < PATIENCE_SECONDS


async def test_the_loop_turns_between_the_beginning_and_the_end_of_one_hash() -> None:
    turns = 0

    async def heartbeat() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    hasher, beating = Hasher(b"p" * 32), asyncio.create_task(heartbeat())
    try:
        await asyncio.sleep(0)
        before = turns
        secret_hash = await hasher.hash(PIN)
        between = turns
        assert not await hasher.matches(secret_hash, WRONG_PIN)
    finally:
        beating.cancel()
        hasher.close()
    assert between - before > AT_ONCE
    assert turns - between > AT_ONCE
