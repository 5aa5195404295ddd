"""Remittances: the customer's side. Quotes, what paying them does, what is on its way, and calling it back in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from wallet.customers import queries
from wallet.database import Database, UnitOfWork
from wallet.errors import OperationNotFound, RecipientNotFound, RemittanceNotFound, RemittanceNotInState
from wallet.exchange.book import RateBook
from wallet.ledger.models import operations
from wallet.limits.service import Limits
from wallet.money import Money, currency
from wallet.payments import duress
from wallet.payments.plans import Plan, fee_leg
from wallet.payments.quotes import NewQuote, Quote, Quotes, available_money, require_funds
from wallet.remittance import records, states
from wallet.remittance.corridors import CORRIDORS, PURPOSES, Corridor, arrives_at
from wallet.remittance.figures import PAYS, Figures, Preview, figures_of, legs_of, rate_details
from wallet.remittance.models import CANCELLED, CONVERTING, WAITING, remittances
from wallet.remittance.payouts import Payouts
from wallet.remittance.recipients import Recipient, Recipients, mark_used
from wallet.remittance.records import Remittance, Step, account_place, name_place
from wallet.security.vault import Vault

REMITTANCE = "remittance"
VALID_FOR = timedelta(minutes=10)
LISTED_MAX = 8
DEFAULT_SPREAD_BPS = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """How much of which money for which country.

    `fixed` tells which amount is named: PAYS, then `amount` is in the currency that the customer gives; or GETS, then
    it is in the country's. `source` is the code of the currency that the customer gives.
    """

    country: str
    source: str
    amount: Money
    fixed: str = PAYS


class Remittances:
    """Quotes of kind `remittance`, and their settlement. Everything is looked up with its owner."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        quotes: Quotes,
        limits: Limits,
        rates: RateBook,
        payouts: Payouts,
        spread_bps: int = DEFAULT_SPREAD_BPS,
    ) -> None:
        """`spread_bps`: how far the customer's rate is below the middle, in hundredths of a percent."""
        self._database, self._vault, self._quotes, self._limits = database, vault, quotes, limits
        self._rates, self._payouts, self._spread_bps = rates, payouts, spread_bps
        self.recipients = Recipients(database, vault)

    async def preview(self, customer_id: int, wish: Wish, method_code: str) -> Preview:
        """The figures of now; stores nothing.

        Raises `RatesUnavailable`, `AmountTooSmall`, `AmountTooLarge`, `InsufficientFunds`, `LimitReached`.
        """
        figures = await self._figures(wish)
        corridor = CORRIDORS[wish.country]
        arrives = arrives_at(self._database.now(), corridor, corridor.method(method_code))

        def look(connection: Connection) -> Preview:
            preview = Preview(figures, self._fee(connection, customer_id, figures.pays), arrives)
            leaves = preview.leaves
            require_funds(available_money(connection, customer_id, leaves.currency.code), leaves)
            value_minor = self._limits.value(leaves)
            self._limits.look(connection, self._database.now(), customer_id, value_minor, leaves.currency)
            return preview

        return await self._database.read(look)

    async def quote(self, customer_id: int, wish: Wish, recipient_id: int, purpose: str) -> Quote:
        """A stored quote whose rate holds for ten minutes.

        Raises `RecipientNotFound`, `ValueError` for a purpose or a recipient's country that does not fit, and as
        `preview`.
        """
        return await self._quotes.make(await self._new(customer_id, wish, recipient_id, purpose))

    def plan(self, connection: Connection, quote: Quote) -> Plan:
        """The payer's money is exchanged and set aside for paying out; the desk hears of it in the same commit."""
        payer_id, recipient_id = quote.customer_id, _recipient_id(quote)

        def check(connection: Connection) -> None:
            _same(self.recipients.find(connection, payer_id, recipient_id), quote)

        return Plan(
            kind=REMITTANCE,
            reference=quote.reference,
            payer_id=payer_id,
            pays=quote.pays,
            fee=quote.fee,
            legs=(*legs_of(quote), *fee_leg(payer_id, quote.fee)),
            check=check,
            guard=lambda work: self._begin(work, quote),
        )

    async def renewed(self, quote: Quote) -> NewQuote:
        """The same amount, in the currency in which the customer named it, to the same recipient."""
        fixed = str(quote.details["fixed"])
        amount = quote.pays if fixed == PAYS else quote.gets
        wish = Wish(str(quote.details["country"]), quote.pays.currency.code, amount, fixed)
        return await self._new(quote.customer_id, wish, _recipient_id(quote), str(quote.details["purpose"]))

    async def mine(self, customer_id: int) -> Sequence[Remittance]:
        """The customer's newest, at most `LISTED_MAX`."""
        columns = remittances.c
        query = (
            select(remittances).where(columns.customer_id == customer_id).order_by(columns.id.desc()).limit(LISTED_MAX)
        )
        return await self._database.read(
            lambda connection: [records.opened(connection, self._vault, row) for row in connection.execute(query).all()]
        )

    async def get(self, customer_id: int, reference: str) -> Remittance:
        """Raises `RemittanceNotFound`, also for somebody else's."""
        return await self._database.read(lambda connection: self._find(connection, customer_id, reference))

    async def by_id(self, customer_id: int, remittance_id: int) -> Remittance:
        """Raises `RemittanceNotFound`, also for somebody else's."""
        found = await self._database.read(lambda connection: records.by_id(connection, self._vault, remittance_id))
        if found.customer_id != customer_id:
            raise RemittanceNotFound
        return found

    async def cancel(self, customer_id: int, reference: str) -> Remittance:
        """Call it back while nobody works on it: all of the money comes back, the fee too.

        Raises `RemittanceNotFound`, `RemittanceNotInState(status)`. A frozen wallet may: money only comes in.
        """

        def work(unit: UnitOfWork) -> Remittance:
            found = self._find(unit.connection, customer_id, reference)
            if not found.id:
                raise RemittanceNotInState(status=CONVERTING)
            states.move(unit, found.id, CANCELLED, reason=states.BY_CUSTOMER)
            return self._find(unit.connection, customer_id, reference)

        return await self._database.write(work)

    def _find(self, connection: Connection, customer_id: int, reference: str) -> Remittance:
        columns = remittances.c
        query = select(remittances).where(columns.reference == reference, columns.customer_id == customer_id)
        row = connection.execute(query).one_or_none()
        if row is not None:
            return records.opened(connection, self._vault, row)
        forced_at = duress.noted_at(connection, customer_id, reference)
        if forced_at is None:
            raise RemittanceNotFound
        return _pretended(self._quotes.find(connection, customer_id, reference), forced_at)

    async def _figures(self, wish: Wish) -> Figures:
        target = CORRIDORS[wish.country].currency
        live = None if wish.source == target else await self._rates.rate(wish.source, target)
        other = currency(target) if wish.fixed == PAYS else currency(wish.source)
        return figures_of(wish.amount, wish.fixed, other, live, self._spread_bps)

    def _fee(self, connection: Connection, customer_id: int, pays: Money) -> Money:
        level = queries.by_id(connection, self._vault, customer_id).identity_level
        return self._quotes.fees.fee(REMITTANCE, pays, level)

    async def _new(self, customer_id: int, wish: Wish, recipient_id: int, purpose: str) -> NewQuote:
        if purpose not in PURPOSES:
            raise ValueError(f"no such purpose: {purpose}")
        recipient = await self.recipients.get(customer_id, recipient_id)
        if recipient.country != wish.country:
            raise ValueError("the recipient is in another country")
        figures = await self._figures(wish)
        fee = await self._database.read(lambda connection: self._fee(connection, customer_id, figures.pays))
        return NewQuote(
            REMITTANCE,
            customer_id,
            figures.pays,
            fee,
            figures.gets,
            subject_id=recipient.id,
            rate=figures.rate,
            details=self._details(wish, recipient, purpose, figures),
            valid_for=VALID_FOR,
        )

    def _details(self, wish: Wish, recipient: Recipient, purpose: str, figures: Figures) -> dict[str, str | int | None]:
        corridor: Corridor = CORRIDORS[wish.country]
        arrives = arrives_at(self._database.now(), corridor, corridor.method(recipient.method))
        return {
            "country": wish.country,
            "method": recipient.method,
            "shown_name": recipient.masked_name,
            "account": recipient.masked_account,
            "purpose": purpose,
            "fixed": wish.fixed,
            "arrives_at": arrives.isoformat(),
        } | rate_details(figures.live, self._spread_bps)

    def _begin(self, work: UnitOfWork, quote: Quote) -> None:
        """In the transaction of the payment: what the desk pays out is sealed for this remittance alone."""
        recipient = self.recipients.find(work.connection, quote.customer_id, _recipient_id(quote))
        _same(recipient, quote)
        reference = quote.reference
        operation_id = work.connection.execute(
            select(operations.c.id).where(operations.c.reference == reference)
        ).scalar()
        if operation_id is None:
            raise OperationNotFound
        remittance_id: int = work.connection.execute(
            insert(remittances)
            .values(
                reference=reference,
                customer_id=quote.customer_id,
                operation_id=operation_id,
                country=recipient.country,
                method=recipient.method,
                purpose=str(quote.details["purpose"]),
                name_sealed=self._vault.seal(recipient.name, name_place(reference)),
                account_sealed=self._vault.seal(recipient.account, account_place(reference)),
                pays_minor=quote.pays.minor,
                pays_currency=quote.pays.currency.code,
                fee_minor=quote.fee.minor,
                gets_minor=quote.gets.minor,
                gets_currency=quote.gets.currency.code,
                status=WAITING,
                arrives_at=datetime.fromisoformat(str(quote.details["arrives_at"])),
                created_at=work.now,
            )
            .returning(remittances.c.id)
        ).scalar_one()
        states.note(work, remittance_id, WAITING, None, None)
        mark_used(work, recipient.id)
        self._payouts.submit(work, remittance_id)


