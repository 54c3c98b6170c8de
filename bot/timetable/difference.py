"""What changed between two versions of a week, and whom it touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from bot.timetable.duty import Duty
from bot.timetable.week import in_order


@dataclass(frozen=True, slots=True)
class Changed:
    """A duty in both versions that is not the same. fields: the names of Duty's fields that differ."""

    before: Duty
    after: Duty
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """In order of time. A duty is the same one as long as its id is."""

    added: tuple[Duty, ...] = ()
    removed: tuple[Duty, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    @property
    def touched(self) -> tuple[Duty, ...]:
        """Every duty concerned; a changed one as it was and as it is, for whoever waits for either."""
        both = [duty for change in self.changed for duty in (change.before, change.after)]
        return in_order([*self.added, *self.removed, *both])

    @property
    def services(self) -> frozenset[str]:
        return frozenset(duty.service.id for duty in self.touched)

    @property
    def organisations(self) -> frozenset[str]:
        return frozenset(duty.organisation.id for duty in self.touched)

    @property
    def days(self) -> frozenset[date]:
        return frozenset(duty.date for duty in self.touched)


def difference(before: Iterable[Duty], after: Iterable[Duty]) -> Difference:
    """From one version's duties to the next's."""
    old, new = ({duty.id: duty for duty in duties} for duties in (before, after))
    changed = (Changed(old[name], new[name], _differing(old[name], new[name])) for name in old.keys() & new.keys())
    return Difference(
        added=in_order(new[name] for name in new.keys() - old.keys()),
        removed=in_order(old[name] for name in old.keys() - new.keys()),
        changed=tuple(
            sorted(
                (change for change in changed if change.fields),
                key=lambda change: (change.after.date, change.after.start, change.after.id),
            )
        ),
    )


def _differing(before: Duty, after: Duty) -> tuple[str, ...]:
    return tuple(each.name for each in fields(Duty) if getattr(before, each.name) != getattr(after, each.name))
