"""An invented week for `--demo`, put into this and the next week. Never real: every reply from it is marked SAMPLE.

Days, hours, rooms, phones and people are made up. Phones begin with +48 000, which nobody has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from bot.calendar import local, monday, week_after, week_of
from bot.timetable.duty import DESK, Attendance, Booking, Duty, Organisation, Room, Service, Status, Texts
from bot.timetable.week import Week, in_order

MON, TUE, WED, THU, FRI, SAT = range(6)

RECEPTION: Final = Room("R0", Texts.same("Recepcja"), "0", is_step_free=True)
ROOM_1: Final = Room("R1", Texts.same("Pokój 1"), "0", is_step_free=True)
ROOM_2: Final = Room("R2", Texts.same("Pokój 2"), "0", is_step_free=True)
ROOM_3: Final = Room("R3", Texts.same("Pokój 3"), "1", is_step_free=False)
HALL: Final = Room("H", Texts.same("Duża sala"), "0", is_step_free=True)

POINT: Final = Organisation(
    "point", Texts("Інформаційний пункт", "Information Point", "Информационный пункт", "Punkt Informacyjny")
)
LAWYERS: Final = Organisation(
    "lawyers",
    Texts("Юристи для мігрантів", "Lawyers for newcomers", "Юристы для мигрантов", "Prawnicy dla przybyszów"),
)
COUNSEL: Final = Organisation(
    "counsel", Texts("Кабінет підтримки", "Support room", "Кабинет поддержки", "Gabinet wsparcia")
)
RED_CROSS: Final = Organisation(
    "redcross",
    Texts("Польський Червоний Хрест", "Polish Red Cross", "Польский Красный Крест", "Polski Czerwony Krzyż"),
)
LABOUR: Final = Organisation(
    "labour",
    Texts("Районне управління праці", "Labour office", "Управление труда", "Urząd pracy"),
)
SOCIAL: Final = Organisation("mops", Texts.same("MOPS"))
IOM: Final = Organisation("iom", Texts("МОМ", "IOM", "МОМ", "IOM"))
NEIGHBOURS: Final = Organisation(
    "neighbours", Texts("Клуб сусідів", "Neighbours' club", "Клуб соседей", "Klub sąsiedzki")
)

SERVICES: Final = {
    DESK: (POINT, Texts("Загальна інформація", "General information", "Общая информация", "Informacja ogólna")),
    "legal": (
        LAWYERS,
        Texts(
            "Юрист: перебування і праця",
            "Lawyer: stay and work",
            "Юрист: пребывание и работа",
            "Prawnik: pobyt i praca",
        ),
    ),
    "psych": (COUNSEL, Texts("Психолог", "Psychologist", "Психолог", "Psycholog")),
    "aid": (
        RED_CROSS,
        Texts("Гуманітарна допомога", "Humanitarian aid", "Гуманитарная помощь", "Pomoc humanitarna"),
    ),
    "job": (
        LABOUR,
        Texts("Порадник з питань праці", "Job adviser", "Консультант по вопросам труда", "Doradca do spraw pracy"),
    ),
    "social": (
        SOCIAL,
        Texts("Соціальний працівник", "Social worker", "Социальный работник", "Pracownik socjalny"),
    ),
    "rights": (
        IOM,
        Texts(
            "Поради: права працівника, повернення",
            "Advice: rights at work, return",
            "Советы: права работника, возвращение",
            "Porady: prawa pracownika, powrót",
        ),
    ),
    "talk": (
        NEIGHBOURS,
        Texts(
            "Розмовний клуб польської",
            "Polish conversation club",
            "Разговорный клуб польского",
            "Klub konwersacyjny: polski",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A duty without its date."""

    service: str
    weekday: int
    hours: str
    room: Room
    languages: str
    last_entry: str = ""
    booking: Booking | None = None
    is_activity: bool = False


