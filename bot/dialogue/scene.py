"""All that a rule may look at for one message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.conversation import Conversation, Event, Turn
from bot.i18n import translate
from bot.messages import Message, Reply
from bot.timetable.week import Week
from knowledge.article import LANGUAGES
from knowledge.base import KnowledgeBase
from knowledge.loader import Knowledge


@dataclass(frozen=True, slots=True)
class World:
    """What changes slowly: the knowledge, the published weeks, the zone of the Point."""

    base: KnowledgeBase
    knowledge: Knowledge
    weeks: tuple[Week, ...]
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Scene:
    """One message in its conversation.

    heard: the language of the message itself where it is clear, else None. pseudonym: drawn outside, for a ticket
    that may be opened in this turn.
    """

    conversation: Conversation
    message: Message
    now: datetime
    world: World
    pseudonym: str
    heard: str | None = None

    @property
    def today(self) -> date:
        """The date at the Point."""
        return self.now.astimezone(self.world.zone).date()

    @property
    def language(self) -> str:
        """The language of the conversation: chosen, else last clear, else the app's if it is ours, else English."""
        hint = (self.message.language_code or "")[:2]
        return (
            self.conversation.language
            or self.conversation.spoken
            or self.heard
            or (hint if hint in LANGUAGES else "en")
        )

    @property
    def answering(self) -> str:
        """The language to answer a question in: its own where clear (product.md section 2, first contact)."""
        return self.heard or self.language

    def tr(self, msgid: str, **values: object) -> str:
        return translate(self.language, msgid, **values)

    def turn(self, *replies: Reply, events: tuple[Event, ...] = ()) -> Turn:
        """A turn that leaves the conversation as it is."""
        return Turn(self.conversation, replies, events)


Rule = Callable[[Scene], Turn | None]
