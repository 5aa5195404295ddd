"""Control calls that make bots, people and groups, and show who there is."""

import re
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.chats import ADMINISTRATOR_RIGHTS, MEMBER_PERMISSIONS, GroupChat, Member, PrivateChat
from bot.sandbox.control.request import (
    body_of,
    chat_of,
    done,
    group_of,
    integer_field,
    text_field,
    world_of,
)
from bot.sandbox.errors import ControlError
from bot.sandbox.methods.profile import commands_shown
from bot.sandbox.world import World

STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")
ROLES = ("customer", "staff")
_USERNAME = re.compile(r"[A-Za-z0-9_]{2,32}")
_PHONE = re.compile(r"\+?[0-9 ()-]{1,24}")


async def make_bot(request: Request) -> Response:
    """Make a bot."""
    body = await body_of(request)
    username = _username(text_field(body, "username", required=True))
    assert username is not None
    role = text_field(body, "role")
    if role is not None and role not in ROLES:
        raise ControlError(400, f'"role" must be one of {", ".join(ROLES)}')
    bot = world_of(request).new_bot(username, text_field(body, "name", length_max=64) or username, role)
    return JSONResponse({"id": bot.id, "token": bot.token, "username": bot.username})


def _username(value: str | None) -> str | None:
    if value is None:
        return None
    value = value.removeprefix("@")
    if not _USERNAME.fullmatch(value):
        raise ControlError(400, '"username" must be 2 to 32 letters, digits and underscores')
    return value


async def make_person(request: Request) -> Response:
    """Make a person."""
    body, world = await body_of(request), world_of(request)
    username = _username(text_field(body, "username"))
    taken = {person.username.lower() for person in world.people.values() if person.username}
    if username is not None and username.lower() in taken:
        raise ControlError(409, f"there is a person named {username} already")
    phone = text_field(body, "phone", length_max=32)
    if phone is not None and not _PHONE.fullmatch(phone):
        raise ControlError(400, '"phone" must be a telephone number')
    person = world.new_person(
        {
            "first_name": text_field(body, "first_name", required=True, length_max=64),
            "last_name": text_field(body, "last_name", length_max=64),
            "username": username,
            "phone": phone,
            "language_code": text_field(body, "language_code", length_max=16),
        }
    )
    return JSONResponse({"id": person.id})


async def deactivate_person(request: Request) -> Response:
    """Delete a person's account."""
    world = world_of(request)
    person = world.people.get(request.path_params["person"])
    if person is None:
        raise ControlError(404, "no such person")
    person.deactivated = True
    world.events.emit("person")
    return done()


async def upgrade_group(request: Request) -> Response:
    """Make a group a supergroup, which gets a new id, as Telegram does when a group grows."""
    world, old = world_of(request), group_of(chat_of(request))
    if old.type != "group" or old.migrated_to is not None:
        raise ControlError(400, "only a group can be upgraded, and only once")
    new = world.new_group(old.title, "supergroup", is_forum=False)
    new.members = {user_id: replace(member) for user_id, member in old.members.items()}
    by = next((user_id for user_id in old.present_ids() if user_id in world.people), 0)
    world.add_message(old, by, {"migrate_to_chat_id": new.api_id})
    world.add_message(new, by, {"migrate_from_chat_id": old.api_id})
    old.migrated_to = new.api_id
    world.events.emit("chat", new.key)
    return JSONResponse({"id": new.api_id})


def _ids(world: World, body: dict[str, Any], name: str) -> list[int]:
    values = body.get(name, [])
    if not isinstance(values, list):
        raise ControlError(400, f'"{name}" must be a list of ids')
    ids = [integer_field({name: value}, name) for value in values]
    unknown = [one for one in ids if one not in world.people and one not in world.bots]
    if unknown:
        raise ControlError(404, f"no such person or bot: {unknown[0]}")
    return ids


async def make_group(request: Request) -> Response:
    """Make a group; its bots hear of it by `my_chat_member`."""
    body, world = await body_of(request), world_of(request)
    title = text_field(body, "title", required=True, length_max=128)
    kind, is_forum = body.get("type", "supergroup"), body.get("is_forum", False)
    if kind not in ("supergroup", "group"):
        raise ControlError(400, '"type" must be supergroup or group')
    if not isinstance(is_forum, bool) or (is_forum and kind == "group"):
        raise ControlError(400, '"is_forum" must be a boolean, and only a supergroup can be a forum')
    members, admins = _ids(world, body, "members"), _ids(world, body, "admins")
    assert title is not None
    chat = world.new_group(title, kind, is_forum=is_forum)
    everybody = list(dict.fromkeys(members + admins))
    founder = next((one for one in admins + everybody if one in world.people), 0)
    for user_id in everybody:
        member = administrator(user_id) if user_id in admins else Member(user_id)
        world.set_member(chat, member, by=founder or user_id, with_service_message=False)
    world.events.emit("chat", chat.key)
    return JSONResponse({"id": chat.api_id})


