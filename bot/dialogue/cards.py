"""Answers written out: the card of an article, its rest, the red card, lists of titles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from bot.dialogue.scene import World
from bot.i18n import N_, format_month, translate
from bot.messages import Choice, Reply
from bot.timetable.point import Open, point_today
from bot.timetable.wording import sample_mark
from knowledge.article import LANGUAGES, Article
from knowledge.card import UNDATED, Card, card
from knowledge.loader import Knowledge
from knowledge.triage import lines_for

POINT: Final = "info-point"
MOST_BUTTONS: Final = 6  # product.md section 3

AUDIENCES: Final = {
    "ukraine": N_("If you are a citizen of Ukraine:"),
    "belarus": N_("If you are a citizen of Belarus:"),
    "eu": N_("If you are a citizen of the EU, Norway, Iceland, Liechtenstein or Switzerland:"),
    "non-eu": N_("If you are a citizen of a country outside the EU:"),
    "pesel-ukr": N_("If you have PESEL with the status UKR:"),
    "student": N_("If you study:"),
    "worker": N_("If you work:"),
    "child": N_("For a child:"),
}

# What to do first, by kind of emergency: only safe steps, nothing medical.
FIRST_STEPS: Final = {
    "no-breath": N_("Say: the person is not breathing. They will tell you what to do."),
    "unconscious": N_("Say: the person does not wake up. Stay with them."),
    "heart-stroke": N_("Say what hurts and since when."),
    "bleeding": N_("Say: heavy bleeding. They will tell you what to do."),
    "poisoning": N_("Say what was swallowed and how much. Keep the package."),
    "birth": N_("Say: the baby is coming."),
    "fire-gas": N_("Leave the building if you can. Then call."),
    "explosion": N_("Go to a safe place. Follow the messages of the services."),
    "suicide": N_("Call now. You do not have to be alone with this."),
    "self-harm": N_("Call now. You do not have to be alone with this."),
    "beaten": N_("Leave the place if you can. Say: someone is beating me."),
    "threat": N_("Go where people are. Say: someone threatens me."),
    "rape": N_("Say: I was raped. You can ask to speak to a woman."),
    "locked-in": N_("Say: I am locked in. Say the address if you know it."),
    "missing-child": N_("Say: a child is missing. Say the age, clothes and place."),
    "accident": N_("Say where you are and how many people are hurt."),
}
# What the menu's last entry shows besides 112: places of knowledge/places/common.yaml.
SAFETY_LINES: Final = (
    "ambulance",
    "crisis-line-adults",
    "suicide-line",
    "children-line",
    "violence-line",
    "crisis-centre",
    "trafficking-line",
)
CALL_NOW: Final = N_("Call 112 now. It is free, from any phone.")
CALLS_NOBODY: Final = N_("This chat calls nobody. Call, or ask someone near you.")


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def point_line(world: World, language: str, now: datetime, *, is_marked: bool = False) -> str:
    """The Point's address and phone, and until when it is open today if the published week says so.

    is_marked: the reply says SAMPLE already.
    """
    place = world.knowledge.places[POINT]
    standing = point_today(world.weeks, now, world.zone)
    if isinstance(standing, Open):
        mark = f"{sample_mark(language)}\n" if standing.is_sample and not is_marked else ""
        return mark + translate(
            language,
            N_("Information Point: {address}, open today until {until}, phone {phone}"),
            address=place.address,
            until=standing.until.strftime("%H:%M"),
            phone=place.phone,
        )
    return translate(
        language, N_("Information Point: {address}, phone {phone}"), address=place.address, phone=place.phone
    )


def source_line(made: Card, language: str) -> str:
    """The date of the newest source and whether the Point has confirmed the text: two dates that mean what they say."""
    dated = "" if made.source_date in ("", UNDATED) else format_month(made.source_date, language)
    source = (
        translate(language, N_("Source: {date}"), date=dated) if dated else translate(language, N_("Source: undated"))
    )
    if made.confirmed is None:
        standing = translate(language, N_("not yet confirmed by the Point"))
    else:
        day = format_month(made.confirmed.on.isoformat(), language)
        standing = translate(language, N_("confirmed by the Point on {date}"), date=day)
    return f"{source}, {standing}."


def warnings(made: Card, language: str) -> str:
    """The lines a reader must see before acting: changed law, ended rules, late reviews, texts made by a program."""
    lines = []
    if made.expired:
        lines.append(translate(language, N_("One rule here may have ended: ask at the Point.")))
    if made.volatile:
        lines.append(translate(language, N_("The rules change often now: check before you act.")))
    if made.overdue_review:
        lines.append(translate(language, N_("This text is past its review date: ask at the Point.")))
    if made.origin == "machine":
        lines.append(translate(language, N_("This text was made by a program and not yet read by an editor.")))
    return "\n".join(lines)


def _groups(groups: Mapping[str, tuple[str, ...]], language: str) -> list[str]:
    """What is true only for some, under its heading."""
    lines = []
    for audience, points in groups.items():
        lines.append(translate(language, AUDIENCES[audience]))
        lines.extend(f"• {point}" for point in points)
    return lines


def _points(made: Card, language: str) -> str:
    return "\n".join([*(f"• {point}" for point in made.points), *_groups(made.groups, language)])


def article_reply(world: World, article: Article, language: str, now: datetime, *, switch: bool = False) -> Reply:
    """The answer card. switch: the card is not in the chosen language, so a button offers to change it."""
    today: date = now.astimezone(world.zone).date()
    made = card(article, language, world.knowledge, today)
    text = paragraphs(
        made.first,
        _points(made, language),
        translate(language, N_("Next: {step}"), step=made.next) if made.next else "",
        warnings(made, language),
        f"{source_line(made, language)}\n{point_line(world, language, now)}",
    )
    return Reply(text, made.title, _card_choices(world.knowledge, article, made, language, switch=switch))


def _card_choices(
    knowledge: Knowledge, article: Article, made: Card, language: str, *, switch: bool
) -> tuple[Choice, ...]:
    fixed = [
        Choice(f"feedback:yes:{article.id}", translate(language, N_("Helpful"))),
        Choice(f"feedback:no:{article.id}", translate(language, N_("Not helpful"))),
        Choice(f"person:{article.id}", translate(language, N_("Ask a person"))),
    ]
    # What is pressed beneath a card goes on in the card's language, also when the person has chosen another.
    has_more = bool(made.more or made.more_groups)
    first = [Choice(f"more:{article.id}:{language}", translate(language, N_("Read more")))] if has_more else []
    if switch:
        first.append(switch_choice(language))
    room = MOST_BUTTONS - len(fixed) - len(first)
    related = [title_choice(knowledge, other, language) for other in article.related if other in knowledge.articles]
    if switch:
        related = [replace(one, value=f"{one.value}:{language}") for one in related]
    return (*first, *related[:room], *fixed)


def switch_choice(language: str) -> Choice:
    return Choice(f"language:{language}", translate(language, N_("Continue in this language")))


def title_choice(knowledge: Knowledge, article: str, language: str) -> Choice:
    return Choice(f"article:{article}", knowledge.articles[article].texts[language].title)


def more_reply(world: World, article: Article, language: str, now: datetime) -> Reply:
    """What did not fit the first bubble, with the sources."""
    today: date = now.astimezone(world.zone).date()
    made = card(article, language, world.knowledge, today)
    sources = "\n".join(
        f"• {source.title} ({source.date}){' ' + source.url if source.url else ''}" for source in article.sources[:5]
    )
    heading = translate(language, N_("Sources:"))
    choices = (
        Choice(f"person:{article.id}", translate(language, N_("Ask a person"))),
        Choice("menu", translate(language, N_("Menu"))),
    )
    groups = "\n".join(_groups(made.more_groups, language))
    return Reply(paragraphs(*made.more, groups, f"{heading}\n{sources}" if sources else ""), made.title, choices)


def red_card(knowledge: Knowledge, kind: str, language: str | None) -> tuple[Reply, ...]:
    """112 first, then what fits. No menu and no question. Undecided language: all four, two lines each."""
    if language is None:
        blocks = [f"{translate(each, CALL_NOW)}\n{translate(each, CALLS_NOBODY)}" for each in LANGUAGES]
        return (Reply("\n\n".join(blocks), "112"),)
    lines = [translate(language, CALL_NOW)]
    if kind in FIRST_STEPS:
        lines.append(translate(language, FIRST_STEPS[kind]))
    for place in lines_for(kind):
        there = knowledge.places[place]
        lines.append(f"{there.phone}: {there.name[language]}")
    return (Reply(paragraphs("\n".join(lines), translate(language, CALLS_NOBODY)), "112"),)
