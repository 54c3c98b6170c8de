"""What can be set from outside. The only reader of the environment and of a `.env` file."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.calendar import hours_of

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
TELEGRAM = "https://api.telegram.org"
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)  # Bot API, setWebhook: secret_token


class WrongSetting(Exception):
    """A setting that cannot be used. The message is one line: its name, what is wrong, what would be right."""


class Settings(BaseSettings):
    """Every setting, its default and what it does; `.env.example` and docs/operations.md list the same names."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", case_sensitive=False, env_ignore_empty=True)

    database_url: str = Field("", description="PostgreSQL or SQLite URL; empty: an SQLite file in POMOST_DATA")
    port: int = Field(8080, ge=1, le=65535, description="port of `pomost web`")
    telegram_token: str = Field("", description="the bot's token from @BotFather; empty: no Telegram")
    telegram_api_url: str = Field(TELEGRAM, description="origin of the Bot API server")
    telegram_staff_chat: int | None = Field(None, description="id of the staff forum group, e.g. -1001234567890")
    webhook_url: str = Field("", description="public https address of this server; empty: long polling")
    webhook_secret: str = Field("", description="1-256 of A-Z a-z 0-9 _ -; needed with WEBHOOK_URL")
    pomost_timezone: str = Field("Europe/Warsaw", description="zone of duties, hours and the weekly broadcast")
    pomost_data: Path = Field(
        default_factory=lambda: user_data_path("pomost"), description="folder for the SQLite file and caches"
    )
    pomost_now: datetime | None = Field(
        None, description="a fixed moment, for demonstrations and tests, e.g. 2026-11-24T10:00"
    )
    pomost_staff_language: str = Field("pl", description="language of cards in the staff group")
    pomost_desk_hours: str = Field("Mon-Fri 09:00-17:00", description="when operators answer")
    pomost_crash_at: str = Field("", description="tests only: name of a commit point where the process kills itself")

    @field_validator("pomost_timezone")
    @classmethod
    def _zone_is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"unknown time zone {value!r}; for Kraków write Europe/Warsaw") from error
        return value

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _is_an_origin(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError(f"{value!r} is not an address; write it like https://example.org")
        return value.rstrip("/")

    @field_validator("webhook_secret")
    @classmethod
    def _telegram_takes_the_secret(cls, value: str) -> str:
        if value and not SECRET.fullmatch(value):
            raise ValueError("Telegram takes 1 to 256 of A-Z a-z 0-9 _ - and nothing else")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _looks_like_a_token(cls, value: str) -> str:
        number, colon, secret = value.partition(":")
        if value and not (number.isdigit() and colon and secret):
            raise ValueError("this is not a bot token; it looks like 123456:ABC-DEF and comes from @BotFather")
        return value

    @field_validator("pomost_staff_language")
    @classmethod
    def _language_is_ours(cls, value: str) -> str:
        if value not in ("uk", "en", "ru", "pl"):
            raise ValueError(f"{value!r} is not one of uk, en, ru, pl")
        return value

    @field_validator("pomost_desk_hours")
    @classmethod
    def _hours_can_be_read(cls, value: str) -> str:
        hours_of(value)  # WrongHours is a ValueError with its own line
        return value

    @model_validator(mode="after")
    def _belong_together(self) -> Settings:
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("WEBHOOK_SECRET is missing; with WEBHOOK_URL set it keeps strangers out")
        if self.pomost_now and self.telegram_token and urlsplit(self.telegram_api_url).hostname not in LOOPBACK:
            raise ValueError("POMOST_NOW is for demonstrations: it is refused with a token for a real Bot API server")
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.pomost_timezone)

    @property
    def database(self) -> str:
        """The URL of the database; the default SQLite file stands in the data folder."""
        return self.database_url or f"sqlite:///{self.pomost_data / 'pomost.sqlite'}"

    @property
    def fixed_now(self) -> datetime | None:
        """POMOST_NOW as an aware instant; without a zone it is local time at the Point."""
        if self.pomost_now is None or self.pomost_now.tzinfo is not None:
            return self.pomost_now
        return self.pomost_now.replace(tzinfo=self.zone)


def read() -> Settings:
    """The settings of this process. Raises WrongSetting with one line that names the first wrong one."""
    try:
        return Settings()  # type: ignore[call-arg]  # every field has a default; mypy does not see pydantic's Field(...)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else ""
        what = str(first["msg"]).removeprefix("Value error, ")
        known = Settings.model_fields.get(name.lower())
        if first["type"] != "value_error" and known is not None:  # the library's words name no cure
            what = f"{what} ({known.description})"
        raise WrongSetting(f"{name}: {what}" if name else what) from None
