"""The examples of docs/ledger.md: accounting stories that the real ledger books, drawn as T-accounts.

`python -m tests.wallet.worked_examples` writes them into the document; a test fails while it is not current.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import fill

from sqlalchemy import or_, select

from bot.migrate import migrate
from tests import factories
from tests.conftest import VAULT_KEY
from wallet import ledger
from wallet.clock import MICROSECOND
from wallet.database import Database, UnitOfWork
from wallet.ledger import AccountKind, NewHold, NewOperation, NewTransfer, Posted
from wallet.ledger.models import transfers
from wallet.ledger.reversals import reversible
from wallet.ledger.statements import Statement
from wallet.money import CURRENCIES, Money, convert, total
from wallet.security.vault import Vault

DOCUMENT = Path(__file__).parents[2] / "docs" / "ledger.md"
BEGIN, END = "<!-- examples:begin -->", "<!-- examples:end -->"
WIDTH, FIGURE_WIDTH, TEXT_WIDTH = 32, 10, 118
START = datetime(2025, 3, 1, 9, 0, tzinfo=UTC)
CNY, USD = CURRENCIES["CNY"], CURRENCIES["USD"]


@dataclass(frozen=True, slots=True)
class Account:
    """An account under the name that the stories use."""

    name: str
    id: int
    currency: str


class Teller:
    """Tells stories one after the other in the same books; an hour passes before each step."""

    def __init__(self, work: UnitOfWork, wang_id: int, ann_id: int) -> None:
        self.connection, self.now, self.drawn_at = work.connection, START, START
        self.customers = {"Wang": wang_id, "Ann": ann_id}
        self.parts: list[str] = []

    def work(self, span: timedelta = timedelta(hours=1)) -> UnitOfWork:
        """The next step's unit of work."""
        self.now += span
        return UnitOfWork(self.connection, self.now)

    def of(self, name: str, code: str = "CNY") -> Account:
        """An account by the name of its customer or of its kind; opened at its first use."""
        work = UnitOfWork(self.connection, self.now)
        if name in self.customers:
            return Account(name, ledger.customer_account(work, self.customers[name], code), code)
        kind = AccountKind(name.replace(" ", "_"))
        return Account(name, ledger.system_account(work, kind, code, self.customers["Wang"]), code)

    def post(self, reference: str, *items: NewTransfer) -> Posted:
        """Book transfers as one operation."""
        return ledger.post(self.work(), NewOperation(reference.partition("-")[0], reference, items))

    def title(self, text: str) -> None:
        """Begin a story."""
        self.parts.append(f"### {text}")

    def say(self, text: str) -> None:
        """A paragraph."""
        self.parts.append(fill(text, TEXT_WIDTH))

    def draw(self, *accounts: Account) -> None:
        """Each account since the last drawing."""
        drawn = [self._t_account(account) for account in accounts]
        self.parts.append("```text\n" + "\n\n".join(drawn) + "\n```")
        self.drawn_at = self.now

    def _t_account(self, account: Account) -> str:
        since, until = self.drawn_at + MICROSECOND, self.now + MICROSECOND
        page = ledger.statement(self.connection, account.id, since, until)
        return t_account(f"{account.name}, {account.currency}", page, self._labels(account, page), self._held(account))

    def _labels(self, account: Account, page: Statement) -> list[str]:
        """For each line the operation's reference, and the purpose of its transfer unless it is the main one."""
        labels = []
        for operation_id, reference in dict.fromkeys((line.operation_id, line.reference) for line in page.lines):
            purposes = self.connection.execute(
                select(transfers.c.purpose)
                .where(
                    transfers.c.operation_id == operation_id,
                    or_(transfers.c.debit_account_id == account.id, transfers.c.credit_account_id == account.id),
                )
                .order_by(transfers.c.position)
            ).scalars()
            labels += [reference if purpose == "amount" else f"{reference} {purpose}" for purpose in purposes]
        return labels

    def _held(self, account: Account) -> Money:
        none = Money(0, CURRENCIES[account.currency])
        if account.name not in self.customers:
            return none
        balances = ledger.balances(self.connection, self.customers[account.name])
        return total(
            [one.total - one.available for one in balances if one.total.currency == none.currency], none.currency
        )


