"""Who is in a group and what they may do: reading, banning, restricting, promoting, leaving."""

import time
from typing import Any

from bot.sandbox.chats import ADMINISTRATOR_RIGHTS, MEMBER_PERMISSIONS, GroupChat, Member
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.registry import Call, method
from bot.sandbox.methods.targets import as_group, readable_chat, require_right

RESTRICT_REFUSAL = "not enough rights to restrict/unrestrict chat member"
PROMOTE_REFUSAL = "not enough rights to promote chat member"
UNTIL_SECONDS_MIN, UNTIL_SECONDS_MAX = 30, 366 * 24 * 3600
CUSTOM_TITLE_LENGTH_MAX = 16


def _user_id(call: Call) -> int:
    user_id = call.parameters.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    if user_id not in call.world.people and user_id not in call.world.bots:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return user_id


@method("getChatMember")
def get_chat_member(call: Call) -> dict[str, Any]:
    """Return one participant; who was never there has left."""
    chat = readable_chat(call)
    user_id = _user_id(call)
    if not isinstance(chat, GroupChat):
        member = Member(user_id, "member" if user_id in (chat.api_id, call.bot.id) else "left")
    else:
        member = chat.member(user_id)
    return member.describe(call.world.user(user_id))


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[dict[str, Any]]:
    """Return the administrators that are no other bots."""
    chat = readable_chat(call)
    if not isinstance(chat, GroupChat):
        raise bad_request("there are no administrators in the private chat")
    return [
        member.describe(call.world.user(member.user_id))
        for member in chat.members.values()
        if member.is_administrator and (member.user_id in call.world.people or member.user_id == call.bot.id)
    ]


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """Return how many are in the chat."""
    chat = readable_chat(call)
    return len(chat.present_ids()) if isinstance(chat, GroupChat) else 2


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """Leave a group."""
    chat = readable_chat(call)
    if not isinstance(chat, GroupChat):
        raise bad_request("chat member status can't be changed in private chats")
    call.world.set_member(chat, Member(call.bot.id, "left"), by=call.bot.id)
    return True


def _restrictable(call: Call) -> tuple[GroupChat, Member]:
    chat = require_right(call, readable_chat(call), "can_restrict_members", RESTRICT_REFUSAL)
    user_id = _user_id(call)
    if user_id == call.bot.id:
        raise bad_request("can't restrict self")
    member = chat.member(user_id)
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if member.status == "administrator":
        raise bad_request("user is an administrator of the chat")
    return chat, member


def _until(call: Call) -> int:
    until = call.parameters.integer("until_date")
    ahead = until - int(time.time())
    return until if UNTIL_SECONDS_MIN <= ahead <= UNTIL_SECONDS_MAX else 0


@method("banChatMember")
def ban_chat_member(call: Call) -> bool:
    """Throw somebody out for good or until a date."""
    chat, member = _restrictable(call)
    call.world.set_member(chat, Member(member.user_id, "kicked", until_date=_until(call)), by=call.bot.id)
    return True


@method("unbanChatMember")
def unban_chat_member(call: Call) -> bool:
    """Let somebody join again; one who is in the group is removed, unless only_if_banned."""
    chat, member = _restrictable(call)
    if member.status == "kicked" or (member.present and not call.parameters.boolean("only_if_banned")):
        call.world.set_member(chat, Member(member.user_id, "left"), by=call.bot.id)
    return True


@method("restrictChatMember")
def restrict_chat_member(call: Call) -> bool:
    """Say what one member may do."""
    chat, member = _restrictable(call)
    wanted = call.parameters.object("permissions", "ChatPermissions")
    if wanted is None:
        raise bad_request("permissions are not specified")
    rights = {name: bool(wanted.get(name, False)) for name in MEMBER_PERMISSIONS}
    free = all(rights[name] for name in MEMBER_PERMISSIONS if name.startswith("can_send"))
    restricted = Member(member.user_id, "member" if free else "restricted", rights, _until(call))
    call.world.set_member(chat, restricted, by=call.bot.id)
    return True


@method("promoteChatMember")
def promote_chat_member(call: Call) -> bool:
    """Make somebody an administrator with the given rights; without any right, a member again."""
    chat = require_right(call, readable_chat(call), "can_promote_members", PROMOTE_REFUSAL)
    user_id = _user_id(call)
    if user_id == call.bot.id:
        raise bad_request("can't promote self")
    member = chat.member(user_id)
    if member.status == "creator":
        raise bad_request("can't remove chat owner")
    if not member.present:
        raise bad_request("USER_NOT_PARTICIPANT")
    rights = {name: call.parameters.boolean(name) for name in ADMINISTRATOR_RIGHTS}
    promoted = Member(user_id, "administrator", rights) if any(rights.values()) else Member(user_id)
    call.world.set_member(chat, promoted, by=call.bot.id)
    return True


@method("setChatAdministratorCustomTitle")
def set_chat_administrator_custom_title(call: Call) -> bool:
    """Give an administrator a title."""
    chat = as_group(readable_chat(call))
    require_right(call, chat, "can_promote_members", "not enough rights to change custom title of the user")
    member = chat.member(_user_id(call))
    if member.status != "administrator":
        raise bad_request("user is not an administrator")
    title = call.parameters.text("custom_title").strip()
    if len(title) > CUSTOM_TITLE_LENGTH_MAX:
        raise bad_request("ADMIN_RANK_INVALID")
    member.custom_title = title
    return True