TO_LAWYER: Final = Booking(phone="+48 000 000 011", before="1 working day")
TO_COUNSEL: Final = Booking(phone="+48 000 000 012", before="3 days")
FULL: Final = Texts(
    "Усі місця зайняті. Приходьте в інший день.",
    "All places are taken. Come on another day.",
    "Все места заняты. Приходите в другой день.",
    "Wszystkie miejsca są zajęte. Przyjdź w inny dzień.",
)
UPSTAIRS: Final = Texts(
    "Цього разу в кімнаті 3 нагорі. Сходи: скажіть на рецепції, консультант спуститься.",
    "This time in Room 3 upstairs. Stairs: tell the reception, the adviser comes down.",
    "В этот раз в комнате 3 наверху. Лестница: скажите на ресепшене, консультант спустится.",
    "Tym razem w pokoju 3 na górze. Schody: powiedz w recepcji, doradca zejdzie.",
)
ILL: Final = Texts(
    "Скасовано через хворобу.", "Cancelled because of illness.", "Отменено из-за болезни.", "Odwołane z powodu choroby."
)

EVERY_WEEK: Final = (
    *(_Entry(DESK, day, "09:00-17:00", RECEPTION, "uk en ru pl", "16:30") for day in (MON, TUE, WED)),
    _Entry(DESK, THU, "11:00-19:00", RECEPTION, "uk en ru pl", "18:30"),
    _Entry(DESK, FRI, "09:00-15:00", RECEPTION, "uk en ru pl", "14:30"),
    _Entry("legal", TUE, "09:30-12:30", ROOM_1, "uk ru pl", booking=TO_LAWYER),
    _Entry("legal", THU, "15:00-18:00", ROOM_1, "uk en pl", booking=TO_LAWYER),
    _Entry("job", TUE, "13:00-16:00", ROOM_2, "uk pl", "15:30"),
    _Entry("psych", WED, "12:00-17:00", ROOM_1, "uk ru", booking=TO_COUNSEL),
    _Entry("aid", WED, "10:00-13:00", ROOM_2, "uk en pl", "12:30"),
    _Entry("social", THU, "11:00-13:00", ROOM_2, "uk pl", "12:30"),
    _Entry("rights", FRI, "09:00-12:00", ROOM_2, "uk en ru", "11:30"),
    _Entry("talk", SAT, "11:00-12:30", HALL, "pl", is_activity=True),
)


def demonstration(now: datetime, zone: ZoneInfo) -> tuple[Week, Week]:
    """The invented week as this week and, with a few changes, as the next. Both are sample data."""
    this = week_of(local(now, zone).date())
    following = week_after(this)
    return _week(this, now, {"rights": (Status.MOVED, UPSTAIRS)}), _week(
        following, now, {"job": (Status.CANCELLED, ILL), "psych": (Status.FULL, FULL)}
    )


def _week(iso: str, now: datetime, changes: dict[str, tuple[Status, Texts]]) -> Week:
    duties = []
    for number, entry in enumerate(EVERY_WEEK, start=1):
        duty = _duty(f"demo-{iso[5:]}-{number:02d}", entry, monday(iso))
        if entry.service in changes:
            status, note = changes[entry.service]
            duty = replace(duty, status=status, note=note, room=ROOM_3 if status is Status.MOVED else duty.room)
        duties.append(duty)
    return Week(iso, in_order(duties), is_sample=True, number=1, published_at=now)


def _duty(name: str, entry: _Entry, first: date) -> Duty:
    organisation, names = SERVICES[entry.service]
    start, end = (time.fromisoformat(at) for at in entry.hours.split("-"))
    return Duty(
        id=name,
        organisation=organisation,
        service=Service(entry.service, names),
        date=first + timedelta(days=entry.weekday),
        start=start,
        end=end,
        room=entry.room,
        languages=tuple(entry.languages.split()),
        attendance=Attendance.APPOINTMENT if entry.booking else Attendance.WALK_IN,
        last_entry=time.fromisoformat(entry.last_entry) if entry.last_entry else None,
        booking=entry.booking or Booking(),
        cost=Decimal(0),
        is_activity=entry.is_activity,
    )