def t_account(title: str, page: Statement, labels: list[str], held: Money) -> str:
    """Debits left, credits right, the balances above and below on the side that outweighs."""
    rows = [_row("balance", page.opening)]
    rows += [_row(label, line.change) for label, line in zip(labels, page.lines, strict=True)]
    below = [_row("balance", page.closing)]
    if held:
        below += [_row("  held", held), _row("  available", page.closing - held)]
    rule = "-" * WIDTH + "-+-" + "-" * WIDTH
    head = [f"{title:^{2 * WIDTH + 3}}", f"{'debit':^{WIDTH}} | {'credit':^{WIDTH}}"]
    return "\n".join(line.rstrip() for line in [*head, rule, *rows, rule, *below])


def _row(label: str, amount: Money) -> str:
    size = amount if amount.minor >= 0 else -amount
    cell = f"{label:<{WIDTH - FIGURE_WIDTH}}{size.digits():>{FIGURE_WIDTH}}"
    return f"{cell} |" if amount.minor < 0 else f"{'':<{WIDTH}} | {cell}"


def money_comes_in(teller: Teller) -> None:
    clearing, wang = teller.of("clearing"), teller.of("Wang")
    teller.title("Money comes in")
    teller.say(
        "The bank reports 1000.00 CNY for Wang. The clearing account is debited: so much is to be had from the bank. "
        "Wang's is credited: so much is owed to him."
    )
    teller.post("deposit-1", NewTransfer(clearing.id, wang.id, 1000_00, "CNY"))
    teller.draw(clearing, wang)


def payment_and_refund(teller: Teller) -> None:
    wang, ann, fees = teller.of("Wang"), teller.of("Ann"), teller.of("fees")
    teller.title("A payment with a fee, and a refund in part")
    teller.say("Wang pays Ann 120.00 CNY, and the house 0.60. One operation with two transfers: both happen, or none.")
    amount, fee = NewTransfer(wang.id, ann.id, 120_00, "CNY"), NewTransfer(wang.id, fees.id, 60, "CNY", "fee")
    posted = teller.post("payment-1", amount, fee)
    teller.draw(wang, ann, fees)
    given = {0: 30_00, 1: 15}
    ledger.reverse(teller.work(), posted.operation_id, "refund-1", given, kind="refund")
    left = [Money(item.left, CNY) for item in reversible(teller.connection, posted.operation_id)]
    teller.say(
        "Ann gives a quarter back, and the house a quarter of its fee. The refund is an operation of its own that "
        f"names the payment. {left[0].digits()} of the amount and {left[1].digits()} of the fee can still be given "
        "back, and not more."
    )
    teller.draw(wang, ann, fees)


def exchange(teller: Teller) -> None:
    paid = Money(250_00, CNY)
    worth, got = convert(paid, USD, 100, 720), convert(paid, USD, 100, 725)
    spread = convert(paid, USD, 100 * (725 - 720), 720 * 725)
    rest = worth - got - spread
    teller.title("An exchange")
    teller.say(
        f"Wang gives {paid} for dollars. The middle rate is 7.20 CNY for a dollar, the house's rate is 7.25. At the "
        f"middle rate the yuan are worth {worth}, and so much leaves the pool of dollars: {got} for Wang, and the "
        f"spread of {spread} as a fee. All three figures are rounded down, so a remainder can be left, here {rest}, "
        "which goes to the rounding account. Each currency sums to zero by itself."
    )
    pool, dollars = teller.of("exchange", "USD"), teller.of("Wang", "USD")
    fees, rounding = teller.of("fees", "USD"), teller.of("rounding", "USD")
    teller.post(
        "exchange-1",
        NewTransfer(teller.of("Wang").id, teller.of("exchange").id, paid.minor, "CNY"),
        NewTransfer(pool.id, dollars.id, got.minor, "USD"),
        NewTransfer(pool.id, fees.id, spread.minor, "USD", "spread"),
        NewTransfer(pool.id, rounding.id, rest.minor, "USD", "rounding"),
    )
    teller.draw(teller.of("Wang"), teller.of("exchange"), dollars, pool, fees, rounding)


