"""Names without a person."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pseudonym import BIRDS, COLOURS, NUMBERS, pseudonym


def test_no_two_numbers_below_the_number_of_names_share_one() -> None:
    count = len(COLOURS) * len(BIRDS) * NUMBERS
    assert count == 117_000
    assert len({pseudonym(number) for number in range(count)}) == count


@given(st.integers(0, 2**31))
def test_a_name_is_a_colour_a_bird_and_two_digits(number: int) -> None:
    colour, bird, digits = pseudonym(number).split()
    assert colour in COLOURS
    assert bird in BIRDS
    assert 10 <= int(digits) <= 99
