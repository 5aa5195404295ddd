"""A process that only reads pictures: `python -m tests.wallet.qr_reader folder` prints a line of JSON for each file.

Its memory is its own: what made the pictures is elsewhere. The peak is taken anew for each file (`VmHWM`; the figure of
`getrusage` never falls, and begins with the parent's).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from wallet.errors import WalletError
from wallet.qr.reading import read_codes

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def memory_mib(name: str) -> float:
    """A figure of this process in MiB."""
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Read each file of the folder."""
    start = memory_mib("VmRSS")
    for path in sorted(Path(sys.argv[1]).iterdir()):
        data = path.read_bytes()
        CLEAR.write_text("5")
        began, worked = time.perf_counter(), time.thread_time()
        try:
            texts, error = [code.text for code in read_codes(data) if code.is_qr], None
        except WalletError as refusal:
            texts, error = [], refusal.code
        line = {
            "name": path.name,
            "texts": texts,
            "error": error,
            "work_ms": (time.thread_time() - worked) * 1000,
            "wall_ms": (time.perf_counter() - began) * 1000,
            "extra_mib": memory_mib("VmHWM") - start - len(data) / 2**20,
        }
        sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
