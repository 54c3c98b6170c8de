"""What staff are told of a broadcast, in their language."""

from __future__ import annotations

from bot.i18n import N_, translate
from bot.storage.broadcasts import TOO_LATE, Broadcast
from bot.storage.figures import Counts


def finished(broadcast: Broadcast, counts: Counts, language: str) -> str:
    """It is over, and what became of it. An alarm when it did not reach all in time."""
    states = counts.states
    late = counts.reasons.get("skipped", {}).get(TOO_LATE, 0)
    lines = [
        translate(
            language,
            N_("Weekly timetable {week}: sent to {sent} of {total}, failed {failed}, skipped {skipped}."),
            week=broadcast.week,
            sent=states["sent"],
            total=counts.total,
            failed=states["failed"],
            skipped=states["skipped"],
        )
    ]
    if late:
        lines.insert(0, translate(language, N_("ALARM: too late for {late} subscribers."), late=late))
    if counts.doubts:
        line = N_("In doubt {doubts}: these people may have got it twice; for {unknown} it is not known at all.")
        lines.append(translate(language, line, doubts=counts.doubts, unknown=states["unknown"]))
    if states["failed"]:
        line = N_("Send again to those that failed: pomost broadcast resend-failed --week {week}")
        lines.append(translate(language, line, week=broadcast.week))
    return "\n".join(lines)


def dropped(week: str, language: str) -> str:
    """The week was not published in time, so nothing was sent."""
    line = N_(
        "ALARM: the timetable of {week} was not published. Subscribers got nothing. To send it: publish, then {how}"
    )
    return translate(language, line, week=week, how=f"pomost broadcast send --week {week}")
