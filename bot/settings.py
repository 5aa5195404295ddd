"""Settings from the environment or `.env`; each one is explained in `.env.example`."""

from __future__ import annotations

import base64
import binascii
import json
import re
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from wallet.fees.table import DEFAULT_FEES, FeeTable, parse_fees
from wallet.limits.levels import DEFAULT_LEVELS, Level, parse_levels

TOKEN = re.compile(r"[1-9][0-9]{0,18}:[A-Za-z0-9_-]{20,80}")
DATABASE_FILE = "wallet.sqlite3"
KEY_BYTES = 32
SMS_BODY = '{"to": "{phone}", "text": "{text}"}'


class SettingsInvalid(Exception):
    """A setting is missing or malformed. The message is one line that names the variable."""


class Settings(BaseSettings):
    """All settings. Tokens and keys never print."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    customer_bot_token: SecretStr | None = None
    staff_bot_token: SecretStr | None = None
    staff_chat_id: int | None = None
    telegram_api_base: str = "https://api.telegram.org"
    data_dir: Path = Path("data")
    database_url: str = ""
    wallet_keys: Annotated[SecretStr | None, NoDecode] = None
    default_time_zone: str = "Asia/Shanghai"
    default_currency: str = "CNY"
    staff_language: str = "zh-CN"
    support_phone: str = ""
    support_email: str = ""
    product_name: str = "Chat Wallet"
    official_names: str = ""
    official_links: str = ""
    webhook_url: str = ""
    webhook_port: int = Field(default=8443, ge=1, le=65535)
    webhook_secret: SecretStr | None = None
    limits: str = ""
    fees: str = ""
    exchange_spread_bps: int = Field(default=30, ge=0, le=1000)
    remittance_spread_bps: int = Field(default=50, ge=0, le=1000)
    rates_url: str = ""
    rates_second_url: str = ""
    rates_age_hours_max: int = Field(default=0, ge=0, le=24 * 366)
    usdt_usd: str = "1.0"
    crypto_url: str = ""
    crypto_field: str = "price"
    crypto_second_url: str = ""
    crypto_second_field: str = "price"
    sms_gateway_url: str = ""
    sms_gateway_token: SecretStr | None = None
    sms_gateway_body: str = SMS_BODY
    telegram_gateway_token: SecretStr | None = None
    telegram_gateway_base: str = "https://gatewayapi.telegram.org"
    log_level: str = "INFO"

    @field_validator("customer_bot_token", "staff_bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is not a bot token (123456789:AA…, as BotFather gives it)")
        return value

    @field_validator("telegram_api_base", "webhook_url", "sms_gateway_url", "telegram_gateway_base")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("rates_url", "rates_second_url", "crypto_url", "crypto_second_url")
    @classmethod
    def _rates_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
            raise ValueError("must begin with http:// or https://")
        return value

    @field_validator("crypto_field", "crypto_second_field")
    @classmethod
    def _field(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}(\.[A-Za-z0-9_-]{1,40}){0,7}", value):
            raise ValueError("is a way into JSON: names or positions with points between, such as data.0.price")
        return value

    @field_validator("usdt_usd")
    @classmethod
    def _price(cls, value: str) -> str:
        if not re.fullmatch(r"[0-9](\.[0-9]{1,8})?", value) or not value.strip("0."):
            raise ValueError("is a price such as 1.0 or 0.9998")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value and not re.match(r"(sqlite|postgresql)(\+\w+)?://", value):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @field_validator("limits")
    @classmethod
    def _limits(cls, value: str) -> str:
        if value:
            parse_levels(value)
        return value

    @field_validator("fees")
    @classmethod
    def _fees(cls, value: str) -> str:
        if value:
            parse_fees(value)
        return value

    @field_validator("sms_gateway_token", "telegram_gateway_token")
    @classmethod
    def _bearer(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[\x21-\x7e]+", value.get_secret_value()):
            raise ValueError("must be one word of visible ASCII characters")
        return value

    @field_validator("sms_gateway_body")
    @classmethod
    def _sms_body(cls, value: str) -> str:
        try:
            json.loads(value)
        except ValueError:
            raise ValueError("must be JSON, with {phone} and {text} inside its strings") from None
        if "{phone}" not in value or "{text}" not in value:
            raise ValueError("must have {phone} and {text} in it")
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("is one of DEBUG, INFO, WARNING, ERROR")
        return value.upper()

    @field_validator("staff_language")
    @classmethod
    def _language(cls, value: str) -> str:
        if value not in {"zh-CN", "en"}:
            raise ValueError("is zh-CN or en")
        return value

    @property
    def official_name_set(self) -> frozenset[str]:
        """Telegram names that are really ours, in lower case, without @."""
        return frozenset(name.strip().lstrip("@").lower() for name in self.official_names.split(",") if name.strip())

    @property
    def official_link_set(self) -> frozenset[str]:
        """Hosts that are really ours, in lower case."""
        return frozenset(host.strip().lower() for host in self.official_links.split(",") if host.strip())

    @property
    def levels(self) -> tuple[Level, ...]:
        """The limits of each identity level."""
        return parse_levels(self.limits) if self.limits else DEFAULT_LEVELS

    @property
    def fee_table(self) -> FeeTable:
        """What every operation costs."""
        return parse_fees(self.fees or DEFAULT_FEES)

    @property
    def database_address(self) -> str:
        """`DATABASE_URL`, or SQLite in a file under `DATA_DIR`."""
        return self.database_url or f"sqlite:///{self.data_dir / DATABASE_FILE}"

    def required_tokens(self) -> tuple[str, str, int]:
        """The customer bot's token, the staff bot's, and the staff chat. Raises `SettingsInvalid` for a missing one."""
        if self.customer_bot_token is None:
            raise SettingsInvalid("CUSTOMER_BOT_TOKEN is missing: set it in the environment or in .env")
        if self.staff_bot_token is None:
            raise SettingsInvalid("STAFF_BOT_TOKEN is missing: set it in the environment or in .env")
        if self.staff_chat_id is None:
            raise SettingsInvalid("STAFF_CHAT_ID is missing: set it in the environment or in .env")
        if self.webhook_url and self.webhook_secret is None:
            raise SettingsInvalid("WEBHOOK_SECRET is missing: with WEBHOOK_URL it proves that requests are Telegram's")
        return self.customer_bot_token.get_secret_value(), self.staff_bot_token.get_secret_value(), self.staff_chat_id

    def vault_keys(self) -> tuple[dict[str, bytes], str] | None:
        """Keys by id and the current id, from `WALLET_KEYS` (`id:base64,id:base64`, current first); None when unset."""
        if self.wallet_keys is None:
            return None
        keys: dict[str, bytes] = {}
        for item in self.wallet_keys.get_secret_value().split(","):
            name, _, encoded = item.strip().partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except binascii.Error:
                key = b""
            if not re.fullmatch(r"[a-z0-9]{1,8}", name) or len(key) != KEY_BYTES:
                raise SettingsInvalid("WALLET_KEYS is malformed: write id:key with 32 bytes in base64, current first")
            keys[name] = key
        return keys, next(iter(keys))


def load_settings(**overrides: object) -> Settings:
    """Read the settings. Raises `SettingsInvalid` with one clear line."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "a setting"
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsInvalid(f"{name} {reason}") from None
