"""The commands a person can type, the same on every channel."""

from __future__ import annotations

from dataclasses import dataclass

from bot.i18n import N_


@dataclass(frozen=True, slots=True)
class Command:
    """name: what is typed after the slash (a-z, at most 32). about: its line in the channel's list of commands."""

    name: str
    about: str


COMMANDS = (
    Command("menu", N_("All topics")),
    Command("timetable", N_("Who is here this week")),
    Command("subscribe", N_("Get the timetable every week")),
    Command("stop", N_("Stop the weekly timetable")),
    Command("ask", N_("Ask a person")),
    Command("status", N_("My question to a person")),
    Command("language", N_("Change the language")),
    Command("privacy", N_("What is kept about you")),
    Command("mydata", N_("Show what is kept about me")),
    Command("deleteme", N_("Delete all that is kept about me")),
    Command("cancel", N_("Leave what is open now")),
    Command("help", N_("How this chat works")),
    Command("start", N_("Start from the beginning")),
)

DESCRIPTION = N_(
    "Answers for residents of Kraków from abroad: papers, address, school, health. Who is at the Information Point"
    " this week. What the bot does not know, a person answers. Free, no name needed."
)
SHORT_DESCRIPTION = N_("Help for residents from abroad in Kraków: answers, the Point's week, a person who answers.")


def parsed(text: str) -> tuple[str, str]:
    """The command's name in small letters and its argument: "start sub_weekly" -> ("start", "sub_weekly")."""
    name, _, argument = text.strip().partition(" ")
    return name.lower(), argument.strip()
