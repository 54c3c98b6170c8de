"""`pomost ask`: one question to the lanes, the timetable and the knowledge base, without a conversation."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import typer

from bot import app as composition
from bot.cli.opening import clock_of, read_settings, stop
from bot.cli.weeks import known_weeks
from bot.dialogue.asking import Asked, ask
from bot.dialogue.cards import article_reply, red_card
from bot.dialogue.scene import World
from bot.timetable.answer import answer
from bot.timetable.question import question_of
from bot.timetable.render import lines
from knowledge.article import LANGUAGES
from knowledge.field import ArticleError

app = typer.Typer(add_completion=False)


def open_world() -> tuple[World, datetime]:
    """The knowledge and, where a database stands, its published weeks; nothing is made on disk but the cache."""
    settings = read_settings()
    now = clock_of(settings)()
    try:
        world = composition.world_of(settings)
    except ArticleError as error:
        stop(str(error))
    return known_weeks(settings, world, now), now


@app.command()
def main(
    text: str | None = typer.Argument(None, help="the question"),
    language: str | None = typer.Option(None, help="uk, en, ru or pl: the language to answer in"),
    batch: Path | None = typer.Option(None, help='a file of lines {"text": …, "language": …?}; prints a line for each'),
    as_json: bool = typer.Option(False, "--json", help="for programs"),
) -> None:
    """Ask one question: prints what the bot would answer, or the outcome as JSON."""
    if language is not None and language not in LANGUAGES:
        stop(f"--language {language}: use one of {', '.join(LANGUAGES)}")
    if batch is not None and text is None:
        _batch(batch)
        return
    if text is None or batch is not None:
        stop("give either a question or --batch FILE.jsonl")
    world, now = open_world()
    asked, spent = _timed(world, text, now, language)
    print(json.dumps(_line(asked, spent), ensure_ascii=False) if as_json else _words(world, text, asked, now))


def _timed(world: World, text: str, now: datetime, language: str | None) -> tuple[Asked, float]:
    begun = time.perf_counter()
    asked = ask(world, text, now, language)
    return asked, (time.perf_counter() - begun) * 1000


def _line(asked: Asked, spent: float) -> dict[str, object]:
    return {
        "outcome": asked.outcome,
        "article": asked.article,
        "choices": list(asked.choices),
        "confidence": round(asked.confidence, 4),
        "language": asked.language,
        "ms": round(spent, 3),
    }


def _batch(file: Path) -> None:
    questions = list(_questions(file))  # all read before the first answer: a bad line stops the whole
    world, now = open_world()
    for text, language in questions:
        asked, spent = _timed(world, text, now, language)
        sys.stdout.write(json.dumps(_line(asked, spent), ensure_ascii=False) + "\n")


def _questions(file: Path) -> Iterator[tuple[str, str | None]]:
    try:
        content = file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        stop(f"{file}: {error.strerror or error}")
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            stop(f'{file}, line {number}: not JSON ({error.msg}); write {{"text": "…", "language": "uk"}}')
        if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
            stop(f'{file}, line {number}: "text" is missing or not a text')
        language = entry.get("language")
        if language is not None and language not in LANGUAGES:
            stop(f'{file}, line {number}: "language" is {language!r}; use one of {", ".join(LANGUAGES)}')
        yield entry["text"], language


def _words(world: World, text: str, asked: Asked, now: datetime) -> str:
    """What a person would read."""
    language = asked.language if asked.language in LANGUAGES else "en"
    known = world.knowledge.articles
    titles = [f"  {each}: {known[each].texts[language].title}" for each in asked.choices if each in known]
    if asked.outcome == "answer" and asked.article:
        reply = article_reply(world, known[asked.article], language, now)
        return f"{reply.title}\n\n{reply.text}\n\n[{asked.article}, {asked.confidence:.2f}]"
    if asked.outcome == "emergency":
        return "\n\n".join(
            f"{reply.title}\n{reply.text}" for reply in red_card(world.knowledge, asked.detail, asked.language)
        )
    wanted = question_of(text, now.astimezone(world.zone).date(), world.weeks) if asked.outcome == "timetable" else None
    if wanted is not None:
        return lines(answer(wanted, world.weeks, now, world.zone), language)
    return "\n".join([f"[{asked.outcome}{' ' + asked.detail if asked.detail else ''}]", *titles])
