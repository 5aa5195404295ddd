"""The operator's commands. Heavy imports stay inside the command that needs them."""

from __future__ import annotations

import asyncio
import errno
import signal
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.logs import configure_logs
from bot.migrate import SchemaNewer
from bot.settings import Settings, SettingsInvalid, load_settings

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 picks a free one.")]
BenchDatabase = Annotated[str, typer.Option(help="sqlite or postgresql")]
BenchServer = Annotated[str, typer.Option(help="postgresql://… where a database may be created; ours when empty.")]


def _settings(**overrides: object) -> Settings:
    """The settings, or one clear line and exit code 2."""
    try:
        settings = load_settings(**overrides)
        settings.vault_keys()
    except SettingsInvalid as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    configure_logs(settings.log_level)
    return settings


def _run(main: Callable[[asyncio.Event], Coroutine[Any, Any, int]]) -> None:
    """Run until done, or until SIGINT or SIGTERM sets the event; exit with what `main` returns."""

    async def with_signals() -> int:
        stopping, loop = asyncio.Event(), asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, stopping.set)
        return await main(stopping)

    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            code = runner.run(with_signals())
    except* (SettingsInvalid, SchemaNewer) as group:
        typer.echo(str(_first(group)), err=True)
        code = 2
    except* OSError as group:
        error = _first(group)
        if not isinstance(error, OSError) or error.errno != errno.EADDRINUSE:
            raise
        typer.echo("the port is taken: choose another one with --port (make demo PORT=…)", err=True)
        code = 2
    raise typer.Exit(code)


def _first(error: BaseException) -> BaseException:
    """The first error inside a group of groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """uvloop where it exists: about a third more posts a second on PostgreSQL."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


@app.command()
def demo(port: Port = 8080, data_dir: Path = Path("data/demo")) -> None:
    """Two phones and a support desk in one browser page, with real bots behind them."""
    from bot.demo import run_demo

    settings = _settings(data_dir=data_dir, database_url="")
    _run(lambda stopping: run_demo(settings, port, stopping))


@app.command()
def sandbox(port: Port = 8081) -> None:
    """The local Telegram alone, empty, for any bot in any framework."""
    from bot.demo import run_sandbox

    configure_logs("INFO")
    _run(lambda stopping: run_sandbox(port, stopping))


@app.command()
def run() -> None:
    """Both bots with the tokens from the environment or `.env`."""
    settings = _settings()

    async def main(stopping: asyncio.Event) -> int:
        from bot.application import running

        async with running(settings):
            await stopping.wait()
        return 0

    _run(main)


@app.command()
def migrate() -> None:
    """Bring the database to the newest form."""
    settings = _settings()

    async def main(_stopping: asyncio.Event) -> int:
        from bot.migrate import migrate as migrate_database
        from bot.schedule import seal_all

        settings.data_dir.mkdir(parents=True, exist_ok=True)
        await migrate_database(settings.database_address)
        await seal_all(settings.database_address)
        typer.echo("the database is up to date")
        return 0

    _run(main)


@app.command()
def check(
    seal: Annotated[str, typer.Option(help="A seal that an earlier check printed: it must still be there.")] = "",
    trail_seal: Annotated[str, typer.Option(help="The same for a seal of the audit trail.")] = "",
) -> None:
    """Prove the books and the audit trail: exit 0 with counts when they are right, else list each fault and exit 1."""
    settings = _settings()

    async def main(_stopping: asyncio.Event) -> int:
        from bot.check import run_check

        return await run_check(settings.database_address, typer.echo, seal, trail_seal)

    _run(main)


keys = typer.Typer(no_args_is_help=True, help="The keys that personal data is sealed with (WALLET_KEYS).")
app.add_typer(keys, name="keys")


@keys.command("rotate")
def rotate_keys() -> None:
    """Seal everything anew with the first key. Start the bots with it first; safe to run again at any time."""
    settings = _settings()

    async def main(_stopping: asyncio.Event) -> int:
        from bot.keys import run_rotate

        return await run_rotate(settings, typer.echo)

    _run(main)


@keys.command("status")
def show_keys() -> None:
    """How many values each key seals, by column."""
    settings = _settings()

    async def main(_stopping: asyncio.Event) -> int:
        from bot.keys import run_status

        return await run_status(settings, typer.echo)

    _run(main)


