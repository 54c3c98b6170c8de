"""Which texts ask the timetable, and what they ask."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendar import days
from bot.timetable.question import TimetableQuestion, question_of
from tests.timetable.weeks import TODAY, WEEKS

THURSDAY = date(2026, 11, 26)
SATURDAY = date(2026, 11, 28)
TOMORROW = TODAY + timedelta(days=1)


def asked(text: str) -> TimetableQuestion:
    found = question_of(text, TODAY, WEEKS)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    "text",
    [
        "when is the lawyer",
        "юрст коли",
        "Добрий день! Підкажіть, будь ласка, коли приймає юрист?",
        "когда будет адвокат",
        "kiedy jest prawnik",
        "yurist koly bude",
        "lawyer hours",
        "юрист є?",
        "у вас есть юрист?",
        "графік прийому юриста",
        "когда следующий юрист",
        "prwanik kiedy",
        "w jakie dni jest prawnik",
        "which days does the lawyer come",
    ],
)
def test_a_lawyer_with_a_word_of_time_or_presence_asks_for_his_duties(text: str) -> None:
    question = asked(text)
    assert (question.services, question.subject, question.days) == (("legal_stay",), "Lawyer", ())


@pytest.mark.parametrize(
    "text",
    [
        "when is the lawyer on Thursday",
        "юрист в четвер",
        "есть ли юрист в четверг?",
        "prawnik w czwartek",
        "yuryst u chetver",
        "lawer thursday",
        "lawyer on thu?",
        "юрист 26.11",
        "юрист 26 листопада о 16:00",
        "prawnik 26 listopada",
        "lawyer 2026-11-26",
        "як записатися до юриста на четвер",
    ],
)
def test_a_day_is_understood_however_it_is_written(text: str) -> None:
    question = asked(text)
    assert (question.services, question.days) == (("legal_stay",), (THURSDAY,))


@pytest.mark.parametrize(
    ("text", "first", "number"),
    [
        ("who is there today", TODAY, 1),
        ("хто сьогодні", TODAY, 1),
        ("hto sohodni", TODAY, 1),
        ("кто сегодня принимает", TODAY, 1),
        ("kto dziś dyżuruje", TODAY, 1),
        ("who is there tomorrow", TOMORROW, 1),
        ("а завтра хто буде", TOMORROW, 1),
        ("хто післязавтра", TODAY + timedelta(days=2), 1),
        ("what is on this Saturday", SATURDAY, 1),
        ("що буде в суботу", SATURDAY, 1),
        ("co się dzieje w sobotę", SATURDAY, 1),
        ("co w ten weekend", SATURDAY, 2),
        ("who is here this week", TODAY, 6),
        ("розклад на тиждень", TODAY, 6),
        ("расписание", TODAY, 6),
        ("who is there next week", date(2026, 11, 30), 7),
        ("harmonogram na przyszły tydzień", date(2026, 11, 30), 7),
    ],
)
def test_everybody_on_some_days(text: str, first: date, number: int) -> None:
    question = asked(text)
    assert question.days == tuple(first + timedelta(days=each) for each in range(number))
    assert (question.services, question.subject, question.is_opening) == ((), "", False)


def test_a_weekday_of_next_week_is_not_the_coming_one() -> None:
    assert asked("юрист у наступний четвер").days == (date(2026, 12, 3),)
    assert asked("prawnik w czwartek w przyszłym tygodniu").days == (date(2026, 12, 3),)
    assert asked("lawyer on tuesday").days == (TODAY,)


@pytest.mark.parametrize("today", days("2026-W48"))
def test_the_timetable_without_a_day_is_the_rest_of_the_week_and_near_its_end_the_next_one_too(today: date) -> None:
    question = question_of("розклад", today, WEEKS)
    assert question is not None
    assert question.days[0] == today
    assert question.days[-1] == date(2026, 12, 6) if today >= date(2026, 11, 27) else date(2026, 11, 29)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("are you open on Saturday", (SATURDAY,)),
        ("do you work today", (TODAY,)),
        ("godziny otwarcia", ()),
        ("чи ви працюєте в суботу", (SATURDAY,)),
        ("до скольки вы сегодня работаете", (TODAY,)),
        ("пункт сьогодні працює?", (TODAY,)),
        ("czy punkt jest dzisiaj otwarty", (TODAY,)),
        ("vy rabotaete segodnya", (TODAY,)),
        ("till what time are you open", ()),
        ("коли можна прийти до вас", ()),
    ],
)
def test_opening_hours_are_asked_of_the_desk(text: str, expected: tuple[date, ...]) -> None:
    question = asked(text)
    assert (question.is_opening, question.services, question.days) == (True, ("desk",), expected)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("is there someone who speaks Ukrainian tomorrow", "uk"),
        ("хто завтра говорить українською", "uk"),
        ("кто завтра говорит по-русски", "ru"),
        ("czy jutro jest ktos kto mowi po polsku", "pl"),
    ],
)
def test_a_spoken_language_can_be_asked_for(text: str, language: str) -> None:
    question = asked(text)
    assert (question.languages, question.days) == ((language,), (TOMORROW,))


def test_now_is_told_from_today() -> None:
    assert asked("is the lawyer there now").is_now
    assert not asked("is the lawyer there today").is_now


@pytest.mark.parametrize(
    "text",
    ["коли дієтолог", "kiedy dietetyczka", "when is the dietitian", "dietician tomorrow", "Gama foundation on friday"],
)
def test_a_new_service_in_the_sheet_is_found_by_its_own_words(text: str) -> None:
    assert asked(text).services == ("diet",)
    assert question_of(text, TODAY, ()) is None


def test_a_kind_of_help_that_nobody_offers_is_still_a_question_but_an_office_elsewhere_is_not() -> None:
    assert asked("коли червоний хрест") == TimetableQuestion(subject="Red Cross")
    assert question_of("kiedy ZUS", TODAY, WEEKS) is None


@pytest.mark.parametrize(
    "text",
    [
        "where can I get free legal help",
        "how do I get divorced, lawyer?",
        "мені потрібен юрист",
        "сколько стоит адвокат",
        "мій адвокат сказав прийти у четвер до суду",
        "when do I get my card",
        "when does school start",
        "до скольки лет школа",
        "when is the SOR open",
        "bank open on sunday",
        "чи працюють магазини в неділю",
        "urząd miasta czynny w sobotę",
        "is the pharmacy open on Sunday",
        "розклад автобусів на завтра",
        "хто має право на 800+",
        "kto płaci zus",
        "ZUS kiedy wypłata",
        "who are you",
        "хто ви?",
        "is anyone here?",
        "what language do they speak",
        "i speak english",
        "коли лікар",
        "кто принимает роды в воскресенье",
        "сьогодні загубив паспорт",
        "завтра закінчується віза",
        "when can I work",
        "на следующей неделе истекает виза",
        "который час",
        "today",
        "завтра",
        "привіт",
        "dzień dobry",
        "",
        "🙂🙂",
        "юрист " * 40,
    ],
)
def test_other_texts_are_left_to_the_knowledge_base(text: str) -> None:
    assert question_of(text, TODAY, WEEKS) is None


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    question_of(text, TODAY, WEEKS)


@pytest.mark.parametrize(
    "text", ["a " * 100_000, "коли юрист \ud800", '<b>&" when is the lawyer', "юрист 31.02.2026", "0.0.0000 юрист"]
)
def test_a_hostile_text_gets_a_normal_reading(text: str) -> None:
    found = question_of(text, TODAY, WEEKS)
    assert found is None or found.services == ("legal_stay",)