def administrator(user_id: int) -> Member:
    """Return an administrator with all rights."""
    return Member(user_id, "administrator", dict.fromkeys(ADMINISTRATOR_RIGHTS, True))


async def set_membership(request: Request) -> Response:
    """Change by hand who is in a group."""
    body, world = await body_of(request), world_of(request)
    chat = group_of(chat_of(request))
    user_id, status = integer_field(body, "id"), body.get("status")
    if user_id not in world.people and user_id not in world.bots:
        raise ControlError(404, f"no such person or bot: {user_id}")
    if status not in STATUSES:
        raise ControlError(400, f'"status" must be one of {", ".join(STATUSES)}')
    by = integer_field(body, "from") if "from" in body else _somebody(world, chat, user_id)
    member = administrator(user_id) if status == "administrator" else Member(user_id, status)
    world.set_member(chat, member, by=by)
    return done()


def _somebody(world: World, chat: GroupChat, user_id: int) -> int:
    others = [member.user_id for member in chat.members.values() if member.is_administrator]
    return next((one for one in others if one in world.people and one != user_id), user_id)


async def set_rights(request: Request) -> Response:
    """Change by hand what an administrator or a restricted member may do; rights not named stay."""
    body, world = await body_of(request), world_of(request)
    chat = group_of(chat_of(request))
    user_id, rights = integer_field(body, "id"), body.get("rights")
    if not isinstance(rights, dict) or not all(isinstance(value, bool) for value in rights.values()):
        raise ControlError(400, '"rights" must be an object of booleans')
    unknown = set(rights) - set(ADMINISTRATOR_RIGHTS) - set(MEMBER_PERMISSIONS)
    if unknown:
        raise ControlError(400, f"no such right: {sorted(unknown)[0]}")
    member = chat.member(user_id)
    if member.status not in ("administrator", "restricted"):
        raise ControlError(400, f"{user_id} is neither an administrator nor restricted")
    changed = Member(user_id, member.status, member.rights | rights, member.until_date, member.custom_title)
    world.set_member(chat, changed, by=_somebody(world, chat, user_id))
    return done()


async def show_state(request: Request) -> Response:
    """Show all bots, people and chats."""
    world = world_of(request)
    bots = [{"id": bot.id, "username": bot.username, "name": bot.name, "role": bot.role} for bot in world.bots.values()]
    private = [_private(world, chat) for chat in world.private.values() if chat.started or chat.messages]
    groups = [_group(chat) for chat in world.groups.values()]
    people = [person.describe() for person in world.people.values()]
    return JSONResponse({"bots": bots, "people": people, "chats": private + groups, "limits": world.limits.on})


def _private(world: World, chat: PrivateChat) -> dict[str, Any]:
    bot, person = world.bots[chat.bot_id], world.people[chat.person_id]
    return {
        "id": chat.key,
        "type": "private",
        "person": chat.person_id,
        "bot": chat.bot_id,
        "started": chat.started,
        "blocked": chat.blocked,
        "commands": commands_shown(bot, person.id, person.language_code),
        "menu_button": chat.menu_button or bot.menu_button,
        "description": bot.descriptions.get((person.language_code or "")[:2]) or bot.descriptions.get("", ""),
    }


def _group(chat: GroupChat) -> dict[str, Any]:
    return {
        "id": chat.api_id,
        "type": chat.type,
        "title": chat.title,
        "is_forum": chat.is_forum,
        "members": chat.present_ids(),
        "admins": [member.user_id for member in chat.members.values() if member.is_administrator],
        "topics": [topic.describe() for topic in chat.topics.values()],
    }


ROUTES = [
    Route("/bots", make_bot, methods=["POST"]),
    Route("/people", make_person, methods=["POST"]),
    Route("/people/{person:int}/deactivate", deactivate_person, methods=["POST"]),
    Route("/chats", make_group, methods=["POST"]),
    Route("/chats/{chat}/upgrade", upgrade_group, methods=["POST"]),
    Route("/chats/{chat}/members", set_membership, methods=["POST"]),
    Route("/chats/{chat}/rights", set_rights, methods=["POST"]),
    Route("/state", show_state, methods=["GET"]),
]
