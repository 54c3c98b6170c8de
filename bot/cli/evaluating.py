"""`pomost knowledge evaluate`: the whole pipeline on questions whose right answers are known."""

from __future__ import annotations

from pathlib import Path

import typer

from bot.cli.asking import open_world
from bot.cli.opening import stop
from bot.dialogue.asking import ask
from knowledge.evaluation import Outcome, QuestionError, evaluate, read_questions


def run(file: Path) -> None:
    """Print the table. A file that cannot be read is one line and status 2."""
    try:
        questions = read_questions(file.read_text(encoding="utf-8"))
    except QuestionError as error:
        stop(f"{file}: {' '.join(str(error).split())}")
    except OSError as error:
        stop(f"{file}: {error.strerror or error}")
    except UnicodeDecodeError:
        stop(f"{file}: not UTF-8; save it as UTF-8")
    world, now = open_world()

    def outcome(text: str, language: str) -> Outcome:
        asked = ask(world, text, now, language)
        return Outcome(asked.outcome, asked.article, asked.choices, asked.confidence)

    typer.echo(evaluate(world.knowledge.articles, outcome, questions).table())
