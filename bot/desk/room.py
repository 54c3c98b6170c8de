"""The staff group as the desk writes to it: a topic a ticket, a card in it, a word now and then.

A group bears 20 messages a minute: the card is edited, not sent again, and an edit that has not left yet gives way
to the newer one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.acts import Act, CloseTopic, Copy, Delete, Edit, OpenTopic, Send
from bot.calendar import WARSAW, Hours, working_time_after
from bot.desk import card
from bot.desk.card import Face
from bot.i18n import N_, translate
from bot.messages import Address, Choice, Reply
from bot.storage import outbox, staff, tickets
from bot.storage.database import Connection
from bot.tickets import Ticket

SILENCE = timedelta(hours=2)  # working hours after an answer; then the bot speaks again (product.md section 2)


@dataclass(frozen=True, slots=True)
class Room:
    """staff_chat: the forum group, None when there is none. language: what the cards speak. hours: the desk's."""

    staff_chat: Address | None
    language: str = "pl"
    hours: Hours | None = None

    @property
    def zone(self) -> ZoneInfo:
        return self.hours.zone if self.hours else WARSAW

    def tr(self, msgid: str, /, **values: object) -> str:
        return translate(self.language, msgid, **values)

    def topic(self, ticket: Ticket) -> Address | None:
        """Where this ticket is talked about; None while it has no topic."""
        if self.staff_chat is None or ticket.thread is None:
            return None
        return replace(self.staff_chat, thread=ticket.thread)

    def open_topic(self, conn: Connection, ticket: Ticket, now: datetime) -> None:
        if self.staff_chat is not None:
            act = OpenTopic(self.staff_chat, card.title(ticket, self.language))
            outbox.put(conn, act, now, ref=f"ticket:{ticket.number}:topic")

    def show(self, conn: Connection, ticket: Ticket, now: datetime) -> None:
        """Put the card into a new topic."""
        topic = self.topic(ticket)
        if topic is not None:
            self._put(conn, Send(topic, self.face(conn, ticket, Face.PLAIN)), ticket, "card", now)

    def refresh(self, conn: Connection, ticket: Ticket, now: datetime, face: Face = Face.PLAIN) -> None:
        """Bring the card up to date."""
        topic = self.topic(ticket)
        if topic is None or ticket.card is None:
            return
        act = Edit(topic, ticket.card, self.face(conn, ticket, face))
        answers = f"card:{ticket.number}"
        outbox.withdraw(conn, answers, now)
        outbox.put(conn, act, now, ref=f"ticket:{ticket.number}:edit", answers=answers)

    def face(self, conn: Connection, ticket: Ticket, face: Face) -> Reply:
        """The card as it stands now."""
        holder = staff.by_id(conn, ticket.holder) if ticket.holder is not None else None
        shown = card.card(ticket, holder.name if holder else "", self.language, self.zone)
        people = staff.everyone(conn) if face is Face.GIVING else ()
        return replace(shown, choices=card.buttons(ticket, face, self.language, people))

    def say(self, conn: Connection, ticket: Ticket, text: str, now: datetime, choices: tuple[Choice, ...] = ()) -> None:
        """A word in the ticket's topic; nothing while it has none."""
        topic = self.topic(ticket)
        if topic is not None:
            self._put(conn, Send(topic, Reply(text, choices=choices)), ticket, "word", now)

    def announce(self, conn: Connection, text: str, now: datetime, choices: tuple[Choice, ...] = ()) -> None:
        """A word to all staff, outside any topic."""
        if self.staff_chat is not None:
            outbox.put(conn, Send(self.staff_chat, Reply(text, choices=choices)), now)

    def clear(self, conn: Connection, ticket: Ticket, now: datetime) -> None:
        """Take back all that the bot wrote in the ticket's topic and close it; forget the texts of these acts."""
        for place, message_id in tickets.written(conn, ticket.number, now):
            outbox.put(conn, Delete(place, message_id), now)
        topic = self.topic(ticket)
        if topic is not None:
            line = N_("The resident has deleted no. {number}. Nothing that is written here reaches anybody.")
            self.say(conn, ticket, self.tr(line, number=ticket.number), now)
            outbox.put(conn, CloseTopic(topic), now)

    def copy(self, conn: Connection, ticket: Ticket, source: str, now: datetime, to: Address | None = None) -> None:
        """Pass a picture, voice or file of the resident on; its caption goes masked, as text of its own."""
        goal = to or self.topic(ticket)
        if goal is not None:
            self._put(conn, Copy(goal, ticket.address, source, caption=""), ticket, "word", now)

    def silent_until(self, now: datetime) -> datetime:
        """How long the bot keeps quiet after an answer."""
        return self.working_time_after(now, SILENCE)

    def working_time_after(self, since: datetime, length: timedelta) -> datetime:
        """When so much of the desk's time has passed; the clock's time where the desk has no hours."""
        return (self.hours and working_time_after(since, length, self.hours)) or since + length

    def _put(self, conn: Connection, act: Act, ticket: Ticket, about: str, now: datetime) -> None:
        outbox.put(conn, act, now, ref=f"ticket:{ticket.number}:{about}")
