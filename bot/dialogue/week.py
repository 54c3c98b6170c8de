"""The timetable in a chat: an answer to a question, the whole week, the Point today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import assert_never

from bot.calendar import days, local, week_of
from bot.conversation import Turn
from bot.dialogue.cards import paragraphs, point_line
from bot.dialogue.ends import ended, is_text, meant
from bot.dialogue.languages import with_switch
from bot.dialogue.scene import Scene
from bot.i18n import N_, format_day, format_time, translate
from bot.messages import Choice, Reply
from bot.timetable.answer import answer
from bot.timetable.point import Closed, NotPublishedYet, Open, point_today
from bot.timetable.question import TimetableQuestion, question_of
from bot.timetable.render import lines
from bot.timetable.wording import sample_mark

ARTICLE = "timetable-this-week"


def question(scene: Scene) -> Turn | None:
    """A question about the timetable is answered from its data, never from an article."""
    if not is_text(scene):
        return None
    wanted = question_of(meant(scene), scene.today, scene.world.weeks)
    if wanted is None:
        return None
    return ended(scene, "timetable", with_switch(scene, said(scene, wanted, scene.answering)), article=ARTICLE)


def said(scene: Scene, wanted: TimetableQuestion, language: str) -> Reply:
    found = answer(wanted, scene.world.weeks, scene.now, scene.world.zone)
    point = point_line(scene.world, language, scene.now, is_marked=found.is_sample)
    return Reply(paragraphs(lines(found, language), point), choices=choices(scene, language))


def whole(scene: Scene) -> Reply:
    """What is still to come of this week, day by day."""
    week = days(week_of(local(scene.now, scene.world.zone).date()))
    shown = said(scene, TimetableQuestion(days=tuple(day for day in week if day >= scene.today)), scene.language)
    return replace(shown, choices=tuple(choice for choice in shown.choices if choice.value != "menu:week"))


def choices(scene: Scene, language: str) -> tuple[Choice, ...]:
    subscribe = (Choice("subscribe", translate(language, N_("Send me this every week"))),)
    return (
        Choice("menu:week", translate(language, N_("The whole week"))),
        *(() if scene.conversation.subscribed else subscribe),
        Choice("person", translate(language, N_("Ask a person"))),
        Choice("menu", translate(language, N_("Menu"))),
    )


def point_today_reply(scene: Scene) -> Reply:
    """Is the Point open now, from the published week only."""
    standing = point_today(scene.world.weeks, scene.now, scene.world.zone)
    match standing:
        case Open(until=until, last_entry=last):
            line = scene.tr(N_("The Point is open today until {time}."), time=format_time(until, scene.language))
            entry = scene.tr(N_("Last entry: {time}."), time=format_time(last, scene.language)) if last else ""
            line = f"{line} {entry}".strip()
        case Closed(following=following):
            line = _closed(scene, following)
        case NotPublishedYet():
            line = scene.tr(N_("The timetable of this week is not published yet. Call before you come."))
        case _:
            assert_never(standing)
    is_sample = not isinstance(standing, NotPublishedYet) and standing.is_sample
    sample = sample_mark(scene.language) if is_sample else ""
    point = point_line(scene.world, scene.language, scene.now, is_marked=is_sample)
    return Reply(paragraphs(sample, line, point))


def _closed(scene: Scene, following: tuple[date, time] | None) -> str:
    if following is None:
        return scene.tr(N_("The Point is closed now."))
    day, at = following
    return scene.tr(
        N_("The Point is closed now. It opens: {day}, {time}."),
        day=format_day(day, scene.language),
        time=format_time(at, scene.language),
    )
