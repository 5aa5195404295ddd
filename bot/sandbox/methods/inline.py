"""Inline mode: answering what a person types after the bot's name."""

import re
import time
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.markup import check_markup
from bot.sandbox.methods.content import text_content
from bot.sandbox.methods.editing import QUERY_TOO_OLD
from bot.sandbox.methods.registry import Call, method
from bot.sandbox.parameters import Parameters
from bot.sandbox.world import CALLBACK_SECONDS_MAX

RESULT_COUNT_MAX = 50
RESULT_ID_SIZE_MAX = 64
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")


@method("answerInlineQuery")
def answer_inline_query(call: Call) -> bool:
    """Answer an inline query, once and in time."""
    query = call.world.inline_queries.get(call.parameters.text("inline_query_id"))
    if query is None or query.bot_id != call.bot.id or query.answer.done():
        raise bad_request(QUERY_TOO_OLD)
    if time.monotonic() - query.asked_at > CALLBACK_SECONDS_MAX:
        raise bad_request(QUERY_TOO_OLD)
    results = call.parameters.array("results", "inline query results")
    if results is None:
        raise bad_request("can't parse inline query results: Expected an Array")
    if len(results) > RESULT_COUNT_MAX:
        raise bad_request("RESULTS_TOO_MUCH")
    checked = [_result(item) for item in results]
    if len({item["id"] for item in checked}) != len(checked):
        raise bad_request("RESULT_ID_DUPLICATE")
    answer = {"results": checked, "next_offset": call.parameters.text("next_offset")}
    kept = {
        "is_personal": call.parameters.boolean("is_personal"),
        "cache_time": call.parameters.integer("cache_time", 300),
    }
    query.answer.set_result(answer | kept | {"button": _button(call.parameters.object("button"))})
    return True


def _button(button: dict[str, Any] | None) -> dict[str, Any] | None:
    """The button above the results: it opens the bot's private chat with a deep link, or a web app."""
    if button is None:
        return None
    if not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline query results button: Text must be non-empty")
    parameter = button.get("start_parameter")
    if parameter is None and not isinstance(button.get("web_app"), dict):
        raise bad_request("can't parse inline query results button: Can't find field \"start_parameter\"")
    if parameter is not None and not START_PARAMETER.fullmatch(str(parameter)):
        raise bad_request("START_PARAM_INVALID")
    return button


def _result(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict) or not isinstance(item.get("type"), str):
        raise bad_request("can't parse inline query result: Can't find field \"type\"")
    identifier = str(item.get("id", ""))
    if not 1 <= len(identifier.encode()) <= RESULT_ID_SIZE_MAX:
        raise bad_request("RESULT_ID_INVALID")
    if item["type"] == "article" and not item.get("title"):
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    content = item.get("input_message_content")
    if item["type"] == "article" and not isinstance(content, dict):
        raise bad_request("message content is not specified")
    message: dict[str, Any] = {}
    if isinstance(content, dict):
        fields = Parameters(content | {"text": content.get("message_text", "")})
        message = text_content(fields)
    markup = check_markup(item.get("reply_markup"), kind="private")
    return item | {"id": identifier, "message": message | ({"reply_markup": markup} if markup else {})}
