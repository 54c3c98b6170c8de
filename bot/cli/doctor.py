"""`pomost doctor`: looks at settings, database, knowledge and token, and says how to mend each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import typer

from bot.app import world_of
from bot.channels.telegram.channel import Telegram
from bot.cli.opening import FAILED, clock_of, read_settings
from bot.settings import Settings
from bot.storage import schema
from bot.storage.database import Unopenable
from knowledge.cache import calibration_is_old
from knowledge.field import ArticleError

app = typer.Typer(add_completion=False)


@dataclass(frozen=True, slots=True)
class Look:
    """One thing looked at. cure: what to do, "" when it is well. grave: Pomost cannot work like this."""

    what: str
    state: str
    cure: str = ""
    grave: bool = False


@app.command()
def main() -> None:
    """Check what Pomost needs. Exit status 1 when something keeps it from working."""
    settings = read_settings()
    looks = [*_database(settings), *_knowledge(settings), *_telegram(settings)]
    for look in looks:
        mark = "ok  " if not look.cure else ("FAIL" if look.grave else "warn")
        typer.echo(f"{mark}  {look.what}: {look.state}")
        if look.cure:
            typer.echo(f"      {look.cure}")
    if any(look.grave for look in looks):
        raise typer.Exit(FAILED)


def _database(settings: Settings) -> Iterator[Look]:
    kind = "PostgreSQL" if settings.database.startswith("postgres") else "SQLite"
    try:
        current = schema.is_current(settings.database)
    except (Unopenable, OSError) as error:
        yield Look("database", str(error), "check DATABASE_URL, or POMOST_DATA for the SQLite file", grave=True)
        return
    if current:
        yield Look("database", f"{kind}, up to date")
    else:
        yield Look("database", f"{kind}, not up to date", "run `pomost migrate`", grave=True)


def _knowledge(settings: Settings) -> Iterator[Look]:
    try:
        world = world_of(settings)
    except ArticleError as error:
        yield Look("knowledge", str(error), "run `pomost knowledge check`", grave=True)
        return
    articles = world.knowledge.articles
    yield Look("knowledge", f"{len(articles)} articles")
    today = clock_of(settings)().astimezone(settings.zone).date()
    overdue = [article.id for article in articles.values() if article.review_by < today]
    if overdue:
        yield Look("reviews", f"{len(overdue)} articles are past their review date", "see `pomost knowledge stale`")
    if calibration_is_old(articles):
        yield Look("calibration", "older than the articles", "run `pomost knowledge calibrate` and commit it")
    if not world.knowledge.places["info-point"].confirmed:
        yield Look(
            "the Point's own phone, e-mail and address",
            "not confirmed",
            "an editor confirms them in knowledge/places/common.yaml (info-point: confirmed: true)",
        )


def _telegram(settings: Settings) -> Iterator[Look]:
    if not settings.telegram_token:
        yield Look("Telegram", "no token: answers in the terminal only", "set TELEGRAM_TOKEN to serve Telegram")
        return
    yield asyncio.run(_token(settings))
    if settings.telegram_staff_chat is None:
        yield Look("staff group", "not set", "set TELEGRAM_STAFF_CHAT; until then `pomost tickets` is the desk")


async def _token(settings: Settings) -> Look:
    telegram = Telegram(settings.telegram_token, origin=settings.telegram_api_url)
    try:
        me = await telegram.introduce()
    except Exception as error:  # noqa: BLE001  # whatever it was, the line says that the token or the way there is wrong
        cure = "check TELEGRAM_TOKEN and TELEGRAM_API_URL, and that this machine reaches the server"
        return Look("Telegram", f"the token could not be used ({type(error).__name__})", cure, grave=True)
    finally:
        await telegram.close()
    return Look("Telegram", f"the token is good, the bot is @{me.name}")
