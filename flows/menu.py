"""The menu: every article in at most three taps, without typing. A tree as data, and no state.

Tap one opens an entry, tap two a group (left out where the titles fit into one message), tap three the article.
Values: `menu`; `menu:ENTRY`; `menu:ENTRY:GROUP`; `menu:ENTRY:GROUP:PART` of a group that is too long for one
message. Articles have the value `article:ID`. today, week, ask and emergency open no list: they are the dialogue's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flows.groups import GROUPS
from flows.move import N_, Option, Prompt

MOST: Final = 8  # buttons a message, beside "Menu"
ENTRIES: Final[Mapping[str, str]] = {
    "today": N_("Point today"),
    "week": N_("Who is here this week"),
    "papers": N_("Papers and stay"),
    "address": N_("Address and PESEL"),
    "school": N_("School"),
    "health": N_("Health"),
    "more": N_("More"),
    "ask": N_("Ask a person"),
    "emergency": N_("Emergency"),
}
# Where an article stands that no group names yet, by its area.
DEFAULTS: Final[Mapping[str, str]] = {"residence": "papers", "school": "school", "health": "health", "city": "more"}
OTHER: Final = N_("Other topics")
ENTRY_OF: Final[Mapping[str, str]] = {
    article: entry for entry, groups in GROUPS.items() for _, articles in groups for article in articles
}


@dataclass(frozen=True, slots=True)
class Title:
    """An article as the menu sees it: its title in the person's language."""

    article: str
    area: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one button of an entry opens. number, of: 1, 1 unless a group was too long for one message."""

    value: str
    label: str
    titles: tuple[Title, ...]
    number: int = 1
    of: int = 1


def main() -> Prompt:
    """The nine entries."""
    return Prompt(
        N_(
            "What do you need? Choose, or write your question.\n"
            "A program prepared most texts from public sources. More about it: /privacy"
        ),
        options=tuple(Option(f"menu:{entry}", label) for entry, label in ENTRIES.items()),
        title=N_("Menu"),
    )


def opened(value: str, titles: Sequence[Title]) -> Prompt | None:
    """What a button of the menu opens, given all articles there are. None: not a list of ours, or out of date."""
    if value == "menu":
        return main()
    entry = value.removeprefix("menu:").partition(":")[0]
    if value != f"menu:{entry}" and not value.startswith(f"menu:{entry}:"):
        return None
    if entry not in GROUPS:
        return None
    parts = tuple(_parts(entry, titles))
    if value == f"menu:{entry}":
        return _entry(entry, parts)
    part = next((part for part in parts if part.value == value), None)
    return None if part is None else _list(part.label, part.titles, back=f"menu:{entry}")


def entry_of(article: str, area: str) -> str:
    """The entry an article stands under."""
    return ENTRY_OF.get(article, DEFAULTS[area])


def _parts(entry: str, titles: Sequence[Title]) -> Iterator[Part]:
    """The groups of an entry that have titles, none longer than a message. Order within a group: the group's own."""
    here = {title.article: title for title in titles if entry_of(title.article, title.area) == entry}
    for number, (label, articles) in enumerate(GROUPS[entry]):
        yield from _split(f"menu:{entry}:{number}", label, [here.pop(each) for each in articles if each in here])
    yield from _split(f"menu:{entry}:{len(GROUPS[entry])}", OTHER, list(here.values()))


def _split(value: str, label: str, titles: list[Title]) -> Iterator[Part]:
    chunks = [tuple(titles[first : first + MOST]) for first in range(0, len(titles), MOST)]
    for number, chunk in enumerate(chunks, 1):
        yield Part(value if number == 1 else f"{value}:{number}", label, chunk, number, len(chunks))


def _entry(entry: str, parts: Sequence[Part]) -> Prompt:
    every = tuple(title for part in parts for title in part.titles)
    if len(every) <= MOST:
        return _list(ENTRIES[entry], every, back="")
    buttons = tuple(_button(part) for part in parts)
    return Prompt(N_("Choose a topic."), options=(*buttons, _menu()), title=ENTRIES[entry])


def _button(part: Part) -> Option:
    """A group of one is its article: a tap less."""
    if len(part.titles) == 1:
        return _article(part.titles[0])
    return Option(part.value, part.label, suffix="" if part.of == 1 else f" {part.number}/{part.of}")


def _list(label: str, titles: Sequence[Title], *, back: str) -> Prompt:
    text = N_("Choose what you want to read.") if titles else N_("There is nothing here yet. Write your question.")
    behind = (Option(back, N_("Back")),) if back else ()
    return Prompt(text, options=(*map(_article, titles), *behind, _menu()), title=label)


def _article(title: Title) -> Option:
    return Option(f"article:{title.article}", title.text, literal=True)


def _menu() -> Option:
    return Option("menu", N_("Menu"))
