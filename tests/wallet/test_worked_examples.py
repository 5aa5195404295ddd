"""docs/ledger.md shows what the ledger really books, the same on both databases."""

from __future__ import annotations

from tests.wallet import worked_examples
from tests.wallet.worked_examples import BEGIN, DOCUMENT, END, with_examples
from wallet import ledger
from wallet.database import Database
from wallet.ledger.audit import audit
from wallet.security.vault import Vault


async def test_the_examples_in_the_document_are_what_the_ledger_books(database: Database, vault: Vault) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    told = await worked_examples.tell(database, vault)
    assert document == with_examples(document, told), "not current: run python -m tests.wallet.worked_examples"


async def test_the_books_of_the_examples_are_right(database: Database, vault: Vault) -> None:
    await worked_examples.tell(database, vault)
    await database.write(ledger.seal)
    report = await database.read(audit)
    assert (report.counts["operations"], report.faults) == (11, ())
    lines = await database.read(ledger.trial_balance)
    for code in ("CNY", "USD"):
        assert sum(line.minor for line in lines if line.currency == code) == 0


def test_examples_replace_all_between_the_marks_and_nothing_else() -> None:
    document = f"before\n\n{BEGIN}\nold\n{END}\n\nafter\n"
    assert with_examples(document, "new") == f"before\n\n{BEGIN}\n\nnew\n\n{END}\n\nafter\n"
    assert with_examples(with_examples(document, "new"), "new") == with_examples(document, "new")


def test_the_document_has_each_mark_once() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert (document.count(BEGIN), document.count(END)) == (1, 1)
    assert document.index(BEGIN) < document.index(END)
