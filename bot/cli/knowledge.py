"""`pomost knowledge`: the editors' tools. Exit status 0, 1 (findings; something is stale) or 2 (a broken file)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import settings
from knowledge import cache
from knowledge import check as lint
from knowledge.article import AREAS, LANGUAGES, Article
from knowledge.calibration import CalibrationError
from knowledge.card import card, newest
from knowledge.loader import ArticleError, Knowledge, load, reading

app = typer.Typer(
    help="The editors' tools.", no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False
)

Json = Annotated[bool, typer.Option("--json", help="For a machine.")]
Area = Annotated[str, typer.Option(help="residence, school, health or city.")]


@app.command()
def check(ids: Annotated[list[str] | None, typer.Argument(help="Only these articles.")] = None) -> None:
    """Is every article as docs/articles.md asks? One line a finding."""
    found = reading()
    wanted = frozenset(ids or found.knowledge.articles)
    broken = [error for error in found.errors if not ids or error.file.split("/")[-1].removesuffix(".yaml") in wanted]
    for error in broken:
        typer.echo(str(error), err=True)
    if broken:
        raise typer.Exit(2)
    if unknown := sorted(wanted - set(found.knowledge.articles)):
        _stop(f"there is no article '{unknown[0]}'; `pomost knowledge list` names them")
    findings = [one for one in lint.check(found.knowledge) if not ids or _stem(one.file) in wanted]
    for one in findings:
        typer.echo(f"{one.weight}: {one}")
    errors = sum(one.weight is lint.Weight.ERROR for one in findings)
    typer.echo(f"{len(wanted)} articles, {errors} errors, {len(findings) - errors} warnings")
    if not ids:
        _calibration_warning(found.knowledge)
    raise typer.Exit(1 if errors else 0)


@app.command(name="list")
def list_articles(area: Area = "", as_json: Json = False) -> None:
    """Every article: id, area, review date, newest source, whether the Point confirmed it."""
    if area and area not in AREAS:
        _stop(f"there is no area '{area}'; write one of: {', '.join(AREAS)}")
    chosen = [article for article in _loaded().articles.values() if area in ("", article.area)]
    if as_json:
        typer.echo(json.dumps([_row(article) for article in chosen], ensure_ascii=False, indent=1))
        return
    for article in chosen:
        row = _row(article)
        typer.echo(f"{article.id:<28} {article.area:<10} {row['review_by']:<11} {row['source']:<11} {row['title']}")
    counts = Counter(article.area for article in chosen)
    typer.echo(f"{len(chosen)} articles: " + ", ".join(f"{name} {counts[name]}" for name in AREAS if counts[name]))


@app.command()
def stale(as_json: Json = False) -> None:
    """Articles past their review date or with a rule that has ended. Exit status 1 when there are any."""
    found = lint.stale(_loaded(), _today())
    if as_json:
        rows = [{"article": one.article, "review_by": str(one.review_by), "ended": list(one.ended)} for one in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for one in found:
            ended = f", ended: {', '.join(one.ended)}" if one.ended else ""
            typer.echo(f"{one.article:<28} review by {one.review_by}{ended}")
        typer.echo(f"{len(found)} articles need an editor")
    raise typer.Exit(1 if found else 0)


@app.command()
def calibrate() -> None:
    """Measure anew how sure the matcher may be and write knowledge/calibration.yaml. After every change of phrases."""
    try:
        made = cache.recalibrate(_loaded().articles)
    except OSError as error:
        _stop(f"knowledge/calibration.yaml cannot be written ({error.strerror}); run it in the source tree")
    expected = ", ".join(f"{name} {value:.3f}" for name, value in made.expected.items())
    typer.echo(f"sure from {made.sure:.3f}, choices from {made.choices:.3f}; expected: {expected}")


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE.yaml", help="Questions with their right ends.")],
) -> None:
    """How good the answers are: accuracy, wrong answers, what could be answered at which precision."""
    run: Callable[[Path], None] = import_module("bot.cli.evaluating").run  # the whole bot; the other commands need none
    run(file)


@app.command()
def show(
    article: str, language: Annotated[str, typer.Option(help="uk, en, ru or pl; all four when absent.")] = ""
) -> None:
    """An article as it reads, with its values written out."""
    knowledge = _loaded()
    if article not in knowledge.articles:
        _stop(f"there is no article '{article}'; `pomost knowledge list` names them")
    if language and language not in LANGUAGES:
        _stop(f"there is no language '{language}'; write one of: {', '.join(LANGUAGES)}")
    for code in (language,) if language else LANGUAGES:
        seen = card(knowledge.articles[article], code, knowledge, _today())
        typer.echo(f"[{code}] {seen.title}\n\n{seen.first}")
        for point in seen.points:
            typer.echo(f"• {point}")
        for audience, points in seen.groups.items():
            typer.echo(f"({audience})" + "".join(f"\n• {point}" for point in points))
        typer.echo(f"→ {seen.next}\n")
        for point in seen.more:
            typer.echo(f"  + {point}")
        for audience, points in seen.more_groups.items():
            typer.echo(f"  ({audience})" + "".join(f"\n  + {point}" for point in points))
        typer.echo(f"source: {seen.source_date}\n")


def _row(article: Article) -> dict[str, str | bool]:
    return {
        "id": article.id,
        "area": article.area,
        "decides": article.decides,
        "title": article.texts["en"].title,
        "review_by": str(article.review_by),
        "source": newest(source.date for source in article.sources),
        "confirmed": article.confirmed is not None,
        "volatile": article.volatile,
    }


def _loaded() -> Knowledge:
    try:
        return load()
    except ArticleError as error:
        _stop(str(error))


def _stem(file: str) -> str:
    return file.rsplit("/", 1)[-1].removesuffix(".yaml")


def _stop(problem: str) -> NoReturn:
    typer.echo(f"pomost: {problem}", err=True)
    raise typer.Exit(2)


def _calibration_warning(knowledge: Knowledge) -> None:
    try:
        is_old = cache.calibration_is_old(knowledge.articles)
    except CalibrationError as error:
        _stop(str(error))
    if is_old:
        typer.echo("warning: knowledge/calibration.yaml: made for other phrases; run `pomost knowledge calibrate`")


def _today() -> date:
    """The day at the Point, or that of POMOST_NOW."""
    try:
        chosen = settings.read()
    except settings.WrongSetting as error:
        _stop(str(error))
    return (chosen.fixed_now or datetime.now(UTC)).astimezone(chosen.zone).date()


if __name__ == "__main__":
    app()
