"""How a bot gets its updates: getUpdates, webhooks, and saying goodbye; and files to download."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.errors import BotApiError, bad_request
from bot.sandbox.files import DOWNLOAD_SIZE_MAX
from bot.sandbox.methods.registry import Call, method
from bot.sandbox.people import WebhookSettings
from bot.sandbox.updates import TERMINATED_BY_SET_WEBHOOK

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
SECRET_LENGTH_MAX = 256
CONNECTION_COUNT_MAX = 100
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


class RawUpdates(bytes):
    """A result that is serialized already: a JSON array of updates."""


@method("getUpdates")
async def get_updates(call: Call) -> RawUpdates:
    """Wait for updates and return them."""
    if call.bot.webhook.url:
        raise BotApiError(409, WEBHOOK_ACTIVE)
    parameters = call.parameters
    call.bot.updates.allow(parameters.array("allowed_updates", "allowed_updates"))
    limit, timeout = parameters.integer("limit", 100), parameters.integer("timeout")
    batch = await call.bot.updates.poll(parameters.integer("offset"), limit, timeout)
    return RawUpdates(b"[" + b",".join(batch) + b"]")


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    """Have updates pushed to a URL; an empty one stops it. Plain http is allowed, as in the server's local mode."""
    parameters = call.parameters
    url = parameters.text("url").strip()
    secret = parameters.text("secret_token")
    if len(secret) > SECRET_LENGTH_MAX:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise bad_request("invalid webhook URL specified")
    if parameters.boolean("drop_pending_updates"):
        call.bot.updates.clear()
    call.bot.updates.allow(parameters.array("allowed_updates", "allowed_updates"))
    connections = min(max(parameters.integer("max_connections", 40), 1), CONNECTION_COUNT_MAX)
    call.bot.webhook = WebhookSettings(url, secret, connections, parameters.text("ip_address") or None)
    if url:
        call.bot.updates.terminate(TERMINATED_BY_SET_WEBHOOK)
    call.world.webhooks.restart(call.bot)
    return True


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    """Stop pushing updates."""
    if call.parameters.boolean("drop_pending_updates"):
        call.bot.updates.clear()
    call.bot.webhook = WebhookSettings()
    call.world.webhooks.restart(call.bot)
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    """Return how updates are delivered."""
    webhook = call.bot.webhook
    info: dict[str, Any] = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.updates.pending),
    }
    if webhook.url:
        info |= {"max_connections": webhook.connection_count_max, "ip_address": webhook.ip_address or "127.0.0.1"}
    if webhook.last_error_date is not None:
        info |= {"last_error_date": webhook.last_error_date, "last_error_message": webhook.last_error_message}
    if call.bot.updates.allowed is not None:
        info["allowed_updates"] = call.bot.updates.allowed
    return info


@method("close", "logOut")
def close(call: Call) -> bool:
    """Let go of the bot on this server; there is no other one for it to go to."""
    return True


@method("getFile")
def get_file(call: Call) -> dict[str, Any]:
    """Return where a file can be downloaded."""
    file_id = call.parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    found = call.world.files.for_bot(file_id, call.bot.id)
    if found is None:
        raise bad_request("invalid file_id")
    if found.size > DOWNLOAD_SIZE_MAX:
        raise bad_request("file is too big")
    described = {"file_id": found.id, "file_unique_id": found.unique_id, "file_size": found.size}
    return described | {"file_path": found.path}
