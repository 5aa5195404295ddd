"""The control API: what people and tests see and do, under /sandbox/api."""

from starlette.routing import BaseRoute

from bot.sandbox.control import acting, observing, people, testing, writing

ROUTES: list[BaseRoute] = [
    *people.ROUTES,
    *writing.ROUTES,
    *acting.ROUTES,
    *observing.ROUTES,
    *testing.ROUTES,
]
