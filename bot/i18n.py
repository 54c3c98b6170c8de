"""What people read, in their language: catalogs, plurals, dates and hours as each language writes them.

The catalogs are `translations/<language>/LC_MESSAGES/messages.po`, compiled in memory when first needed; there are
no .mo files. `load()` at start reads all of them at once. translations/README.md tells how they are kept.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from gettext import GNUTranslations
from importlib import resources
from io import BytesIO
from typing import Final

from babel import Locale
from babel import dates as babel_dates
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from flows.move import Label

LANGUAGES: Final = ("uk", "en", "ru", "pl")
FALLBACK: Final = "en"
# British English writes the day before the month and the hours to 24, as everything in the city does.
LOCALES: Final = {"uk": Locale("uk"), "en": Locale("en", "GB"), "ru": Locale("ru"), "pl": Locale("pl")}


def N_(text: str) -> str:  # noqa: N802 - the name that extraction of texts looks for
    """Mark a text for the catalogs."""
    return text


def NP_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 - as N_
    """Mark a text that depends on a number: `translate_plural(language, *NP_("{n} day", "{n} days"), n)`."""
    return singular, plural


def load() -> None:
    """Read all catalogs now, so that no message waits for it."""
    for language in LANGUAGES:
        _catalog(language)


def translate(language: str, msgid: str, /, **values: object) -> str:
    """The text in a language, its named places filled.

    Where a translation is missing or cannot be filled, English stands in, then the msgid itself: a resident always
    gets a reply. What was wrong is a warning, and warnings are errors in the tests. A Label among the values is
    translated too, a tuple is joined with commas. An unknown msgid is shown as it is.
    """
    return _filled((_text(each, msgid) for each in (language, FALLBACK)), msgid, _ready(language, values))


def translate_plural(language: str, singular: str, plural: str, n: int, /, **values: object) -> str:
    """The form that fits the number, which is also the value `n`."""
    texts = (_catalog(each).ngettext(singular, plural, n) for each in (_known(language), FALLBACK))
    return _filled(texts, singular if n == 1 else plural, _ready(language, {"n": n, **values}))


def format_date(day: date, language: str) -> str:
    """26 November 2026"""
    return babel_dates.format_date(day, "long", LOCALES[_known(language)])


def format_day(day: date, language: str, *, short: bool = False) -> str:
    """Thursday 26 November; short: Thu 26 Nov"""
    locale = LOCALES[_known(language)]
    pattern = locale.datetime_skeletons["MMMEd"].pattern
    if not short:  # only English has its own long pattern; elsewhere it is the short one with longer words
        pattern = re.sub("ccc|E+", "EEEE", pattern).replace("MMM", "MMMM")
    return babel_dates.format_date(day, pattern, locale)


def format_weekday(day: date, language: str) -> str:
    """Thursday, as it stands alone"""
    return str(babel_dates.get_day_names("wide", "stand-alone", LOCALES[_known(language)])[day.weekday()])


def format_month(value: str, language: str) -> str:
    """A date as precise as it is known: `2024-06-01`, `2024-06` or `2024`. Anything else is shown as it is."""
    try:
        parts = [int(part) for part in value.split("-")]
        day = date(*[*parts, 1, 1][: max(3, len(parts))])
    except (ValueError, TypeError):
        return value
    if len(parts) == 1:
        return value
    if len(parts) == 2:
        return babel_dates.format_skeleton("yMMMM", day, locale=LOCALES[_known(language)])
    return format_date(day, language)


def format_time(moment: time | datetime, language: str) -> str:
    """16:00, to 24 hours in every language, as it stands on the door"""
    return babel_dates.format_time(moment, "HH:mm", locale=LOCALES[_known(language)])


def format_span(begin: time, end: time, language: str) -> str:
    """16:00–19:00"""
    return f"{format_time(begin, language)}–{format_time(end, language)}"


def format_duration(span: timedelta, language: str) -> str:
    """2 hours, by the largest unit"""
    return babel_dates.format_timedelta(span, locale=LOCALES[_known(language)])


def _known(language: str) -> str:
    return language if language in LANGUAGES else FALLBACK


@cache
def _catalog(language: str) -> GNUTranslations:
    source = resources.files("translations").joinpath(language, "LC_MESSAGES", "messages.po")
    with source.open("rb") as file:
        catalog = read_po(file, locale=language)
    for message in list(catalog):
        forms = [message.string] if isinstance(message.string, str) else (message.string or [""])
        if message.id and not all(forms):
            catalog.delete(message.id)  # an empty entry would be compiled as its msgid and hide the English wording
    compiled = BytesIO()
    write_mo(compiled, catalog)  # leaves out what is fuzzy
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    if language != FALLBACK:
        translations.add_fallback(_catalog(FALLBACK))
    return translations


def _text(language: str, msgid: str) -> str:
    return _catalog(_known(language)).gettext(msgid) if msgid else ""


def _ready(language: str, values: dict[str, object]) -> dict[str, object]:
    return {name: _shown(language, value) for name, value in values.items()}


def _shown(language: str, value: object) -> object:
    if isinstance(value, Label):
        return translate(language, value.msgid)
    if isinstance(value, tuple):
        return ", ".join(str(_shown(language, each)) for each in value)
    return value


def _filled(texts: Iterator[str], msgid: str, values: dict[str, object]) -> str:
    for text in texts:
        try:
            return text.format_map(values)
        except (KeyError, ValueError, IndexError, AttributeError, TypeError) as error:
            warnings.warn(f"the text {msgid!r} cannot be filled: {error!r}", stacklevel=3)
    return msgid
