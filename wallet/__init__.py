"""The domain: money, ledger, customers, security; knows no Telegram, no HTTP, no scheduler."""
