"""Is a text a question to the timetable, and which? Precision first: a text with words nobody explains is none.

'When is the lawyer', 'who is there tomorrow', 'are you open on Saturday' are; 'where is free legal help' and 'when do I
get my card' are not: they belong to the knowledge base.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from bot.timetable.days import DAYS, around, asked_days
from bot.timetable.duty import DESK
from bot.timetable.lexicon import CONCEPTS, Concept
from bot.timetable.reading import (
    CONCEPT,
    LONGEST_WORDS,
    Reading,
    Token,
    heard_words,
    is_generic,
    phrases,
    read,
    stands_in,
)
from bot.timetable.week import Week

SPOKEN: Final = ("uk", "ru", "pl", "en", "es", "be")
_BY_ID: Final = {concept.id: concept for concept in CONCEPTS}
_SHORTEST_NAME: Final = 4  # letters of a word in a service's name by which it may be called
_SHORT: Final = 5  # words; "is" in a longer text says nothing about being there
_TOO_COMMON: Final = 3  # a word in the names of more services than this names none of them


@dataclass(frozen=True, slots=True)
class TimetableQuestion:
    """What is asked of the week. days: empty means the next two weeks. services: ids; empty and no subject: everything.

    subject: the msgid of the kind of help, for "nobody"; "" when a service was called by its own name.
    languages: the person on duty should speak one of these. is_opening: when the Point itself is open.
    """

    days: tuple[date, ...] = ()
    services: tuple[str, ...] = ()
    subject: str = ""
    languages: tuple[str, ...] = ()
    is_opening: bool = False
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A service of the published weeks: its words as heard, and the kinds of help it is."""

    id: str
    names: frozenset[str]
    concepts: frozenset[str]


def question_of(text: str, today: date, weeks: Sequence[Week]) -> TimetableQuestion | None:
    """The question to the timetable in a text, or None. today: the date at the Point. Never fails."""
    reading = read(text)
    if not reading.tokens or len(reading.tokens) > LONGEST_WORDS:
        return None
    if reading.has("how") and not (reading.has("booking") and _is_timed(reading)):
        return None
    offered = vocabulary(tuple(weeks))
    found = _about_concepts(reading, offered)
    if found is None and not reading.concepts:
        found = _about_names(reading, offered) or _about_the_point(reading)
    if found is None:
        return None
    languages = found.languages or tuple(
        each for each in SPOKEN if reading.has(each) and found.subject != _label("polish-club")
    )
    days = asked_days(reading, today)
    if not (days or languages or found.services or found.subject):
        days = around(today)
    return TimetableQuestion(days, found.services, found.subject, languages, found.is_opening, reading.has("now"))


@lru_cache(maxsize=4)
def vocabulary(weeks: tuple[Week, ...]) -> tuple[Offered, ...]:
    """The services of these weeks, with the words by which they can be called."""
    texts: dict[str, list[str]] = {}
    marks: dict[str, set[str]] = {}  # ids mark a kind of help, but nobody calls a service by its id
    for week in weeks:
        for duty in week.duties:
            names = texts.setdefault(duty.service.id, [])
            parts = (duty.service, duty.organisation)
            names.extend(text for part in parts for text in part.name.each().values())
            marks.setdefault(duty.service.id, set()).update(part.id.replace("_", " ") for part in parts)
    return tuple(
        Offered(service, heard_words("\n".join(dict.fromkeys(names))), _concepts_of(service, [*names, *marks[service]]))
        for service, names in texts.items()
    )


def _concepts_of(service: str, names: list[str]) -> frozenset[str]:
    if service == DESK:
        return frozenset({"desk"})
    return frozenset(
        concept.id
        for concept in CONCEPTS
        if concept.id != "desk" and any(stands_in(phrases(concept.named), name) for name in names)
    )


def _label(concept: str) -> str:
    return _BY_ID[concept].label


def _is_timed(reading: Reading) -> bool:
    return reading.has("when", *DAYS) or bool(reading.days)


def _about_concepts(reading: Reading, offered: tuple[Offered, ...]) -> TimetableQuestion | None:
    """A lawyer, the Red Cross, … with a word of time or presence beside it."""
    if not reading.concepts:
        return None
    concepts = [_BY_ID[each] for each in reading.concepts]
    services = tuple(each.id for each in offered if each.concepts & {concept.id for concept in concepts})
    named = [each for each in offered if each.id in services]
    rest = _unexplained(reading, named)
    if any(concept.is_office for concept in concepts):
        rest = tuple(token for token in reading.rest if token in rest or is_generic(token))
    if len(rest) > _allowance(reading, concepts) or not _has_cue(reading, concepts, rest):
        return None
    if any(concept.is_office for concept in concepts) and offered and not services:
        return None  # an office of the city that has no duty at the Point: the knowledge base knows it better
    opening = concepts[0].id == DESK and len(concepts) == 1
    return TimetableQuestion((), (DESK,) if opening else services, concepts[0].label, is_opening=opening)


