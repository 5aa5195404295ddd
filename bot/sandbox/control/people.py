"""Bots, people, groups and their members: made and told by the control API."""

import re
from typing import Any

from bot.sandbox.chats import ADMINISTRATOR_RIGHTS, GENERAL_THREAD, GroupChat, Member, PrivateChat, Topic
from bot.sandbox.errors import ControlError
from bot.sandbox.methods.profile import commands_shown
from bot.sandbox.world import World

USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,31}")
PERSON_FIELDS = ("first_name", "last_name", "username", "phone", "language_code")
MEMBERS_MAX = 10_000
STATUSES = frozenset({"creator", "administrator", "member", "restricted", "left", "kicked"})


def make_bot(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """`POST /bots`."""
    username, name = str(body.get("username", "")), str(body.get("name", "") or body.get("username", ""))
    if not USERNAME.fullmatch(username):
        raise ControlError(400, "username must be 3 to 32 letters, digits and _")
    bot = world.new_bot(username, name, body.get("role"))
    return {"id": bot.id, "token": bot.token}


def make_person(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """`POST /people`."""
    fields = {name: body[name] for name in PERSON_FIELDS if body.get(name)}
    if not all(isinstance(value, str) for value in fields.values()) or not fields.get("first_name"):
        raise ControlError(400, "first_name is missing, or a field is no text")
    username = str(fields.get("username", ""))
    if username and not USERNAME.fullmatch(username):
        raise ControlError(400, "username must be 3 to 32 letters, digits and _")
    return {"id": world.new_person(fields).id}


def make_group(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """`POST /chats`: bots and people in `members`; those in `admins` get every right."""
    kind = body.get("type", "supergroup")
    if kind not in ("supergroup", "group"):
        raise ControlError(400, "type must be supergroup or group")
    members, admins = list(body.get("members", [])), list(body.get("admins", []))
    ids = list(dict.fromkeys([*members, *admins]))[:MEMBERS_MAX]
    unknown = [user_id for user_id in ids if user_id not in world.people and user_id not in world.bots]
    if unknown:
        raise ControlError(400, f"no such person or bot: {unknown[0]}")
    group = world.new_group(str(body.get("title") or "Group"), kind, is_forum=bool(body.get("is_forum")))
    if group.is_forum:
        group.topics[GENERAL_THREAD] = Topic(GENERAL_THREAD, "General")
        group.last_message_id = GENERAL_THREAD
    owner = next((user_id for user_id in admins if user_id in world.people), 0)
    for user_id in ids:
        status = "creator" if user_id == owner else "administrator" if user_id in admins else "member"
        rights = dict.fromkeys(ADMINISTRATOR_RIGHTS, True) if status == "administrator" else {}
        world.set_member(group, Member(user_id, status, rights), by=owner or user_id, with_service_message=False)
    return {"id": group.api_id}


def change_member(world: World, group: GroupChat, body: dict[str, Any]) -> dict[str, Any]:
    """`POST /chats/{chat}/members`: {"id","status","rights"?,"by"?}."""
    user_id, status = body.get("id"), str(body.get("status", ""))
    if status not in STATUSES:
        raise ControlError(400, f"status must be one of {', '.join(sorted(STATUSES))}")
    if user_id not in world.people and user_id not in world.bots:
        raise ControlError(400, "no such person or bot")
    rights = body.get("rights")
    if rights is None and status == "administrator":
        rights = dict.fromkeys(ADMINISTRATOR_RIGHTS, True)
    by = body.get("by") or body.get("from") or user_id
    world.set_member(group, Member(int(user_id), status, dict(rights or {})), by=int(by))
    return {"ok": True}


def change_rights(world: World, group: GroupChat, body: dict[str, Any]) -> dict[str, Any]:
    """`POST /chats/{chat}/rights`: {"id","rights":{...}} of an administrator."""
    member = group.member(int(body.get("id", 0)))
    if member.status != "administrator":
        raise ControlError(400, "not an administrator")
    rights = member.rights | {str(name): bool(value) for name, value in dict(body.get("rights") or {}).items()}
    world.set_member(group, Member(member.user_id, "administrator", rights), by=int(body.get("by") or member.user_id))
    return {"ok": True}


def state(world: World) -> dict[str, Any]:
    """`GET /state`."""
    bots = [{"id": bot.id, "username": bot.username, "role": bot.role, "name": bot.name} for bot in world.bots.values()]
    people = [person.describe() for person in world.people.values()]
    chats = [_private(world, chat) for chat in world.private.values()] + [
        _group(chat) for chat in world.groups.values()
    ]
    return {"bots": bots, "people": people, "chats": chats}


def _private(world: World, chat: PrivateChat) -> dict[str, Any]:
    bot = world.bots[chat.bot_id]
    return {
        "id": chat.key,
        "type": "private",
        "person": chat.person_id,
        "bot": chat.bot_id,
        "started": chat.started,
        "blocked": chat.blocked,
        "commands": commands_shown(bot, chat.person_id, world.people[chat.person_id].language_code),
    }


def _group(group: GroupChat) -> dict[str, Any]:
    return {
        "id": group.api_id,
        "type": group.type,
        "title": group.title,
        "is_forum": group.is_forum,
        "members": group.present_ids(),
        "admins": [member.user_id for member in group.members.values() if member.is_administrator],
        "topics": [topic.describe() for topic in group.topics.values()],
    }