def failed_withdrawal(teller: Teller) -> None:
    wang, clearing = teller.of("Wang"), teller.of("clearing")
    teller.title("A withdrawal that the bank refuses")
    teller.say(
        "Wang wants 200.00 CNY on his bank account; the fee is 1.00. Both are held. A hold moves nothing, so there is "
        "no entry, but what is held can't be spent. The order goes to the bank."
    )
    held = ledger.place_hold(teller.work(), NewHold(wang.id, 201_00, "CNY"), "withdrawal-1", kind="withdrawal")
    teller.draw(wang)
    teller.say("The bank refuses. The hold is released, and as nothing was moved, nothing has to be moved back.")
    ledger.release_hold(teller.work(), held.operation_id, "withdrawal-1-refused")
    teller.draw(wang, clearing)


def withdrawal(teller: Teller) -> None:
    wang, clearing, fees = teller.of("Wang"), teller.of("clearing"), teller.of("fees")
    teller.title("A withdrawal that succeeds, and comes back")
    teller.say("The same once more: 201.00 CNY are held while the bank works.")
    held = ledger.place_hold(teller.work(), NewHold(wang.id, 201_00, "CNY"), "withdrawal-2", kind="withdrawal")
    teller.draw(wang)
    teller.say("The bank has paid. The hold is captured: what was held goes to the clearing account and to the fees.")
    amount, fee = NewTransfer(wang.id, clearing.id, 200_00, "CNY"), NewTransfer(wang.id, fees.id, 1_00, "CNY", "fee")
    paid = ledger.capture_hold(teller.work(), held.operation_id, (amount, fee), "withdrawal-2-paid", kind="withdrawal")
    teller.draw(wang, clearing, fees)
    teller.say("Days later the bank sends the money back: the account was closed. All of the operation is reversed.")
    ledger.reverse(teller.work(timedelta(days=3)), paid.operation_id, "withdrawal-2-back")
    teller.draw(wang, clearing, fees)


def expired_claim_link(teller: Teller) -> None:
    wang = teller.of("Wang")
    teller.title("A claim link that nobody opens")
    teller.say("Wang puts 50.00 CNY behind a link for whoever opens it within a day. The money is held until then.")
    until = teller.now + timedelta(hours=25)
    ledger.place_hold(teller.work(), NewHold(wang.id, 50_00, "CNY", until), "link-1", kind="link")
    teller.draw(wang)
    expired = ledger.expire_holds(teller.work(timedelta(days=1)))
    assert expired == 1
    teller.say("Nobody came. The job that ends holds finds this one due, and Wang can spend the money again.")
    teller.draw(wang)


def all_together(teller: Teller) -> None:
    lines = ledger.trial_balance(teller.connection)
    teller.title("All accounts together")
    teller.say("The trial balance after these stories. Each currency sums to zero.")
    rows = [f"{'currency':<10}{'kind':<14}{'accounts':>8}{'balance':>14}"]
    for code in sorted({line.currency for line in lines}):
        of_currency = [line for line in lines if line.currency == code]
        figures = [Money(line.minor, CURRENCIES[code]) for line in of_currency]
        for line, figure in zip(of_currency, figures, strict=True):
            rows.append(f"{code:<10}{line.kind:<14}{line.accounts:>8}{figure.digits():>14}")
        rows.append(f"{code:<10}{'all':<14}{'':>8}{total(figures, CURRENCIES[code]).digits():>14}")
    teller.parts.append("```text\n" + "\n".join(rows) + "\n```")


STORIES: tuple[Callable[[Teller], None], ...] = (
    *(money_comes_in, payment_and_refund, exchange, failed_withdrawal, withdrawal, expired_claim_link, all_together),
)


async def tell(database: Database, vault: Vault) -> str:
    """All stories, in fresh books, as the document shows them."""
    wang = await factories.customer(database, vault, name="Wang")
    ann = await factories.customer(database, vault, name="Ann")

    def work(unit: UnitOfWork) -> str:
        teller = Teller(unit, wang.id, ann.id)
        for story in STORIES:
            story(teller)
        return "\n\n".join(teller.parts)

    return await database.write(work)


def with_examples(document: str, examples: str) -> str:
    """The document with these examples between its marks."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{examples}\n\n{END}{after}"


async def write_document() -> None:
    """Tell the stories in a database of their own and put them into the document."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/examples.sqlite3"
        await migrate(url)
        database = Database.open(url)
        try:
            examples = await tell(database, Vault({"test": VAULT_KEY}, "test"))
        finally:
            await database.close()
    DOCUMENT.write_text(with_examples(DOCUMENT.read_text(encoding="utf-8"), examples), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(write_document())
