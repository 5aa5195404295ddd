"""The sandbox as one ASGI application: Bot API, control API, page."""

from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox import bot_api
from bot.sandbox.control.routes import routes
from bot.sandbox.world import World

PAGE = Path(__file__).parent / "page"


class FreshFiles(StaticFiles):
    """Static files that are never cached: the page is as new as the server."""

    async def get_response(self, path: str, scope: Any) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-store"
        return response


async def _not_found(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, status_code=404)


def create_app() -> Starlette:
    """A fresh, empty world behind its addresses."""
    every = ["GET", "POST"]
    app = Starlette(
        routes=[
            Route("/bot{token}/{method}", bot_api.serve, methods=every),
            Route("/file/bot{token}/{path:path}", bot_api.download, methods=["GET"]),
            Mount("/sandbox/api", routes=routes()),
            Mount("/", FreshFiles(directory=PAGE, html=True)),
        ],
        exception_handlers={404: _not_found},
    )
    app.state.world = World()
    return app
