"""A Telegram that fits in a process: Bot API server, control API and chat page."""
