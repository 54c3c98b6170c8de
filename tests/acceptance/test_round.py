"""The whole round as people see it, through the real processes: question, hand-off, reply, close, subscription."""

from __future__ import annotations

import re
import shutil

import httpx

from knowledge import loader
from tests.acceptance.conftest import STAFF
from tests.fake_telegram import FakeTelegram, Person
from tests.program import ROOT, SCRIPTS, Process, Program

ANN, ANNA = 1001, 501
ARTICLE = "family-doctor"
ENDED_BY_SIGTERM = 128 + 15  # honcho's own status once its processes have ended


async def test_the_whole_round_goes_through_the_real_processes(tg: FakeTelegram, program: Program) -> None:
    processes = started(program)
    ann = tg.person(ANN, language="en")
    group = tg.group(STAFF, forum=True)
    anna, anna_alone = group.member(ANNA), tg.person(ANNA)
    await tg.wait_bot()
    if "WEBHOOK_URL" in program.settings:
        await healthy(program)
    await makes_acquaintance(ann)
    await asks(ann)
    await register(program, anna_alone)
    await hands_over(ann)
    card = await anna.expect("No. 1: new", seconds=30)
    await anna.press("Take")
    await anna.expect_edit(card, "Held by: Anna")
    await talk(ann, anna, card.thread)
    await anna.press("Close")
    await tg.wait(lambda: "Replied" in card.labels or None, "the outcomes")
    await anna.press("Replied")
    await anna.expect_edit(card, "Outcome: replied")
    await ann.expect("This question is closed.")
    await subscribes(ann)
    await tg.wait(lambda: not tg.unanswered() or None, "every press is acknowledged")
    assert processes.stop() == (ENDED_BY_SIGTERM if processes.supervises else 0)


def started(program: Program) -> Process:
    """Everything in one process; with a webhook the Procfile's two, which do not migrate by themselves."""
    if "WEBHOOK_URL" not in program.settings:
        return program.start("run")
    assert program.pomost("migrate").returncode == 0
    shutil.copy(ROOT / "Procfile", program.folder)
    command = [str(SCRIPTS / "honcho"), "start", "-p", program.settings["PORT"], "web", "worker"]
    return program.launch(command, supervises=True)


async def healthy(program: Program) -> None:
    async with httpx.AsyncClient(trust_env=False) as line:
        here = f"http://127.0.0.1:{program.settings['PORT']}"
        answer = await line.get(f"{here}/health")
        assert (answer.status_code, answer.json()) == (200, {"ok": True, "messages": 0, "acts": 0, "tickets": 0})
        assert (await line.post(f"{here}/telegram/webhook", json={})).status_code == 403


async def makes_acquaintance(ann: Person) -> None:
    await ann.send("/start")
    await ann.expect("Choose your language", seconds=30)
    await ann.press("English")
    await ann.expect("Your privacy")
    await ann.expect("Menu")


async def asks(ann: Person) -> None:
    """A question that is a phrase of the article gets the article, with the way to a person beneath."""
    text = loader.load().articles[ARTICLE].texts["en"]
    await ann.send(text.phrases[0])
    answer = await ann.expect(text.title)
    assert "Ask a person" in answer.labels


async def register(program: Program, anna: Person) -> None:
    invited = program.pomost("staff", "invite", "Anna")
    assert invited.returncode == 0, invited.stderr
    found = re.search(r"/start staff_\S+", invited.stdout)
    assert found is not None, invited.stdout
    await anna.send(found[0])
    await anna.expect("You are registered as Anna, operator.", seconds=30)


async def hands_over(ann: Person) -> None:
    await ann.press("Ask a person")
    await ann.expect("Do you agree?")
    await ann.press("Yes, I agree")
    await ann.expect("What is your question about?")
    await ann.press("School")
    await ann.expect("Is there a date?")
    await ann.press("This week")
    await ann.expect("Check before you send")
    await ann.press("Send to the staff")
    await ann.expect("Its number is 1.")


async def talk(ann: Person, anna: Person, thread: int | None) -> None:
    """The bot says once that a word was passed on, then it is silent; the operator's reply gets a truthful mark."""
    await ann.send("which papers do I need?")
    await anna.expect("which papers do I need?", thread=thread)
    await ann.expect("Added to your question no. 1.")
    await ann.send("and how do I choose a family doctor")
    await anna.expect("and how do I choose a family doctor", thread=thread)
    before = len(ann.messages())
    await anna.send("// ask the lead", thread=thread)
    await anna.send("Bring your passport & <PESEL>.", thread=thread)
    await ann.expect("Bring your passport & <PESEL>.")
    assert len(ann.messages()) == before + 1
    await anna.expect("Delivered.", thread=thread)
    assert not any("ask the lead" in record.text for record in ann.messages())


async def subscribes(ann: Person) -> None:
    await ann.send("/subscribe")
    await ann.expect("What do you want to get?")
    await ann.press("The whole week")
    await ann.expect("Subscribe?")
    await ann.press("Subscribe")
    await ann.expect("Done. You will get the timetable every week.")
    await ann.send("/stop")
    await ann.expect("Stopped.")
