"""`pomost timetable`: import a sheet, show and export a published week. Exit status 0, 1 (not there) or 2 (wrong)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer

from bot.calendar import WrongWeek, local, monday, week_of
from bot.cli.opening import FAILED, clock_of, opened, read_settings, stop
from bot.importing.csv_sheet import read_csv
from bot.importing.sheet import Sheet
from bot.storage import timetables
from bot.timetable.duty import LANGUAGES
from bot.timetable.week import Week, WrongDocument, document
from bot.timetable.weekly import week_text

app = typer.Typer(help="The week of duties.", no_args_is_help=True, rich_markup_mode=None)

BY: Final = "command line"
FORMATS: Final = ("short", "json")

Language = Annotated[str, typer.Option(help="uk, en, ru or pl.")]
WeekOption = Annotated[str, typer.Option("--week", help="An ISO week like 2026-W48; this one if not said.")]


@app.command(name="import")
def import_sheet(
    file: Annotated[Path, typer.Argument(help="The timetable as CSV.")],
    allow_sample: Annotated[bool, typer.Option("--allow-sample", help="Admit invented data, also past weeks.")] = False,
    publish: Annotated[bool, typer.Option("--publish", help="Publish at once what has no errors.")] = False,
    language: Language = "en",
) -> None:
    """Read a sheet, name everything wrong in it, show the weeks as they will be sent; with --publish, publish them."""
    _known(language)
    sheet = _read(file, allow_sample=allow_sample)
    for finding in sheet.findings:
        typer.echo(f"{finding.severity}: {finding.text(language)}", err=True)
    if sheet.errors:
        stop(f"{file.name}: {_counted(sheet.errors, 'error')}, nothing was imported")
    if publish:
        _publish(sheet.weeks, allow_sample=allow_sample)
    else:
        _preview(sheet, language)


@app.command()
def show(week: WeekOption = "", language: Language = "en") -> None:
    """A published week as subscribers read it."""
    _known(language)
    typer.echo(week_text(_published(week), language))


@app.command()
def export(
    week: WeekOption = "",
    language: Language = "en",
    form: Annotated[str, typer.Option("--format", help="short or json.")] = "short",
) -> None:
    """A published week for other channels: short text to forward, or its data as JSON."""
    _known(language)
    if form not in FORMATS:
        stop(f"there is no format '{form}'; write one of: {', '.join(FORMATS)}")
    found = _published(week)
    if form == "short":
        typer.echo(week_text(found, language))
        return
    data = {"week": found.iso, "version": found.number, "sample": found.is_sample, **document(found.duties)}
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))


def _known(language: str) -> None:
    if language not in LANGUAGES:
        stop(f"there is no language '{language}'; write one of: {', '.join(LANGUAGES)}")


def _read(file: Path, *, allow_sample: bool) -> Sheet:
    chosen = read_settings()
    today = local(clock_of(chosen)(), chosen.zone).date()
    try:
        content = file.read_bytes()
    except OSError as error:
        stop(f"{file}: {error.strerror or error}; name a CSV file that can be read")
    return read_csv(content, today=today, allow_sample=allow_sample)


def _preview(sheet: Sheet, language: str) -> None:
    for week in sheet.weeks:
        typer.echo(f"{week_text(week, language)}\n")
    weeks = ", ".join(f"{week.iso} ({_counted(week.duties, 'duty', 'duties')})" for week in sheet.weeks)
    typer.echo(f"Not published: {weeks}. {_counted(sheet.warnings, 'warning')}. To publish, add --publish.")


def _publish(weeks: tuple[Week, ...], *, allow_sample: bool) -> None:
    """All weeks of the sheet in one transaction: all are published or none."""
    with opened() as here:
        now = here.clock()
        numbers = here.database.write_now(
            lambda conn: [timetables.publish(conn, week, BY, now, allow_sample=allow_sample) for week in weeks]
        )
    for week, number in zip(weeks, numbers, strict=True):
        sample = ", SAMPLE" if week.is_sample else ""
        typer.echo(f"Published {week.iso}, version {number}: {_counted(week.duties, 'duty', 'duties')}{sample}")


def _published(week: str) -> Week:
    """The published version of a week; without a week the one of today."""
    with opened() as here:
        chosen = week.upper() or _this_week(here.clock(), here.settings.zone)
        try:
            monday(chosen)
            found = here.database.read_now(lambda conn: timetables.latest(conn, chosen))
        except (WrongWeek, WrongDocument) as error:
            stop(str(error))
    if found is None:
        stop(f"the timetable of {chosen} is not published yet", FAILED)
    return found


def _this_week(now: datetime, zone: ZoneInfo) -> str:
    return week_of(local(now, zone).date())


def _counted(things: Sequence[object], one: str, many: str = "") -> str:
    return f"{len(things)} {one if len(things) == 1 else many or one + 's'}"
