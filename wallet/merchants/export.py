"""Sales as a file for spreadsheets: CSV in UTF-8, in which no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import tzinfo

from wallet.merchants.sales import Sale

COLUMNS = ("time", "reference", "amount", "currency", "refunded", "payer", "invoice", "note")
FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet compute a cell (OWASP, "CSV Injection"), the wide forms of East Asian keyboards included."""


def to_csv(sales: Sequence[Sale], headings: Sequence[str], closed_wallet: str, zone: tzinfo) -> bytes:
    """One line a sale below the headings of `COLUMNS`. Times are ISO 8601 in `zone`; amounts have a point.

    `closed_wallet` stands for a payer whose name was erased. The mark at the beginning tells spreadsheets that it is
    UTF-8.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(map(harmless, headings))
    for sale in sales:
        cells = (
            sale.created_at.astimezone(zone).isoformat(sep=" ", timespec="seconds"),
            sale.reference,
            sale.amount.digits(),
            sale.amount.currency.code,
            sale.refunded.digits(),
            sale.payer or closed_wallet,
            "" if sale.invoice is None else str(sale.invoice),
            sale.note,
        )
        writer.writerow(map(harmless, cells))
    return written.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that begins as a formula does gets a leading apostrophe, and is shown as it was written."""
    return f"'{cell}" if cell.startswith(FORMULA_BEGINNINGS) else cell
