"""The emoji that Telegram takes as a reaction."""

_EMOJI = """
    👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡
    🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈
    😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿
    🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡
"""

REACTION_EMOJI = frozenset(_EMOJI.split())
"""Written without the emoji variation selector."""


def as_reaction(emoji: object) -> str | None:
    """Return the emoji as Telegram stores it, None when it is not one of its reactions."""
    plain = emoji.replace("\ufe0f", "") if isinstance(emoji, str) else ""
    return plain if plain in REACTION_EMOJI else None
