"""The weekly message: the week in a subscriber's language and choice, made once for each of these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.calendar import monday, week_of
from bot.i18n import N_, translate
from bot.messages import Choice, Reply
from bot.storage import timetables
from bot.storage.database import Connection
from bot.timetable.duty import Texts
from bot.timetable.week import Week
from bot.timetable.weekly import Wanted, service_names, week_text

# So many weeks back the names of services are looked for, to say in words which one is not there.
NAMES_FROM: Final = 8


class Letters:
    """The messages of one version of a week."""

    def __init__(self, week: Week, names: Mapping[str, Texts]) -> None:
        self.week = week
        self._names = names
        self._made: dict[tuple[str, Wanted], Reply] = {}

    def to(self, language: str, wanted: Wanted) -> Reply:
        found = self._made.get((language, wanted))
        if found is None:
            text = week_text(self.week, language, wanted, names=self._names)
            found = self._made[language, wanted] = Reply(text, choices=choices(language))
        return found


def choices(language: str) -> tuple[Choice, ...]:
    return (
        Choice("subscription:some", translate(language, N_("Only some services"))),
        Choice("subscription:stop", translate(language, N_("Stop"))),
        Choice("menu", translate(language, N_("Menu"))),
    )


def letters(conn: Connection, week: str, standing: Letters | None = None) -> Letters | None:
    """The messages of the newest published version; the standing ones while they are of that version.

    None: the week is not published. Raises WrongDocument when it cannot be read.
    """
    found = timetables.latest(conn, week)
    if found is None or (standing is not None and standing.week == found):
        return None if found is None else standing
    first = week_of(monday(week).fromordinal(monday(week).toordinal() - 7 * NAMES_FROM))
    return Letters(found, service_names(timetables.published(conn, first, week)))
