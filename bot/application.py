"""The running application: both bots, their inboxes and deliveries, the scheduler; started and stopped cleanly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
import uvicorn

from bot import customer_bot, staff_bot
from bot.container import Container, is_sandbox, make_vault
from bot.conversations import ConversationStorage
from bot.customer_bot import CustomerBot, make_bot
from bot.delivery import Delivery
from bot.inbox import Inbox
from bot.leader import Leader
from bot.migrate import migrate
from bot.poller import Poller
from bot.runner import Runner
from bot.schedule import make_scheduler
from bot.settings import Settings
from bot.staff_bot import StaffBot
from bot.web import set_webhook, webhook_server
from handlers.commands import set_commands
from handlers.notifications import CustomerChannel
from handlers.verify import official_places
from support.staff.application import build_application
from support.staff.delivery import StaffChannel
from wallet import outbox
from wallet.clock import Clock, SystemClock

ALLOWED_UPDATES = {"customer": customer_bot.ALLOWED_UPDATES, "staff": staff_bot.ALLOWED_UPDATES}

log = structlog.get_logger(__name__)


class Application:
    """Owns every running task. `run` returns after `stop`, or raises what broke."""

    def __init__(self, container: Container) -> None:
        settings, database, vault = container.settings, container.database, container.vault
        customer_token, staff_token, staff_chat_id = settings.required_tokens()
        self.container = container
        staff_services = container.staff_services(self._customer_file, self._official_places)
        staff_application = build_application(
            staff_token,
            settings.telegram_api_base,
            staff_chat_id,
            staff_services,
            container.texts,
            settings.staff_language,
        )
        self._staff = StaffBot(staff_application, database)
        self._services = services = container.services(self._staff.file)
        bot = make_bot(customer_token, settings.telegram_api_base)
        self._customer = CustomerBot(bot, database, ConversationStorage(database, vault), services)
        self._runners = {
            "customer": Runner("customer", Inbox(database, vault, "customer"), self._customer.handle),
            "staff": Runner("staff", Inbox(database, vault, "staff"), self._staff.handle),
        }
        self._tokens = {"customer": customer_token, "staff": staff_token}
        api_base = settings.telegram_api_base
        self._pollers = [
            Poller("customer", api_base, customer_token, self._runners["customer"], customer_bot.ALLOWED_UPDATES),
            Poller("staff", api_base, staff_token, self._runners["staff"], staff_bot.ALLOWED_UPDATES),
        ]
        staff_channel = StaffChannel(
            staff_application.bot,
            staff_chat_id,
            staff_services,
            container.texts,
            settings.staff_language,
        )
        self._deliveries = [
            Delivery(database, outbox.CUSTOMER_CHANNEL, CustomerChannel(bot, services)),
            Delivery(database, outbox.DESK_CHANNEL, staff_channel),
        ]
        self._leader = Leader(database, lambda: self._scheduler.resume(), lambda: self._scheduler.pause())
        self._scheduler = make_scheduler(database, container.rate_alerts, container.recurring, self._leader.leads)
        self._stopping = asyncio.Event()
        self.started = asyncio.Event()

    def stop(self) -> None:
        """Begin to stop: no new updates, finish what is in hand."""
        self._stopping.set()

    def rest(self) -> None:
        """Begin no more jobs; everything else goes on."""
        self._scheduler.pause()

    async def run(self) -> None:
        """Run until `stop`."""
        await self._staff.start()
        await set_commands(self._customer.bot, self.container.texts, play_money=self.container.sandbox)
        for runner in self._runners.values():
            await runner.start()
        self._scheduler.start(paused=True)
        self.started.set()
        log.info("started", sandbox=self.container.sandbox, database=self.container.database.dialect)
        try:
            async with asyncio.TaskGroup() as tasks:
                watchers = [tasks.create_task(runner.failed()) for runner in self._runners.values()]
                server = await self._receive(tasks)
                tasks.create_task(self._leader.run())
                for delivery in self._deliveries:
                    tasks.create_task(delivery.run())
                await self._stopping.wait()
                if server is not None:
                    server.should_exit = True
                await self._wind_down()
                for watcher in watchers:
                    watcher.cancel()
        finally:
            self._scheduler.shutdown(wait=False)
            await self._customer.close()
            await self._staff.close()
            log.info("stopped")

    async def _customer_file(self, file_id: str) -> bytes:
        return await self._customer.file(file_id)

    async def _official_places(self) -> frozenset[str]:
        return await official_places(self._services, self._customer.bot)

    async def _receive(self, tasks: asyncio.TaskGroup) -> uvicorn.Server | None:
        """Begin to take updates: by webhook when its address is set, else by long polling."""
        settings, secret = self.container.settings, self.container.settings.webhook_secret
        for name, token in self._tokens.items():
            address = f"{settings.webhook_url}/webhook/{name}" if settings.webhook_url else ""
            await set_webhook(settings.telegram_api_base, token, address, secret, ALLOWED_UPDATES[name])
        if settings.webhook_url and secret is not None:
            server = webhook_server(self._runners, secret.get_secret_value(), settings.webhook_port)
            tasks.create_task(server.serve())
            return server
        for poller in self._pollers:
            tasks.create_task(poller.run())
        return None

    async def _wind_down(self) -> None:
        self._leader.stop()
        for poller in self._pollers:
            poller.stop()
        for runner in self._runners.values():
            await runner.stop()
        for delivery in self._deliveries:
            delivery.stop()


@asynccontextmanager
async def opened(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Application]:
    """Check the settings, migrate the database and build the application. Raises `SettingsInvalid`."""
    settings.required_tokens()
    sandbox = await is_sandbox(settings.telegram_api_base)
    vault = make_vault(settings, sandbox=sandbox)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    await migrate(settings.database_address)
    container = Container(settings, vault, sandbox=sandbox, clock=clock or SystemClock())
    try:
        yield Application(container)
    finally:
        await container.close()


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Application]:
    """`opened`, and running: it stops cleanly with the block, and the block ends with whatever breaks it."""
    async with opened(settings) as application, asyncio.TaskGroup() as tasks:
        tasks.create_task(application.run())
        yield application
        application.stop()
