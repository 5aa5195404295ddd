"""The sandbox over HTTP in the current event loop, on 127.0.0.1 only."""

import asyncio
import socket
from types import TracebackType

import uvicorn
from starlette.applications import Starlette

HOST = "127.0.0.1"
STOP_SECONDS_MAX = 3


class SandboxServer:
    """`async with SandboxServer(app, port=0) as server`: listens until the block ends."""

    def __init__(self, app: Starlette, port: int = 0) -> None:
        self._app, self._asked_port = app, port
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    async def __aenter__(self) -> "SandboxServer":
        # The protocol is named because asyncio sets TCP_NODELAY on connections only then; without it answers take 40 ms.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, self._asked_port))
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app,
            log_level="critical",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=STOP_SECONDS_MAX,
            timeout_keep_alive=60,
        )
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._serve(self._server, listener))
        while not self._server.started:
            if self._task.done():
                await self._task
            await asyncio.sleep(0.01)
        return self

    async def _serve(self, server: uvicorn.Server, listener: socket.socket) -> None:
        # Signals belong to whoever owns the event loop.
        await server._serve([listener])

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        assert self._task is not None
        world = self._app.state.world
        world.events.close()
        for bot in world.bots.values():
            bot.updates.release()
        await world.webhooks.close()
        self._server.should_exit = True
        await self._task
