"""The desk: tickets, their messages, and who answers them. Knows no Telegram."""
