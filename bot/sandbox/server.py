"""The sandbox's HTTP server inside a running event loop, on the loopback address only."""

import asyncio
import socket
from types import TracebackType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.sandbox.app import create_app
from bot.sandbox.bot_api import DROP_EXTENSION

HOST = "127.0.0.1"
START_SECONDS_MAX = 10.0
START_LOOK_SECONDS = 0.005
STOP_SECONDS_MAX = 5
KEEP_ALIVE_SECONDS = 60


class _DroppingProtocol(H11Protocol):
    """HTTP/1.1 whose connections the application can close without an answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.app = self._with_drop(self.app)

    def _with_drop(self, app: Any) -> Any:
        async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[DROP_EXTENSION] = self._drop
            await app(scope, receive, send)

        return wrapped

    def _drop(self) -> None:
        # The request's own cycle must know at once, or the server would still answer 500 for it.
        self.cycle.disconnected = True
        self.transport.abort()


class SandboxServer:
    """Serves an application while the `async with` block runs; port 0 takes a free one.

    Raises OSError on entering when the port is taken.
    """

    def __init__(self, app: Starlette | None = None, port: int = 0) -> None:
        self.app = app if app is not None else create_app()
        self.port = port
        self._server: uvicorn.Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The address of the page and of the Bot API, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    async def __aenter__(self) -> "SandboxServer":
        # asyncio sets TCP_NODELAY only when the protocol is named; without it answers take 40 ms.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, self.port))
        except OSError:
            listener.close()
            raise
        self.port = listener.getsockname()[1]
        self._server = uvicorn.Server(_configuration(self.app))
        # `serve` would take the process's signals; they belong to whoever owns the event loop.
        self._task = asyncio.create_task(self._server._serve([listener]))
        await _until_started(self._server, self._task)
        if self._task.done():
            await self._task
            raise RuntimeError("the sandbox's server did not start")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        assert self._task is not None
        # Streams and long polls end first: the server would wait for them.
        await self.app.state.world.close()
        self._server.should_exit = True
        await self._task


async def _until_started(server: uvicorn.Server, task: asyncio.Task[None]) -> None:
    """Wait until the server listens or its task has ended; raise TimeoutError after START_SECONDS_MAX."""
    for _ in range(int(START_SECONDS_MAX / START_LOOK_SECONDS)):
        if server.started or task.done():
            return
        await asyncio.sleep(START_LOOK_SECONDS)
    raise TimeoutError("the sandbox's server did not start")


def _configuration(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_DroppingProtocol,
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS_MAX,
    )
