"""A question on its way to a person: what is known of it, and how it will be seen."""

from __future__ import annotations

from typing import Final

from flows.languages import OWN_NAMES
from flows.move import N_, Data, Label, string, strings

TOPICS: Final = {
    "papers": N_("Papers and stay"),
    "address": N_("Address and PESEL"),
    "school": N_("School"),
    "health": N_("Health"),
    "work": N_("Work and money"),
    "housing": N_("Housing"),
    "safety": N_("I am not safe"),
    "other": N_("Something else"),
}
SENSITIVE: Final = frozenset({"safety", "health"})  # product.md section 5: violence, exploitation, protection, health
URGENCIES: Final = {"today": N_("today"), "dated": N_("this week"), "normal": N_("no date")}
PICTURES: Final = frozenset({"photo", "file"})  # may show numbers that cannot be hidden
PASSED_ON: Final = PICTURES | {"voice", "location"}  # a contact would show a phone number, a sticker says nothing
SHOWN: Final = 500  # characters of the question in the last look; the ticket holds all of it


def held(data: Data) -> list[tuple[str, str]]:
    """Messages that wait for a yes: kind and source."""
    sent = data.get("sent")
    pairs = sent if isinstance(sent, (list, tuple)) else ()
    return [(str(pair[0]), str(pair[1])) for pair in pairs if isinstance(pair, (list, tuple)) and len(pair) == 2]


def media(data: Data) -> list[str]:
    """Sources of all that is passed on; voice messages need no yes."""
    return [*strings(data, "media"), *(source for kind, source in held(data) if kind in PASSED_ON - PICTURES)]


def written(data: Data) -> str:
    """The whole question: what was asked before and all that was written since."""
    return "\n".join(part for part in (string(data, "question"), *strings(data, "texts")) if part.strip())


def seen(data: Data) -> dict[str, str | Label]:
    """What staff will see of a person, and of the question so far."""
    language = string(data, "language")
    return {
        "pseudonym": string(data, "pseudonym"),
        "language": OWN_NAMES.get(language, language),
        "question": _shown(written(data)) or Label(N_("not written yet")),
        "answer": _shown(string(data, "answer")) or Label(N_("nothing yet")),
    }


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