def _allowance(reading: Reading, concepts: list[Concept]) -> int:
    """How many words may stay unexplained beside a named service."""
    if any(concept.is_office for concept in concepts):
        return 0
    return 2 if reading.has("when", "presence", "who", "anyone", "timetable") else 1


def _has_cue(reading: Reading, concepts: list[Concept], rest: tuple[Token, ...]) -> bool:
    """A word of time or presence; without one 'the lawyer' is a matter for the knowledge base."""
    if _is_timed(reading) or reading.has("presence", "timetable", "works"):
        return True
    is_office = any(concept.is_office for concept in concepts)
    if reading.has("copula") and reading.has("here", "you"):
        return True
    if reading.has("open"):
        return reading.has("point", "you") or not is_office
    if reading.has("next"):
        return not is_office
    if rest or not reading.has("copula") or reading.has("where"):
        return False
    return _says_only(reading, {"copula", "here"}) if is_office else len(reading.tokens) <= _SHORT  # "юрист є?"


def _says_only(reading: Reading, groups: set[str]) -> bool:
    """Whether beside the services nothing but these groups and the shortest words stands there."""
    return all(
        mark.group in groups or mark.group.startswith(CONCEPT) or len(reading.tokens[mark.first].typed) <= 2
        for mark in reading.marks
    )


def _unexplained(reading: Reading, services: Sequence[Offered]) -> tuple[Token, ...]:
    """The words that neither the lexicon nor the names of the services asked for explain."""
    return tuple(token for token in reading.rest if not any(_is_named(token, each) for each in services))


def _is_named(token: Token, service: Offered) -> bool:
    return any(_same_word(token.heard, name) for name in service.names)


def _same_word(one: str, other: str) -> bool:
    """One word in two of its forms, or with one letter wrong."""
    short = min(len(one), len(other))
    if short < _SHORTEST_NAME:
        return one == other
    kept = max(_SHORTEST_NAME, short - 2)
    if one[:kept] == other[:kept] and abs(len(one) - len(other)) <= (1 if short == _SHORTEST_NAME else 4):
        return True
    return short >= 6 and one[0] == other[0] and OSA.distance(one, other, score_cutoff=1) <= 1


def _about_names(reading: Reading, offered: tuple[Offered, ...]) -> TimetableQuestion | None:
    """A service called by a word of its own name in the sheet."""
    if not (_is_timed(reading) or reading.has("presence", "timetable", "works")):
        return None
    telling = [token for token in reading.rest if len(token.heard) >= _SHORTEST_NAME or token.typed.isalpha()]
    counted = {each.id: sum(_tells(token, each, offered) for token in telling) for each in offered}
    best = max(counted.values(), default=0)
    chosen = [each for each in offered if best and counted[each.id] == best]
    if not chosen or _unexplained(reading, chosen):
        return None
    return TimetableQuestion((), tuple(each.id for each in chosen))


def _tells(token: Token, service: Offered, offered: tuple[Offered, ...]) -> bool:
    if is_generic(token) or len(token.heard) < 3 or not _is_named(token, service):
        return False
    return sum(_is_named(token, each) for each in offered) <= _TOO_COMMON


def _about_the_point(reading: Reading) -> TimetableQuestion | None:
    """No service is named: who is there, what is on, the timetable itself, opening hours. Every word must be known."""
    if reading.rest:
        return None
    timed = _is_timed(reading)
    who = reading.has("who") and (timed or reading.has("here", "point", "presence"))
    anyone = reading.has("anyone") and timed
    spoken = any(reading.has(each) for each in SPOKEN)
    if spoken:
        speaks = reading.has("speak") and (timed or reading.has("who", "anyone", "presence"))
        return TimetableQuestion() if speaks or (timed and (who or anyone)) else None
    if who or anyone or reading.has("timetable") or (reading.has("event") and _has_day(reading)):
        return TimetableQuestion()
    if _asks_for_opening(reading, timed=timed):
        return TimetableQuestion((), (DESK,), _label(DESK), is_opening=True)
    return None


def _has_day(reading: Reading) -> bool:
    return reading.has(*DAYS) or bool(reading.days)


def _asks_for_opening(reading: Reading, *, timed: bool) -> bool:
    if reading.has("open"):
        return True
    if reading.has("works") and (reading.has("point") and (timed or reading.has("presence"))):
        return True
    return (
        reading.has("come")
        and timed
        and not reading.has("booking")
        and (reading.has("point", "you") or _has_day(reading))
    )
