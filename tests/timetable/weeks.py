"""Two published weeks of November 2026 for tests: a lawyer, a psychologist who falls ill, a moved adviser, a club."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal

from bot.calendar import WARSAW
from bot.timetable.duty import Attendance, Booking, Duty, Organisation, Room, Service, Status, Texts
from bot.timetable.week import Week, in_order

TODAY = date(2026, 11, 24)  # a Tuesday


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026 on the Point's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=WARSAW)


ROOM_1 = Room("R1", Texts.same("Room 1 (small, quiet)"), "1", is_step_free=True)
ROOM_4 = Room("R4", Texts.same("Room 4 (mezzanine, stairs)"), "1a", is_step_free=False)
RECEPTION = Room("R0", Texts.same("Reception desk"), "1", is_step_free=True)

DESK = Duty(
    "desk-24",
    Organisation("pio", Texts.same("Information Point")),
    Service("desk", Texts("Загальна інформація", "General information", "Общая информация", "Informacja ogólna")),
    TODAY,
    time(9),
    time(17),
    RECEPTION,
    ("uk", "ru", "pl", "en"),
    last_entry=time(16, 30),
)
LAWYER = Duty(
    "lawyer-26",
    Organisation("legal", Texts.same("Legal aid")),
    Service(
        "legal_stay",
        Texts(
            "Юрист: перебування, робота, оренда",
            "Lawyer: stay, work, rent",
            "Юрист: пребывание, работа, аренда",
            "Prawnik: pobyt, praca, najem",
        ),
    ),
    date(2026, 11, 26),
    time(16),
    time(19),
    ROOM_1,
    ("en", "pl", "uk"),
    Attendance.APPOINTMENT,
    booking=Booking("+48 000 000 001", before="2 working days"),
    cost=Decimal(0),
)
PSYCHOLOGIST = replace(
    LAWYER,
    id="psych-25",
    organisation=Organisation("psy", Texts.same("Psychologist (sample)")),
    service=Service("psych", Texts("Психолог", "Psychologist", "Психолог", "Psycholog")),
    date=date(2026, 11, 25),
    start=time(10),
    end=time(16),
    languages=("uk", "ru"),
    booking=Booking("+48 000 000 002"),
)
ILL = replace(
    PSYCHOLOGIST,
    id="psych-2",
    date=date(2026, 12, 2),
    status=Status.CANCELLED,
    note=Texts("Скасовано: хвороба.", "The psychologist is ill.", "Отменено: болезнь.", "Odwołane: choroba."),
)
INSTEAD = replace(
    PSYCHOLOGIST,
    id="psych-4",
    date=date(2026, 12, 4),
    start=time(9),
    end=time(13),
    room=Room("TEL", Texts.same("By phone (no room)"), is_step_free=True),
    status=Status.REPLACEMENT,
    replaces="psych-2",
)
IOM = replace(
    DESK,
    id="iom-24",
    organisation=Organisation("iom", Texts.same("IOM")),
    service=Service("iom_counsel", Texts("Поради: права", "Advice: rights", "Советы: права", "Porady: prawa")),
    start=time(10),
    end=time(14),
    last_entry=time(13, 30),
    room=ROOM_4,
    languages=("en", "uk", "ru"),
    status=Status.MOVED,
    note=Texts("Кімната 4.", "Moved to Room 4.", "Комната 4.", "Pokój 4."),
)
CLUB = replace(
    DESK,
    id="club-28",
    organisation=Organisation("mc", Texts.same("Multicultural Centre")),
    service=Service(
        "pl_club",
        Texts(
            "Розмовний клуб польської",
            "Polish conversation club",
            "Разговорный клуб польского",
            "Klub konwersacyjny: polski",
        ),
    ),
    date=date(2026, 11, 28),
    start=time(11),
    end=time(12, 30),
    last_entry=None,
    languages=("pl",),
    is_activity=True,
)
DIETITIAN = replace(
    CLUB,
    id="diet-27",
    organisation=Organisation("gama", Texts.same("Gama Foundation")),
    service=Service("diet", Texts("Порадниця-дієтолог", "Dietitian", "Диетолог", "Dietetyczka")),
    date=date(2026, 11, 27),
    is_activity=False,
)

THIS_WEEK = Week(
    "2026-W48",
    in_order(
        (
            DESK,
            replace(DESK, id="desk-25", date=date(2026, 11, 25)),
            replace(DESK, id="desk-26", date=date(2026, 11, 26), start=time(11), end=time(19), last_entry=None),
            LAWYER,
            PSYCHOLOGIST,
            IOM,
            CLUB,
            DIETITIAN,
        )
    ),
    number=1,
)
NEXT_WEEK = Week(
    "2026-W49",
    in_order(
        (
            replace(DESK, id="desk-30", date=date(2026, 11, 30)),
            ILL,
            INSTEAD,
            replace(IOM, id="iom-1", date=date(2026, 12, 1), status=Status.SCHEDULED, note=Texts()),
        )
    ),
    number=1,
)
WEEKS = (THIS_WEEK, NEXT_WEEK)
SAMPLES = tuple(replace(week, is_sample=True) for week in WEEKS)