benchmarks = typer.Typer(no_args_is_help=True, help="Measure on this machine; figures are printed as JSON.")
app.add_typer(benchmarks, name="bench")


@benchmarks.command()
def buttons(presses: Annotated[int, typer.Option(min=100, max=100_000)] = 300) -> None:
    """How fast a button is answered, and how much memory the demo takes."""
    from bot.benchmarks.buttons import bench_buttons

    configure_logs("ERROR")
    _run(lambda _stopping: bench_buttons(presses, typer.echo))


@benchmarks.command("pins")
def bench_pins_command(presses: Annotated[int, typer.Option(min=100, max=100_000)] = 300) -> None:
    """How fast a button is answered while 20 others enter their PIN, beside the same without them."""
    from bot.benchmarks.pins import bench_pins

    configure_logs("ERROR")
    _run(lambda _stopping: bench_pins(presses, typer.echo))


@benchmarks.command("ledger")
def bench_ledger_command(
    database: BenchDatabase = "sqlite",
    seconds: Annotated[int, typer.Option(min=10, max=3600, help="Bounds the whole run.")] = 60,
    server: BenchServer = "",
    json: Annotated[bool, typer.Option("--json", help="One line of JSON; it is the only form.")] = True,
) -> None:
    """Posts a second beside hand-written SQL, on the same database, in turns."""
    from bot.benchmarks.ledger import bench_ledger

    configure_logs("ERROR")
    _run(lambda _stopping: bench_ledger(_place(database, server), seconds, typer.echo))


def _place(database: str, server: str) -> AbstractAsyncContextManager[str]:
    """A new database to measure on, or one clear line and exit code 2."""
    from bot.benchmarks.people import postgresql_place, sqlite_place

    if database not in {"sqlite", "postgresql"}:
        typer.echo("--database is sqlite or postgresql", err=True)
        raise typer.Exit(2)
    return sqlite_place() if database == "sqlite" else postgresql_place(server)


@benchmarks.command()
def memory(
    database: BenchDatabase = "sqlite",
    posts: Annotated[int, typer.Option(min=1000, max=100_000_000)] = 1_000_000,
    server: BenchServer = "",
) -> None:
    """The peak of memory as posts go by. Takes minutes."""
    from bot.benchmarks.memory import bench_memory

    configure_logs("ERROR")
    _run(lambda _stopping: bench_memory(_place(database, server), posts, typer.echo))


@benchmarks.command("budgets")
def bench_budgets_command(
    database: BenchDatabase = "sqlite",
    records: Annotated[int, typer.Option(min=1_000, max=1_000_000)] = 100_000,
    server: BenchServer = "",
) -> None:
    """How long the figures of all budgets take with many records, beside a full count of them."""
    from bot.benchmarks.budgets import bench_budgets

    configure_logs("ERROR")
    _run(lambda _stopping: bench_budgets(_place(database, server), records, typer.echo))


@benchmarks.command("statements")
def bench_statements_command(
    database: BenchDatabase = "sqlite",
    lines: Annotated[int, typer.Option(min=1_000, max=300_000)] = 100_000,
    server: BenchServer = "",
) -> None:
    """How long a long statement takes as CSV, XLSX and PDF, and how much memory."""
    from bot.benchmarks.statements import bench_statements

    configure_logs("ERROR")
    _run(lambda _stopping: bench_statements(_place(database, server), lines, typer.echo))


@benchmarks.command("charts")
def bench_charts_command(
    database: BenchDatabase = "sqlite",
    lines: Annotated[int, typer.Option(min=1_000, max=300_000)] = 100_000,
    server: BenchServer = "",
) -> None:
    """How long figures and pictures of a long history take, and how much memory."""
    from bot.benchmarks.charts import bench_charts

    configure_logs("ERROR")
    _run(lambda _stopping: bench_charts(_place(database, server), lines, typer.echo))


@benchmarks.command()
def growth(
    database: BenchDatabase = "sqlite",
    entries: Annotated[int, typer.Option(min=20_000, max=100_000_000)] = 10_000_000,
    server: BenchServer = "",
) -> None:
    """Posts a second on small books and on long ones, in turns. Takes minutes and a few GiB."""
    from bot.benchmarks.growth import bench_growth

    configure_logs("ERROR")
    small, long = _place(database, server), _place(database, server)
    _run(lambda _stopping: bench_growth(small, long, entries, typer.echo))
