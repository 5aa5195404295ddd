"""The sandbox as one ASGI application: Bot API, control API and the chat page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.sandbox.bot_api import bot_file, bot_method, not_found, perform_webhook_reply
from bot.sandbox.control import ROUTES
from bot.sandbox.errors import BotApiError, ControlError
from bot.sandbox.world import World

PAGE = Path(__file__).parent / "page"


class _Page(StaticFiles):
    """The page's files, never kept by the browser, so that an edit shows at the next load."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException:
            return not_found(Request(scope))
        response.headers["Cache-Control"] = "no-store"
        return response


def create_app() -> Starlette:
    """Return an application with a fresh world in `app.state.world`."""
    world = World()
    world.webhooks.execute = partial(perform_webhook_reply, world)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await world.close()

    app = Starlette(
        routes=[
            Route("/bot{token}/{method}", bot_method, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", bot_file, methods=["GET"]),
            Mount("/sandbox/api", routes=ROUTES),
            Mount("/", _Page(directory=PAGE, html=True, check_dir=False)),
        ],
        exception_handlers={ControlError: _control_error, BotApiError: _refused_person, HTTPException: _http_error},
        lifespan=lifespan,
    )
    app.state.world = world
    return app


def _control_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ControlError)
    return JSONResponse({"error": error.text}, error.status)


def _refused_person(request: Request, error: Exception) -> Response:
    """Answer a person's act that Telegram's own rules forbid."""
    assert isinstance(error, BotApiError)
    return JSONResponse({"error": error.description.removeprefix("Bad Request: ")}, error.code)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if request.url.path.startswith("/sandbox/api"):
        return JSONResponse({"error": error.detail}, error.status_code)
    return not_found(request)
