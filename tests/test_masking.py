"""What the door covers, what it leaves, and that it is never slow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import masked
from bot.numbers import is_nip, is_pesel

COVERED = [
    ("44051401359", "[PESEL]"),
    ("mój PESEL to 02270803624.", "mój PESEL to [PESEL]."),
    ("440514 01359", "[PESEL]"),
    ("44.05.14-013-59", "[PESEL]"),
    ("4405140\n1359", "[PESEL]"),
    ("4 4 0 5 1 4 0 1 3 5 9", "[PESEL]"),
    ("４４０５１４０１３５９", "[PESEL]"),
    ("٤٤٠٥١٤٠١٣٥٩", "[PESEL]"),
    ("4405140\u200b1359", "[PESEL]"),
    ("4405140\u00a01359", "[PESEL]"),
    ("44О514О1359", "[PESEL]"),
    ("44051401358", "[document]"),
    ("tel. 600 123 456 dziękuję", "tel. [phone] dziękuję"),
    ("600-123-456", "[phone]"),
    ("600.123.456", "[phone]"),
    ("600123456", "[phone]"),
    ("600\n123\n456", "[phone]"),
    ("(12) 345 67 89", "[phone]"),
    ("12/345 67 89", "[phone]"),
    ("48 600 123 456", "[phone]"),
    ("+48 600–123–456, ok", "[phone], ok"),
    ("+380 (67) 123 45 67", "[phone]"),
    ("067 123 45 67", "[phone]"),
    ("8 (916) 123-45-67", "[phone]"),
    ("8029 123-45-67", "[phone]"),
    ("+49 1512 3456789", "[phone]"),
    ("0048600123456", "[phone]"),
    ("мій тел 345 67 89", "мій тел [phone]"),
    ("паспорт FE123456", "паспорт [document]"),
    ("паспорт АА 123456", "паспорт [document]"),
    ("паспорт ЮГ №123456", "паспорт [document]"),
    ("fe 123456", "[document]"),
    ("passport FE1234567", "passport [document]"),
    ("MP1234567", "[document]"),
    ("ABA300000", "[document]"),
    ("ABA 300 000", "[document]"),
    ("RR 1234567", "[document]"),
    ("номер 001234567", "номер [document]"),
    ("id 998877665", "id [document]"),
    ("4510 123456", "[document]"),
    ("19900514-01234", "[document]"),
    ("3140590A012PB5", "[document]"),
    ("123-456-32-18", "[document]"),
    ("P<UKRSHEVCHENKO<<TARAS<<<<<<<<<<<<<<<<<<<<<<", "[document]"),
    ("sprawa WSC-II-C.6151.12345.2025 czeka", "sprawa [case] czeka"),
    ("WSC-II-F.6151.1.12345.2025.AB", "[case]"),
    ("wsc - ii - f . 6151 . 12345 . 2025", "[case]"),
    ("WSC-II-С.6151.12345.2025", "[case]"),
    ("SO-II.6152.3.2025", "[case]"),
    ("6151.12345.2025", "[case]"),
    ("DL.WIPO.410.1234.2023/KW", "[case]"),
    ("III SA/Kr 123/25", "[case]"),
    ("olena.k+1@gmail.com", "[e-mail]"),
    ("пишіть на olena @ gmail . com", "пишіть на [e-mail]"),
    ("olena(at)gmail.com", "[e-mail]"),
    ("PL61 1090 1014 0000 0712 1981 2874", "[account]"),
    ("61 1090 1014 0000 0712 1981 2874", "[account]"),
    ("UA213223130000026007233566001", "[account]"),
    ("4111 1111 1111 1111", "[account]"),
    ("24.11.26 600 123 456", "24.11.26 [phone]"),
    ("10:00-14:00 600 123 456", "10:00-14:00 [phone]"),
]

LEFT = [
    "31-547 Kraków",
    "ul. Długa 15/12 31-547 Kraków",
    "ul. Daszyńskiego 22, 31-544 Kraków",
    "800+ i 300+",
    "500 zł, 1 200 000 zł, 600 000 000 zł, 440 PLN",
    "PLN 500000",
    "за 123456 грн",
    "24.11.2026 o 10.00",
    "2026-11-24T10:00",
    "od 01.12.2026-07.12.2026",
    "24.11.2026 112",
    "10:00-14:00 8.00-15.30 16.00-19.00",
    "w latach 2024 2025 2026",
    "112, 999, 997, 116 123, 116 111, 800 120 002, 800 70 2222, 800 12 12 12",
    "112 999 116 123 800 120 002",
    "+48 800 120 002",
    "dzieci 5, 7, 9 lat",
    "дети 5 7 9 лет",
    "do 24.11.2026 i na 10/12",
    "Dz.U. 2025 poz. 1234 art. 186 ust. 1",
    "e-mail 12.11.2026",
    "pn-pt 9-17",
    "tramwaj 52, autobus 139",
    "як отримати песель",
    "",
]


@pytest.mark.parametrize(("text", "shown"), COVERED)
def test_what_identifies_a_person_is_covered(text: str, shown: str) -> None:
    assert masked(text) == shown


@pytest.mark.parametrize("text", LEFT)
def test_what_identifies_nobody_stays(text: str) -> None:
    assert masked(text) == text


def test_a_pesel_needs_its_check_digit_and_a_date_of_the_calendar() -> None:
    assert is_pesel("44051401359")
    assert not is_pesel("44051401358")
    assert not is_pesel("44133201354")
    assert is_nip("1234563218")
    assert not is_nip("1234563219")


@given(st.dates().filter(lambda day: 1900 <= day.year <= 2099), st.integers(0, 9999), st.text("  .-\n", max_size=1))
def test_every_pesel_is_covered_wherever_it_is_broken(day: object, serial: int, gap: str) -> None:
    year, month, date = (int(part) for part in str(day).split("-"))
    body = f"{year % 100:02d}{month + (20 if year >= 2000 else 0):02d}{date:02d}{serial:04d}"
    check = -sum(int(digit) * weight for digit, weight in zip(body, (1, 3, 7, 9) * 3, strict=False)) % 10
    number = f"{body}{check}"
    shown = masked(f"PESEL: {number[:6]}{gap}{number[6:]}, Kraków")
    assert number[6:] not in shown
    assert shown.startswith("PESEL: [")
    assert shown.endswith("], Kraków")


@given(st.text(max_size=200))
def test_any_text_is_masked_without_an_error_and_digits_only_vanish(text: str) -> None:
    shown = masked(text)
    assert sum(char.isdigit() for char in shown) <= sum(char.isdigit() for char in text)


@given(st.text("0123456789 .-/:+()\nABабІ<@", max_size=80))
def test_nine_digits_in_one_piece_never_pass(text: str) -> None:
    runs = [run for run in "".join(char if char.isdigit() else " " for char in masked(text)).split() if len(run) >= 9]
    assert all(
        run in {"800120002", "800702222", "800121212", "800190590", "800888448", "800676676", "800012948"}
        for run in runs
    )
