"""What the domain's tests share: the services, and two customers."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests import factories
from tests.factories import Wallet
from tests.wallet.asked import asked
from tests.wallet.recurring_tools import payments
from tests.wallet.waiting_acts import careful, waiting
from wallet.customers.queries import Customer
from wallet.database import Database
from wallet.security.vault import Vault

__all__ = ["asked", "careful", "payments", "waiting"]


@pytest.fixture
async def wallet(database: Database, vault: Vault) -> AsyncIterator[Wallet]:
    """All services over the test's database."""
    async with factories.open_wallet(database, vault) as opened:
        yield opened


@pytest.fixture
async def payer(wallet: Wallet) -> Customer:
    """A customer without money."""
    return await wallet.customers.register(factories.registration(name="王小明", username="xiaoming"))


@pytest.fixture
async def payee(wallet: Wallet) -> Customer:
    """Another customer without money."""
    return await wallet.customers.register(factories.registration(name="Ann Lee", username="ann_lee", language="en"))
