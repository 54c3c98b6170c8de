"""Staff read of an emergency in words, not by the program's names."""

from __future__ import annotations

from bot.desk.danger import DANGERS
from bot.i18n import translate
from knowledge.triage import KINDS


def test_every_kind_of_emergency_has_its_words() -> None:
    assert set(DANGERS) == set(KINDS)


def test_staff_read_the_kind_in_their_language() -> None:
    assert translate("pl", DANGERS["beaten"]) == "przemoc"
    assert translate("uk", DANGERS["missing-child"]) == "зникла дитина"
