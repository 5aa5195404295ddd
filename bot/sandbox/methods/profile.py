"""What a bot tells about itself: identity, names, commands, menu button, default rights."""

import re
from typing import Any

from bot.sandbox.chats import ADMINISTRATOR_RIGHTS, PrivateChat
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.registry import Call, method
from bot.sandbox.methods.targets import readable_chat
from bot.sandbox.people import BotAccount

COMMAND_COUNT_MAX = 100
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_SIMPLE_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


@method("getMe")
def get_me(call: Call) -> dict[str, Any]:
    """Return the bot itself."""
    return call.bot.me()


def _language(call: Call) -> str:
    code = call.parameters.text("language_code")
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _scope(call: Call) -> str:
    scope = call.parameters.object("scope", "BotCommandScope") or {"type": "default"}
    kind = scope.get("type")
    if kind in _SIMPLE_SCOPES:
        return str(kind)
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if "chat_id" not in scope:
        raise bad_request("can't parse BotCommandScope: Can't find field \"chat_id\"")
    user = f":{scope.get('user_id')}" if kind == "chat_member" else ""
    return f"{kind}:{scope['chat_id']}{user}"


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """Set the commands shown to the people of a scope and language."""
    commands = call.parameters.array("commands", "commands")
    if commands is None:
        raise bad_request("can't parse commands list: Expected an Array")
    if len(commands) > COMMAND_COUNT_MAX:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = [_command(item) for item in commands]
    call.bot.commands[_scope(call), _language(call)] = kept
    call.world.events.emit("bot")
    return True


def _command(item: Any) -> dict[str, str]:
    if not isinstance(item, dict):
        raise bad_request("can't parse BotCommand: Expected an Object")
    for name in ("command", "description"):
        if not isinstance(item.get(name), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
    command, description = item["command"].removeprefix("/").strip(), item["description"].strip()
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


@method("getMyCommands")
def get_my_commands(call: Call) -> list[dict[str, str]]:
    """Return the commands of exactly this scope and language."""
    return call.bot.commands.get((_scope(call), _language(call)), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """Forget the commands of exactly this scope and language."""
    call.bot.commands.pop((_scope(call), _language(call)), None)
    call.world.events.emit("bot")
    return True


def commands_shown(bot: BotAccount, person_id: int, language_code: str | None) -> list[dict[str, str]]:
    """Return the commands that a person sees in the private chat: the narrowest scope, then their language."""
    language = (language_code or "")[:2]
    for scope in (f"chat:{person_id}", "all_private_chats", "default"):
        for wanted in (language, ""):
            if bot.commands.get((scope, wanted)):
                return bot.commands[scope, wanted]
    return []


def _texts(call: Call, table: dict[str, str], parameter: str, length_max: int, refusal: str) -> bool:
    value = call.parameters.text(parameter).strip()
    if len(value) > length_max:
        raise bad_request(refusal)
    language = _language(call)
    if value:
        table[language] = value
    else:
        table.pop(language, None)
    return True


def _text(call: Call, table: dict[str, str], otherwise: str = "") -> str:
    return table.get(_language(call)) or table.get("") or otherwise


@method("setMyName")
def set_my_name(call: Call) -> bool:
    """Set the bot's name in a language."""
    done = _texts(call, call.bot.names, "name", 64, "BOT_TITLE_INVALID")
    call.bot.name = call.bot.names.get("", call.bot.name)
    call.world.events.emit("bot")
    return done


@method("getMyName")
def get_my_name(call: Call) -> dict[str, str]:
    """Return the bot's name in a language."""
    return {"name": _text(call, call.bot.names, call.bot.name)}


@method("setMyDescription")
def set_my_description(call: Call) -> bool:
    """Set what an empty chat with the bot shows."""
    return _texts(call, call.bot.descriptions, "description", 512, "BOT_DESCRIPTION_INVALID")


@method("getMyDescription")
def get_my_description(call: Call) -> dict[str, str]:
    """Return what an empty chat with the bot shows."""
    return {"description": _text(call, call.bot.descriptions)}


@method("setMyShortDescription")
def set_my_short_description(call: Call) -> bool:
    """Set what the bot's profile shows."""
    return _texts(call, call.bot.short_descriptions, "short_description", 120, "BOT_SHORT_DESCRIPTION_INVALID")


@method("getMyShortDescription")
def get_my_short_description(call: Call) -> dict[str, str]:
    """Return what the bot's profile shows."""
    return {"short_description": _text(call, call.bot.short_descriptions)}


@method("setChatMenuButton")
def set_chat_menu_button(call: Call) -> bool:
    """Set the button beside the input field, for one chat or for all."""
    button = call.parameters.object("menu_button", "menu button") or {"type": "default"}
    if button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("can't parse menu button: Unsupported type specified")
    if "chat_id" in call.parameters:
        _private(call).menu_button = button
    else:
        call.bot.menu_button = button
    return True


@method("getChatMenuButton")
def get_chat_menu_button(call: Call) -> dict[str, Any]:
    """Return the button beside the input field."""
    own = _private(call).menu_button if "chat_id" in call.parameters else None
    return own or call.bot.menu_button


def _private(call: Call) -> PrivateChat:
    chat = readable_chat(call)
    if not isinstance(chat, PrivateChat):
        raise bad_request("chat not found")
    return chat


@method("setMyDefaultAdministratorRights")
def set_my_default_administrator_rights(call: Call) -> bool:
    """Set the rights that the bot asks for when it is made an administrator."""
    rights = call.parameters.object("rights", "ChatAdministratorRights") or {}
    call.bot.default_rights[call.parameters.boolean("for_channels")] = {
        name: bool(rights.get(name)) for name in ("is_anonymous", *ADMINISTRATOR_RIGHTS)
    }
    return True


@method("getMyDefaultAdministratorRights")
def get_my_default_administrator_rights(call: Call) -> dict[str, bool]:
    """Return the rights that the bot asks for."""
    nothing = dict.fromkeys(("is_anonymous", *ADMINISTRATOR_RIGHTS), False)
    return call.bot.default_rights.get(call.parameters.boolean("for_channels"), nothing)


@method("getUserProfilePhotos")
def get_user_profile_photos(call: Call) -> dict[str, Any]:
    """Return a person's profile photos; nobody in the sandbox has one."""
    if call.parameters.integer("user_id") not in call.world.people | call.world.bots:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}
