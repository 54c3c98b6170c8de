"""The week's timetable by message: the whole week or chosen services, languages of the service if wanted; change; stop.

Begins with: services ([[id, label], …], labels in the person's language), and of a subscriber subscribed True, chosen
(ids of services, empty: the whole week) and languages (codes).
Outcomes: subscribed {services: [id, …], languages: [code, …]}, both empty for all; unsubscribed {}.
`subscription:some` and `subscription:stop` also work from the buttons under a weekly message.
"""

from __future__ import annotations

from typing import Final

from flows.flow import IDLE, STAY, Flow, Says, Step, Way
from flows.languages import OWN_NAMES
from flows.move import N_, Data, Label, Option, Prompt, Value, strings
from flows.states import State, StatesGroup

PAGE: Final = 7  # services a message, beside More, Done and the ways back
CHOSEN: Final = "✓ "


class Subscription(StatesGroup):
    standing = State()
    scope = State()
    services = State()
    languages = State()
    confirm = State()


def offered(data: Data) -> list[tuple[str, str]]:
    """The services to choose from: id and label."""
    services = data.get("services")
    pairs = services if isinstance(services, (list, tuple)) else ()
    return [(str(pair[0]), str(pair[1])) for pair in pairs if isinstance(pair, (list, tuple)) and len(pair) == 2]


def is_subscribed(step: Step) -> bool:
    return step.data.get("subscribed") is True


def can_choose(step: Step) -> bool:
    return bool(offered(step.data))


def has_chosen(step: Step) -> bool:
    return bool(strings(step.data, "chosen"))


def is_service(step: Step) -> bool:
    """Buttons hold the number of a service, because an id may be long."""
    return step.argument.isdecimal() and int(step.argument) < len(offered(step.data))


def is_language(step: Step) -> bool:
    return step.argument in OWN_NAMES


def toggled(values: list[str], value: str) -> list[str]:
    return [each for each in values if each != value] if value in values else [*values, value]


def pick_service(step: Step) -> None:
    service, _ = offered(step.data)[int(step.argument)]
    step.data["chosen"] = toggled(strings(step.data, "chosen"), service)


def pick_language(step: Step) -> None:
    step.data["languages"] = toggled(strings(step.data, "languages"), step.argument)


def whole_week(step: Step) -> None:
    step.data["chosen"], step.data["languages"] = [], []


def all_languages(step: Step) -> None:
    step.data["languages"] = []


def turn_page(step: Step) -> None:
    """To the next page, from the last one to the first."""
    following = first_shown(step.data) + PAGE
    step.data["first"] = following if following < len(offered(step.data)) else 0


def first_shown(data: Data) -> int:
    first = data.get("first")
    return first if isinstance(first, int) and 0 <= first < len(offered(data)) else 0


def ask_to_choose(step: Step) -> None:
    step.say(N_("Choose at least one service, or go back and choose the whole week."))


def no_services(step: Step) -> None:
    step.say(N_("I do not know the services now. You can subscribe to the whole week and change it later."))


def subscribe(step: Step) -> None:
    step.tell("subscribed", services=strings(step.data, "chosen"), languages=strings(step.data, "languages"))
    step.say(N_("Done. You will get the timetable every week. One tap stops it."))


def unsubscribe(step: Step) -> None:
    step.tell("unsubscribed")
    step.say(N_("Stopped. You will not get the weekly timetable any more."))


def leave(step: Step) -> None:
    step.say(N_("Nothing was changed."))


def terms(data: Data) -> dict[str, Value]:
    """What a subscription covers, in words."""
    labels = dict(offered(data))
    services = tuple(labels.get(service, service) for service in strings(data, "chosen"))
    languages = tuple(OWN_NAMES[code] for code in strings(data, "languages") if code in OWN_NAMES)
    return {"services": services or Label(N_("all")), "languages": languages or Label(N_("all"))}


def standing(data: Data) -> Prompt:
    """Who began without the terms shows none: a wrong "all" would be worse."""
    options = (Option("subscription:change", N_("Change")), Option("subscription:stop", N_("Stop")))
    if "chosen" not in data:
        return Prompt(N_("You get the timetable every week."), options=options, title=N_("Weekly timetable"))
    text = N_("You get the timetable every week.\nServices: {services}\nLanguages: {languages}")
    return Prompt(text, terms(data), options, N_("Weekly timetable"))


def scope(data: Data) -> Prompt:
    some = (Option("subscription:some", N_("Only some services")),) if offered(data) else ()
    return Prompt(
        N_("I can send you every week who is at the Information Point. What do you want to get?"),
        options=(Option("subscription:whole", N_("The whole week")), *some),
        title=N_("Weekly timetable"),
    )


def services(data: Data) -> Prompt:
    every, chosen = offered(data), strings(data, "chosen")
    first = first_shown(data)
    picks = tuple(
        Option(f"subscription:pick:{number}", f"{CHOSEN if service in chosen else ''}{label}", literal=True)
        for number, (service, label) in list(enumerate(every))[first : first + PAGE]
    )
    more = (Option("subscription:more", N_("More")),) if len(every) > PAGE else ()
    done = (Option("subscription:done", N_("Done")),) if chosen else ()
    return Prompt(N_("Choose services. A mark shows what you chose. Then press Done."), options=(*picks, *more, *done))


def languages(data: Data) -> Prompt:
    chosen = strings(data, "languages")
    picks = tuple(
        Option(f"subscription:in:{code}", f"{CHOSEN if code in chosen else ''}{name}", literal=True)
        for code, name in OWN_NAMES.items()
    )
    done = (Option("subscription:done", N_("Done")),) if chosen else ()
    return Prompt(
        N_("In which languages do you need the service? You can choose all."),
        options=(Option("subscription:every", N_("All languages")), *picks, *done),
    )


def confirm(data: Data) -> Prompt:
    return Prompt(
        N_("You will get the timetable every week.\nServices: {services}\nLanguages: {languages}\nSubscribe?"),
        terms(data),
        (Option("subscription:yes", N_("Subscribe")),),
    )


SAYS: Final[Says] = {
    Subscription.standing: standing,
    Subscription.scope: scope,
    Subscription.services: services,
    Subscription.languages: languages,
    Subscription.confirm: confirm,
}

SUBSCRIPTION = Flow(
    "subscription",
    Subscription,
    (
        Way("start", IDLE, Subscription.standing, (is_subscribed,)),
        Way("start", IDLE, Subscription.scope),
        Way("change", Subscription.standing, Subscription.scope),
        Way("stop", (IDLE, Subscription.standing), IDLE, after=unsubscribe),
        Way("whole", Subscription.scope, Subscription.confirm, after=whole_week),
        Way("some", (IDLE, Subscription.scope), Subscription.services, (can_choose,)),
        Way("some", IDLE, Subscription.scope, after=no_services),
        Way("pick", Subscription.services, STAY, (is_service,), pick_service),
        Way("more", Subscription.services, STAY, after=turn_page),
        Way("done", Subscription.services, Subscription.languages, (has_chosen,)),
        Way("done", Subscription.services, STAY, after=ask_to_choose),
        Way("in", Subscription.languages, STAY, (is_language,), pick_language),
        Way("every", Subscription.languages, Subscription.confirm, after=all_languages),
        Way("done", Subscription.languages, Subscription.confirm),
        Way("yes", Subscription.confirm, IDLE, after=subscribe),
    ),
    SAYS,
    cancelled=leave,
)
