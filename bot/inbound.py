"""One message in: noted at the door, claimed, answered, saved with all that follows in one transaction."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from bot import crash
from bot.consequences import Answered, Consequences
from bot.conversation import Conversation
from bot.dialogue.respond import respond
from bot.dialogue.scene import Scene, World
from bot.masking import masked
from bot.messages import Address, Kind, Message
from bot.storage import conversations, inbox
from bot.storage.conversations import Stale
from bot.storage.database import Connection, Database
from bot.storage.inbox import Claim
from knowledge import triage

# How long a claim may take before another process takes the message over; the dearest turn costs milliseconds.
LEASE: Final = timedelta(seconds=30)
WORKERS: Final = 4  # contacts side by side; the work between two awaits is short
SWEEP: Final = 1.0  # seconds: finds what another process noted and what a lease gave back
LONGEST: Final = 20_000  # characters of a message that are looked at; a channel's own limit is far below
TRIES_WHEN_STALE: Final = 5

INVITATION: Final = "start staff_"
INVITED: Final = re.compile(INVITATION + r"[A-Za-z0-9_-]{24,58}")  # as `pomost staff invite` makes it
READ: Final = frozenset({Kind.TEXT, Kind.COMMAND, Kind.EDIT, Kind.PHOTO, Kind.VOICE, Kind.FILE})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a turn needs from outside. told: one line for the operators' log (no texts)."""

    clock: Callable[[], datetime]
    world: Callable[[Connection, datetime], World]
    pseudonym: Callable[[], str]
    told: Callable[[str, Mapping[str, object]], None]


def at_the_door(message: Message) -> Message:
    """Two pure looks before anything is stored: is this an emergency, and which numbers must be masked.

    An emergency keeps its kind and language; whether its (masked) text is kept is decided in the transaction. What
    staff write in their group is theirs to send: it is neither masked nor an alarm. An invitation's chance letters
    could look like somebody's number; whatever else follows /start is a text like any other.
    """
    text = message.text[:LONGEST]
    is_invitation = message.kind is Kind.COMMAND and INVITED.fullmatch(text) is not None
    if message.is_group or message.kind is Kind.CHOICE or is_invitation:
        return replace(message, text=text)
    seen = replace(message, text=masked(text))
    found = triage.emergency(text) if message.kind in READ and text else None
    if found is None:
        return seen
    return replace(seen, emergency=found.kind, emergency_language=found.language)


def joined(messages: Sequence[Message]) -> Message:
    """All waiting texts of a contact are one question: the newest message with all their words."""
    newest = messages[-1]
    if len(messages) == 1:
        return newest
    return replace(newest, text="\n".join(message.text for message in messages))


def _invited(message: Message) -> bool:
    """A one-time invitation of the staff, in a private chat."""
    return message.kind is Kind.COMMAND and not message.is_group and message.text.startswith(INVITATION)


