"""What a turn's events change: questions, tickets, subscriptions, the outbox; all inside the turn's transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from bot.acts import Send
from bot.calendar import Hours, expected_answer, is_open
from bot.conversation import (
    BlockedUs,
    Complained,
    Conversation,
    DataAsked,
    EmergencySeen,
    ErasureAsked,
    Event,
    QuestionAsked,
    QuestionEnded,
    Rated,
    Returned,
    Subscribed,
    TicketAdded,
    TicketOpened,
    Turn,
    Unsubscribed,
)
from bot.desk import notices
from bot.desk.group import Desk
from bot.i18n import N_, format_day, format_time, translate
from bot.messages import Address, Choice, Kind, Message, Reply
from bot.storage import contacts, conversations, inbox, outbox, questions, subscriptions, tasks, tickets
from bot.storage.database import Connection
from bot.tickets import Ticket
from knowledge.article import Place


@dataclass(frozen=True, slots=True)
class Answered:
    """A message and the turn that answers it. before: the conversation as it was loaded."""

    message: Message
    before: Conversation
    turn: Turn
    now: datetime


class Consequences:
    """Applies turns. hours: when operators answer, for the promised moment. helplines: answered day and night."""

    def __init__(
        self, desk: Desk, hours: Hours, helplines: Sequence[Place], wake: Callable[[], None], bot_id: int
    ) -> None:
        self._desk = desk
        self._hours = hours
        self._helplines = helplines
        self._bot_id = bot_id
        self.wake = wake

    def load(self, conn: Connection, address: Address, now: datetime) -> Conversation:
        return conversations.load(conn, address, now, self._bot_id)

    def apply(self, conn: Connection, answered: Answered) -> None:
        """Save the conversation (raises Stale), do what the events say, put the replies into the outbox."""
        after = answered.turn.conversation
        if answered.message.kind is not Kind.BLOCKED:
            self._back(conn, after, answered.now)
        for event in answered.turn.events:
            after = self._happened(conn, event, after, answered)
        conversations.save(conn, answered.before, after, answered.now, self._bot_id)
        if answered.before.language != after.language and after.language:
            subscriptions.speak(conn, after.contact, after.language)
            tickets.speak(conn, after.contact, after.language)
        self._say(conn, answered, after.question)
        if any(isinstance(event, ErasureAsked) for event in answered.turn.events):
            self._desk.erased(conn, after.contact, answered.now)
            contacts.erase(conn, after.contact, answered.now)

    def _say(self, conn: Connection, answered: Answered, question: int | None) -> None:
        """The replies to an open question carry its name, so that the reply to the lengthened question replaces those
        not sent yet. No other reply does: a red card or an earlier answer is never taken back."""
        address, now = answered.before.address, answered.now
        asked = [event for event in answered.turn.events if isinstance(event, QuestionAsked)]
        for event in asked:
            if event.joins is not None:
                outbox.withdraw(conn, f"question:{event.joins}", now)
        is_open = any(event.outcome is None for event in asked)
        name = f"question:{question}" if is_open and question is not None else ""
        for reply in answered.turn.replies:
            outbox.put(conn, Send(address, reply), now, answers=name)

    def _happened(self, conn: Connection, event: Event, after: Conversation, answered: Answered) -> Conversation:
        match event:
            case QuestionAsked() | QuestionEnded():
                return self._question(conn, event, after, answered.now)
            case TicketOpened() | TicketAdded() | EmergencySeen():
                self._to_the_desk(conn, event, after, answered.now)
            case Subscribed() | Unsubscribed():
                self._subscription(conn, event, after, answered.now)
            case Rated() | Complained():
                self._feedback(conn, event, after, answered.now)
            case BlockedUs() | Returned():
                self._reachable(conn, event, after, answered.now)
            case DataAsked():
                self._show_data(conn, after, answered.now)
            case ErasureAsked():
                return replace(after, question=None, asked="", asked_at=None, state=None, data={})
            case _:
                assert_never(event)
        return after

    def _question(
        self, conn: Connection, event: QuestionAsked | QuestionEnded, after: Conversation, now: datetime
    ) -> Conversation:
        if isinstance(event, QuestionAsked):
            number = questions.ask(conn, after, event, now)
            return after if event.outcome else replace(after, question=number)
        questions.end(conn, event.question, event.outcome, event.article, now)
        return after

    def _to_the_desk(
        self, conn: Connection, event: TicketOpened | TicketAdded | EmergencySeen, after: Conversation, now: datetime
    ) -> None:
        match event:
            case TicketOpened():
                due_at = expected_answer(now, event.urgency, self._hours)
                ticket = self._desk.opened(conn, (after.contact, after.address), event, due_at, now)
                outbox.put(conn, Send(after.address, promised(ticket, self._hours, self._helplines, now)), now)
            case TicketAdded():
                if after.ticket is not None:
                    self._desk.added(conn, after.ticket, event, now)
            case EmergencySeen():
                self._desk.alarmed(conn, event, now, after.contact)
            case _:
                assert_never(event)

    def _subscription(
        self, conn: Connection, event: Subscribed | Unsubscribed, after: Conversation, now: datetime
    ) -> None:
        if isinstance(event, Subscribed):
            subscriptions.subscribe(conn, after, event, now)
        else:
            subscriptions.unsubscribe(conn, after.contact, "asked", now)

    def _feedback(self, conn: Connection, event: Rated | Complained, after: Conversation, now: datetime) -> None:
        if isinstance(event, Rated):
            language = after.language or after.spoken or ""
            questions.rate(conn, event.article, helpful=event.helpful, language=language, now=now)
        else:
            reason = f"{event.reason} {event.text}".strip()
            if not tasks.open_task(conn, "feedback", event.article, reason, now):
                tasks.add_to_task(conn, "feedback", event.article, reason)

    def _reachable(self, conn: Connection, event: BlockedUs | Returned, after: Conversation, now: datetime) -> None:
        if isinstance(event, BlockedUs):
            conversations.mark_blocked(conn, after.address, "blocked the bot", now)
            subscriptions.unsubscribe(conn, after.contact, "blocked", now)
            self._desk.lost(conn, after.address, "blocked the bot", now)
        else:
            self._back(conn, after, now)

    def _back(self, conn: Connection, after: Conversation, now: datetime) -> None:
        """Somebody who had blocked the bot is there again: a question that could not be answered opens again, and he is
        told; the week does not come again by itself, he is asked once (product.md section 6)."""
        if not conversations.mark_unblocked(conn, after.address, now):
            return
        ticket = self._desk.returned(conn, after.contact, now)
        if ticket is not None:
            outbox.put(conn, Send(after.address, notices.waits(ticket)), now)
        week = subscriptions.of_contact(conn, after.contact)
        if week is not None and week.end_reason == "blocked":
            choices = (Choice("subscribe", translate(week.language, N_("Send me this every week"))),)
            line = translate(week.language, N_("You had the weekly timetable. Do you want it again?"))
            outbox.put(conn, Send(after.address, Reply(line, choices=choices)), now)

    def _show_data(self, conn: Connection, after: Conversation, now: datetime) -> None:
        shown = json.dumps(contacts.export(conn, after.contact), ensure_ascii=False, indent=1, default=str)
        outbox.put(conn, Send(after.address, Reply(shown)), now)

    def staff_message(self, conn: Connection, message: Message, now: datetime) -> None:
        self._desk.staff_message(conn, message, now)

    def register_staff(self, conn: Connection, message: Message, token: str, now: datetime) -> None:
        """A one-time invitation, used in the private chat with the bot."""
        reply = self._desk.registered(conn, message.address, token, now)
        outbox.put(conn, Send(message.address, reply), now)

    def set_aside(self, conn: Connection, number: int, reason: str, now: datetime) -> None:
        """A message failed three times, or cannot be read: the lead is told, without its text."""
        room = self._desk.room
        line = room.tr(
            N_(
                "Message {number} could not be handled ({reason}). It is kept for 24 hours; the resident got no answer."
            ),
            number=number,
            reason=reason,
        )
        room.announce(conn, line, now)
        inbox.mark_told(conn, (number,), now)


def promised(ticket: Ticket, hours: Hours, helplines: Sequence[Place], now: datetime) -> Reply:
    """What the resident is told when the question is with the staff: its number, the expected moment, and for
    "today" while nobody answers the phones that answer now (product.md section 5)."""
    language = ticket.language
    lines = [translate(language, N_("Your question is with the staff. Its number is {number}."), number=ticket.number)]
    if ticket.due_at is not None:
        local = ticket.due_at.astimezone(hours.zone)
        lines.append(
            translate(
                language,
                N_("Expected answer: {day}, by {time}."),
                day=format_day(local.date(), language),
                time=format_time(local, language),
            )
        )
    if ticket.urgency == "today" and not is_open(now, hours):
        lines.append(translate(language, N_("The staff do not answer at this hour. These phones answer now:")))
        lines.extend(f"{place.phone}: {place.name[language]}" for place in helplines)
    lines.append(translate(language, N_("The answer comes here. You can write more. /status shows where it stands.")))
    return Reply("\n".join(lines))
