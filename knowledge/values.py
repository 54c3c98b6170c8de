"""A typed fact, written as a language writes it. One table of units; everything else is Babel's (CLDR)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from knowledge.article import Fact, FactKind

NOMINATIVE = "nom"
GENITIVE = "gen"

# English as written in Poland and on the city's pages: 4 March 2027, not March 4.
_LOCALES = {"uk": "uk", "en": "en_GB", "ru": "ru", "pl": "pl"}

_SIGNS = {"PLN": "zł", "EUR": "€"}
_NUMBER = r"\d{1,9}(?:\.\d{1,4})?"
_PATTERNS: Mapping[FactKind, tuple[str, str]] = {
    FactKind.MONEY: (r"\d{1,9}(?:\.\d{2})? (?:PLN|EUR)", "an amount such as 440 PLN or 830.58 PLN"),
    FactKind.PHONE: (r"(?:\+\d[\d ]{6,18}|\d[\d ]{1,13})\d", "a phone such as +48 12 616 55 55 or 112"),
    FactKind.DATE: (r"\d{4}(?:-\d{2}(?:-\d{2})?)?", "a date such as 2027-03-04, 2027-03 or 2027"),
    FactKind.DURATION: (
        rf"{_NUMBER} (?:minute|hour|day|working-day|week|month|year)s?",
        "a duration such as 30 days, 14 working-days or 1.5 hours",
    ),
    FactKind.NUMBER: (_NUMBER, "a number such as 3 or 2.5"),
    FactKind.PERCENT: (_NUMBER, "a percentage such as 50, without the sign"),
    FactKind.TIME: (r"(?:[01]?\d|2[0-3]):[0-5]\d", "a time such as 17:00"),
    FactKind.LINK: (r"https?://[^\s<>\"]+", "a link that begins with https://"),
    FactKind.EMAIL: (r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", "an e-mail address"),
    FactKind.ADDRESS: (r".+", "an address"),
    FactKind.TEXT: (r".+", "a text"),
}

# Forms of a unit: after 1 (nominative), after 2-4 (nominative), genitive singular, genitive plural.
_UNITS: Mapping[str, Mapping[str, tuple[str, str, str, str]]] = {
    "uk": {
        "minute": ("хвилина", "хвилини", "хвилини", "хвилин"),
        "hour": ("година", "години", "години", "годин"),
        "day": ("день", "дні", "дня", "днів"),
        "working-day": ("робочий день", "робочі дні", "робочого дня", "робочих днів"),
        "week": ("тиждень", "тижні", "тижня", "тижнів"),
        "month": ("місяць", "місяці", "місяця", "місяців"),
        "year": ("рік", "роки", "року", "років"),
    },
    "ru": {
        "minute": ("минута", "минуты", "минуты", "минут"),
        "hour": ("час", "часа", "часа", "часов"),
        "day": ("день", "дня", "дня", "дней"),
        "working-day": ("рабочий день", "рабочих дня", "рабочего дня", "рабочих дней"),
        "week": ("неделя", "недели", "недели", "недель"),
        "month": ("месяц", "месяца", "месяца", "месяцев"),
        "year": ("год", "года", "года", "лет"),
    },
    "pl": {
        "minute": ("minuta", "minuty", "minuty", "minut"),
        "hour": ("godzina", "godziny", "godziny", "godzin"),
        "day": ("dzień", "dni", "dnia", "dni"),
        "working-day": ("dzień roboczy", "dni robocze", "dnia roboczego", "dni roboczych"),
        "week": ("tydzień", "tygodnie", "tygodnia", "tygodni"),
        "month": ("miesiąc", "miesiące", "miesiąca", "miesięcy"),
        "year": ("rok", "lata", "roku", "lat"),
    },
}


def fault(kind: FactKind, value: str) -> str:
    """Why the value is none of its kind, in an editor's words; "" when it is one."""
    pattern, expected = _PATTERNS[kind]
    if not re.fullmatch(pattern, value):
        return f"expected {expected}, got '{value}'"
    if kind is FactKind.DATE and _day(value) is None:
        return f"there is no such date: '{value}'"
    return ""


def write(fact: Fact, language: str, case: str = NOMINATIVE) -> str:
    """The value in the language, with plain spaces (people copy and search it). case: NOMINATIVE or GENITIVE, which
    only durations and dates tell apart. The fact must be sound (`fault` gives "")."""
    value = fact.value if isinstance(fact.value, str) else fact.value[language]
    match fact.kind:
        case FactKind.MONEY:
            written = _money(value, language)
        case FactKind.DATE:
            written = _date(value, language, case)
        case FactKind.DURATION:
            written = _duration(value, language, case)
        case FactKind.NUMBER:
            written = _decimal(value, language)
        case FactKind.PERCENT:
            written = format_percent(Decimal(value) / 100, locale=_locale(language), decimal_quantization=False)
        case _:
            written = value
    return re.sub(r"[\u00a0\u202f]", " ", written)


def expires_on(value: str) -> date | None:
    """The day of a complete date, None for a month or a year alone."""
    return _day(value) if len(value) == len("2027-03-04") else None


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[language])


def _decimal(value: str, language: str) -> str:
    return str(format_decimal(Decimal(value), locale=_locale(language), decimal_quantization=False))


def _money(value: str, language: str) -> str:
    """Whole amounts without decimals; the sign of the price tag in every language (CLDR has PLN for three of them)."""
    amount, currency = value.split()
    number = Decimal(amount)
    pattern = "#,##0" if number == number.to_integral_value() else "#,##0.00"
    return f"{format_decimal(number, format=pattern, locale=_locale(language))} {_SIGNS[currency]}"


def _day(value: str) -> date | None:
    year, month, day = (*value.split("-"), "1", "1")[:3]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _date(value: str, language: str, case: str) -> str:
    """CLDR keeps two forms of a month's name: LLLL alone (березень), MMMM with a day, which is the genitive."""
    day = _day(value)
    if day is None:
        raise ValueError(value)
    parts = value.count("-")
    if parts == 0:
        return value
    if parts == 2:
        return str(format_date(day, "long", locale=_locale(language)))
    year = {"uk": "y 'р.'", "ru": "y 'г.'"}.get(language, "y")
    return str(format_date(day, f"{'MMMM' if case == GENITIVE else 'LLLL'} {year}", locale=_locale(language)))


def _duration(value: str, language: str, case: str) -> str:
    """Number and unit. CLDR's category ("one few many other") says which form: Babel's own unit patterns know only the
    nominative, so the forms stand in `_UNITS`. Rule of uk, ru, pl: nominative: 1 день, 2 дні, 5 днів, a fraction 1,5
    дня; genitive: 1 дня and fractions singular, all else plural (SUM dictionary; Zaliznyak; SJP PWN on numerals)."""
    amount, unit = value.split()
    unit = unit.removesuffix("s")
    number = Decimal(amount)
    written = _decimal(amount, language)
    if language == "en":
        return f"{written} {unit.replace('-', ' ')}{'' if number == 1 else 's'}"
    one, few, of_one, of_many = _UNITS[language][unit]
    category = _locale(language).plural_form(number)
    nominative = {"one": one, "few": few, "many": of_many, "other": of_one}
    genitive = {"one": of_one, "few": of_many, "many": of_many, "other": of_one}
    return f"{written} {(genitive if case == GENITIVE else nominative)[category]}"
