from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Choice, Reply
from bot.storage.parts import LIMITS, parts

LIMIT = LIMITS["telegram"]


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def test_a_short_reply_and_a_channel_without_limit_stay_whole() -> None:
    assert parts(Reply("short"), "telegram") == (Reply("short"),)
    assert parts(Reply("x" * 100_000), "console") == (Reply("x" * 100_000),)


def test_it_is_cut_behind_a_paragraph_where_there_is_one() -> None:
    first, second = "a" * 3000, "b" * 3000
    assert [part.text for part in parts(Reply(f"{first}\n\n{second}"), "telegram")] == [first, second]


def test_title_on_the_first_buttons_on_the_last_and_one_sound() -> None:
    choices = (Choice("a", "A"),)
    pieces = parts(Reply("word " * 2500, "Title", choices), "telegram")
    assert [piece.title for piece in pieces] == ["Title", "", "", ""]
    assert [piece.choices for piece in pieces] == [(), (), (), choices]
    assert [piece.silent for piece in pieces] == [False, True, True, True]


@given(st.text(st.sampled_from("ab ї.\n😀"), min_size=1).map(lambda text: text * 700), st.text(max_size=30))
def test_no_piece_is_too_long_and_no_word_is_lost(text: str, title: str) -> None:
    pieces = parts(Reply(text, title), "telegram")
    assert all(units(piece.text) + units(piece.title) <= LIMIT for piece in pieces)
    assert "".join("".join(piece.text.split()) for piece in pieces) == "".join(text.split())
