from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram import text
from bot.messages import Choice, Reply

HOSTILE = (
    "a" * 100_000,
    "слово " * 20_000,
    "\x00\x01\x02\x1b[31m\x7f\x85",
    '<b>&"</b> &amp; <script>',
    "\ud83d lone \udc4d",
    "👨‍👩‍👧‍👦" * 3_000,
    "🇺🇦🇵🇱" * 4_000,
    "e" + "\u0301" * 10_000,
    "👍🏽" * 5_000,
    "",
    " \n\t ",
    "\u200b\u2060\ufeff",
    "\u3164\u2800",
)


def seen(words: str) -> str:
    """What is left when blanks do not count."""
    return "".join(sign for sign in words if not sign.isspace() and not text.is_blank(sign))


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_every_part_of_a_hostile_text_fits_and_nothing_visible_is_lost(hostile: str) -> None:
    parts = text.split(Reply(hostile, title="<Title>"))
    assert all(0 < text.size(text.plain(part)) <= text.LIMIT for part in parts)
    assert "".join(seen(part.text) for part in parts) == seen(text.clean(hostile))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab \n.\t\r\x00😀é\u0301\u200d🇺\ud800<&"), max_size=300), st.integers(1, 40))
def test_any_text_is_split_without_loss(words: str, times: int) -> None:
    parts = text.split(Reply(words * times))
    assert all(0 < text.size(part.text) <= text.LIMIT for part in parts)
    left = "".join(part.text for part in parts)
    assert seen(left) == (seen(text.clean(words * times)) or text.EMPTY)


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧‍👦", "🇺🇦", "👍🏽", "e\u0301", "❤\ufe0f"])
@pytest.mark.parametrize("shift", range(12))
def test_a_cut_never_falls_inside_an_emoji_or_an_accented_letter(emoji: str, shift: int) -> None:
    parts = text.split(Reply("x" * shift + emoji * 4_000))
    assert len(parts) > 1
    for part in parts:
        assert re.fullmatch(f"x*(?:{emoji})+", part.text)


def test_a_text_is_cut_between_paragraphs_before_lines_before_sentences_before_words() -> None:
    words = "word " * 700
    assert text.split(Reply(f"{words}\n\n{words}"))[0].text == words.strip()
    assert text.split(Reply(f"{words}\n{words}"))[0].text == words.strip()
    assert text.split(Reply(f"{words}end. {words}"))[0].text == f"{words}end."
    assert text.split(Reply("word " * 1_400))[0].text.endswith("word")


def test_the_title_is_on_the_first_part_and_the_buttons_are_under_the_last() -> None:
    choice = Choice("yes", "Yes")
    first, *_, last = text.split(Reply("слово " * 2_000, title="Title", choices=(choice,), silent=True))
    assert (first.title, first.choices, first.silent) == ("Title", (), True)
    assert (last.title, last.choices, last.silent) == ("", (choice,), True)


def test_a_short_reply_stays_one() -> None:
    reply = Reply("text", "Title", (Choice("a", "A"),))
    assert text.split(reply) == (reply,)


def test_a_title_that_is_a_text_is_sent_as_text() -> None:
    (part,) = text.split(Reply("rest", title="long " * 100))
    assert part.title == ""
    assert part.text.endswith("long\nrest")


def test_a_text_for_an_edit_is_cut_to_one_message() -> None:
    reply = text.cut(Reply("слово " * 2_000, title="Title"))
    assert text.size(text.plain(reply)) <= text.LIMIT
    assert reply.text.endswith("слово…")


@pytest.mark.parametrize("hostile", ['<b>&"', "a < b & c > d", "</b></b>"])
def test_markup_of_a_hostile_text_and_title_reads_as_they_were(hostile: str) -> None:
    made = text.markup(Reply(hostile, title=hostile))
    assert made.startswith("<b>")
    assert html.unescape(made.removeprefix("<b>").replace("</b>\n", "\n", 1)) == f"{hostile}\n{hostile}"


def test_a_title_alone_is_enough() -> None:
    (part,) = text.split(Reply("", title="Title"))
    assert text.markup(part) == "<b>Title</b>"
    assert text.plain(part) == "Title"


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice("a", ""), "has no label"),
        (Choice("a", " \u200b"), "has no label"),
        (Choice("", "Yes"), "has no value"),
        (Choice("ж" * 33, "Yes"), "66 bytes"),
    ],
)
def test_a_bad_button_is_a_clear_error(choice: Choice, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        text.split(Reply("text", choices=(choice,)))


def test_a_button_with_a_page_needs_no_value_and_64_bytes_are_enough() -> None:
    text.check_choices((Choice("", "Map", url="https://example.org"), Choice("ж" * 32, "Yes")))


def test_more_than_a_hundred_buttons_are_a_clear_error() -> None:
    with pytest.raises(ValueError, match="101 buttons"):
        text.check_choices([Choice("a", "A")] * 101)


def test_clean_keeps_lines_and_drops_what_a_database_refuses() -> None:
    assert text.clean("a\r\nb\rc\td\x00e\ud800f\ud83d\ude00") == "a\nb\nc de\ufffdf😀"


def test_a_topic_name_is_one_short_line() -> None:
    assert text.one_line("  a\n b ", 128) == "a b"
    assert text.one_line("\n", 128) == text.EMPTY
    assert len(text.one_line("я" * 500, 128)) == 128