def _same(recipient: Recipient, quote: Quote) -> None:
    """Whom the card named: the id of somebody forgotten may be given anew. Raises `RecipientNotFound`."""
    shown = quote.details
    named = (shown["country"], shown["method"], shown["shown_name"], shown["account"])
    if (recipient.country, recipient.method, recipient.masked_name, recipient.masked_account) != named:
        raise RecipientNotFound


def _recipient_id(quote: Quote) -> int:
    if quote.subject_id is None:
        raise ValueError("a remittance has a recipient")
    return quote.subject_id


def _pretended(quote: Quote, at: datetime) -> Remittance:
    """What a forced payment is shown as, which nobody but the desk can tell from a real one. Its id is 0."""
    return Remittance(
        id=0,
        reference=quote.reference,
        customer_id=quote.customer_id,
        country=str(quote.details["country"]),
        method=str(quote.details["method"]),
        purpose=str(quote.details["purpose"]),
        recipient=str(quote.details["shown_name"]),
        account=str(quote.details["account"]),
        pays=quote.pays,
        fee=quote.fee,
        gets=quote.gets,
        status=WAITING,
        reason=None,
        agent_name=None,
        return_asked_by=None,
        return_asked_name=None,
        card_message_id=None,
        shown_message_id=None,
        arrives_at=datetime.fromisoformat(str(quote.details["arrives_at"])),
        created_at=at,
        steps=(Step(WAITING, at),),
    )
