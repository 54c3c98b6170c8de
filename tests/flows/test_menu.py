"""Every article in three taps."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.groups import GROUPS
from flows.menu import DEFAULTS, ENTRIES, ENTRY_OF, MOST, Title, entry_of, main, opened

KNOWN = [Title(article, "city", f"About {article}") for article in ENTRY_OF]


def reached(titles: list[Title], taps: int) -> set[str]:
    """The articles that so many taps reach, the menu being open."""
    found, values = set(), [option.value for option in main().options]
    for _ in range(taps):
        found |= {value.removeprefix("article:") for value in values if value.startswith("article:")}
        prompts = [opened(value, titles) for value in values if value.startswith("menu:")]
        values = [option.value for prompt in prompts if prompt for option in prompt.options]
    return found


def test_the_entries_are_the_products_in_its_order() -> None:
    assert [option.label for option in main().options] == [
        "Point today", "Who is here this week", "Papers and stay", "Address and PESEL", "School", "Health", "More",
        "Ask a person", "Emergency",
    ]  # fmt: skip


def test_every_known_article_is_reached_in_three_taps() -> None:
    assert reached(KNOWN, 3) == set(ENTRY_OF)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(sorted(ENTRY_OF))), st.integers(0, 40), st.sampled_from(sorted(DEFAULTS)))
def test_any_collection_is_reached_in_three_taps_with_few_buttons(known: set[str], new: int, area: str) -> None:
    titles = [title for title in KNOWN if title.article in known]
    titles += [Title(f"new-{number}", area, f"New {number}") for number in range(new)]
    assert reached(titles, 3) == {title.article for title in titles}
    for entry in GROUPS:
        for option in ((first := opened(f"menu:{entry}", titles)) and first.options) or ():
            inner = opened(option.value, titles) if option.value.startswith(f"menu:{entry}:") else None
            assert inner is None or len(inner.options) <= MOST + 2
            assert option.value.isascii()
            assert len(option.value.encode()) <= 64


def test_a_whole_entry_with_all_known_articles_fits_into_one_message() -> None:
    for entry in GROUPS:
        prompt = opened(f"menu:{entry}", KNOWN)
        assert prompt is not None
        assert len(prompt.options) <= MOST + 1


def test_few_articles_are_listed_without_groups() -> None:
    prompt = opened("menu:health", [Title("dentist", "health", "Dentist"), Title("ekuz", "health", "EKUZ")])
    assert prompt is not None
    assert [(option.value, option.label) for option in prompt.options] == [
        ("article:dentist", "Dentist"), ("article:ekuz", "EKUZ"), ("menu", "Menu")
    ]  # fmt: skip


def test_an_article_no_group_names_stands_under_its_area() -> None:
    assert entry_of("brand-new", "residence") == "papers"
    assert {entry_of("brand-new", area) for area in DEFAULTS} <= set(ENTRIES)


def test_an_article_stands_in_one_place_only() -> None:
    every = [article for groups in GROUPS.values() for _, articles in groups for article in articles]
    assert len(every) == len(set(every))
    assert all(len(articles) <= MOST for groups in GROUPS.values() for _, articles in groups)


def test_a_value_that_opens_no_list_is_left_to_the_dialogue() -> None:
    for value in ("menu:ask", "menu:today", "menu:papers:99", "menu:nothing", "article:dentist", "menus", ""):
        assert opened(value, KNOWN) is None
    assert opened("menu", []) == main()


def test_an_empty_entry_says_so() -> None:
    prompt = opened("menu:school", [])
    assert prompt is not None
    assert prompt.text == "There is nothing here yet. Write your question."