class Inbound:
    """Notes messages and answers them; `run` keeps several contacts going side by side."""

    def __init__(self, database: Database, after: Consequences, around: Surroundings, owner: str) -> None:
        self._database = database
        self._after = after
        self._around = around
        self._owner = owner
        self._awake = asyncio.Event()
        self._is_recovered = False

    async def note(self, messages: Sequence[Message], also: Callable[[Connection], None] | None = None) -> int:
        """Mask, look for emergencies, commit to the inbox. Gives the number of messages that were new.

        also: written in the same transaction (Telegram's next offset). Only after this the channel is told.
        """
        seen = [at_the_door(message) for message in messages]
        now = self._around.clock()

        def noted(conn: Connection) -> int:
            fresh = sum(inbox.note(conn, self._kept(conn, message), now) for message in seen)
            if also is not None:
                also(conn)
            return fresh

        crash.point("inbox.before")
        fresh = await self._database.write(noted)
        crash.point("inbox.noted")
        self._awake.set()
        return fresh

    def _kept(self, conn: Connection, message: Message) -> Message:
        """The text of an emergency is kept only for the operator who has the conversation."""
        if message.emergency is None or conversations.is_held(conn, message.address, self._around.clock()):
            return message
        return replace(message, text="")

    async def handle_one(self) -> bool:
        """Claim and handle the oldest waiting message. False: nothing waits."""
        claim = await self._database.write(self._claimed)
        if claim is None:
            return False
        crash.point("inbox.claimed")
        try:
            await self._handle(claim)
        except inbox.LeaseLost:
            self._taken_over(claim)
        except Exception as error:  # noqa: BLE001  # whatever it was, the message is tried again or set aside, never lost
            try:
                await self._failed(claim, error)
            except inbox.LeaseLost:
                self._taken_over(claim)
        return True

    def _claimed(self, conn: Connection) -> Claim | None:
        now = self._around.clock()

        def spoilt(number: int, reason: str) -> None:
            self._after.set_aside(conn, number, reason, now)

        return inbox.claim(conn, self._owner, now, LEASE, spoilt)

    def _taken_over(self, claim: Claim) -> None:
        self._around.told("another process took the message over", {"rows": list(claim.ids)})

    async def _failed(self, claim: Claim, error: Exception) -> None:
        # The type names the fault; its words could hold the resident's.
        reason = type(error).__name__
        now = self._around.clock()

        def failed(conn: Connection) -> bool:
            aside = inbox.fail(conn, claim, self._owner, now, reason)
            if aside:
                self._after.set_aside(conn, claim.ids[0], reason, now)
            return aside

        aside = await self._database.write(failed)
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        line = f"{where.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{where.tb_lineno}" if where else ""
        self._around.told("a message failed", {"reason": reason, "name": line, "aside": aside, "rows": list(claim.ids)})

    async def _handle(self, claim: Claim) -> None:
        message = joined(claim.messages)
        if message.is_group or _invited(message):
            await self._database.write(partial(self._staff_turn, claim, message))
        else:
            await self._resident_turn(claim, message)
        crash.point("turn.saved")
        self._after.wake()

    def _staff_turn(self, claim: Claim, message: Message, conn: Connection) -> None:
        now = self._around.clock()
        if message.is_group:
            self._after.staff_message(conn, message, now)
        else:
            self._after.register_staff(conn, message, message.text.removeprefix(INVITATION).strip(), now)
        inbox.finish(conn, claim, self._owner, now)

    async def _resident_turn(self, claim: Claim, message: Message) -> None:
        """Respond outside the transaction, save inside it; a stale conversation is loaded and answered again."""
        for _ in range(TRIES_WHEN_STALE):
            now = self._around.clock()
            before, world = await self._database.write(partial(self._loaded, message.address, now))
            scene = Scene(before, message, now, world, self._around.pseudonym())
            turn = respond(scene)
            crash.point("turn.responded")
            try:
                await self._database.write(partial(self._save, claim, Answered(message, before, turn, now)))
            except Stale:
                continue
            return
        raise Stale(f"the conversation changed {TRIES_WHEN_STALE} times under one message")

    def _loaded(self, address: Address, now: datetime, conn: Connection) -> tuple[Conversation, World]:
        return self._after.load(conn, address, now), self._around.world(conn, now)

    def _save(self, claim: Claim, answered: Answered, conn: Connection) -> None:
        self._after.apply(conn, answered)
        inbox.finish(conn, claim, self._owner, answered.now)

    async def _recover(self) -> None:
        """What this process had begun before it was killed is free at once, not only when its lease ends."""
        if not self._is_recovered:
            self._is_recovered = True
            await self._database.write(lambda conn: inbox.recover(conn, self._owner))

    async def drain(self) -> None:
        """Handle until nothing waits (a terminal's line, a test)."""
        await self._recover()
        while await self.handle_one():
            pass

    async def run(self, stop: asyncio.Event) -> None:
        """Handle messages until stopped; a message begun is finished."""
        await self._recover()
        async with asyncio.TaskGroup() as workers:
            for _ in range(WORKERS):
                workers.create_task(self._work(stop))
            await stop.wait()
            self._awake.set()  # who waits for a message need not wait to its sweep's end

    async def _work(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._awake.clear()
            try:
                if await self.handle_one():
                    continue
            except Exception as error:  # noqa: BLE001  # a database that is away for a while must not end the program
                self._around.told("the inbox could not be used", {"reason": type(error).__name__})
            try:
                async with asyncio.timeout(SWEEP):
                    await self._awake.wait()
            except TimeoutError:
                continue
