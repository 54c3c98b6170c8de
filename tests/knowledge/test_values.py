"""A fact is written once and reads as each language writes it."""

from collections.abc import Mapping

import pytest

from knowledge.article import LANGUAGES, Fact, FactKind
from knowledge.values import GENITIVE, NOMINATIVE, fault, write


def in_all(kind: FactKind, value: str | Mapping[str, str], case: str = NOMINATIVE) -> list[str]:
    return [write(Fact("x", kind, value), language, case) for language in ("uk", "en", "ru", "pl")]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("440 PLN", ["440 zł"] * 4),
        ("830.58 PLN", ["830,58 zł", "830.58 zł", "830,58 zł", "830,58 zł"]),
        ("28000 PLN", ["28 000 zł", "28,000 zł", "28 000 zł", "28 000 zł"]),
        ("12.50 PLN", ["12,50 zł", "12.50 zł", "12,50 zł", "12,50 zł"]),
        ("12.00 PLN", ["12 zł"] * 4),
        ("90 EUR", ["90 €"] * 4),
    ],
)
def test_money_is_grouped_and_carries_the_sign_of_the_price_tag(value: str, expected: list[str]) -> None:
    assert in_all(FactKind.MONEY, value) == expected


@pytest.mark.parametrize(
    ("value", "case", "expected"),
    [
        ("2027-03-04", NOMINATIVE, ["4 березня 2027 р.", "4 March 2027", "4 марта 2027 г.", "4 marca 2027"]),
        ("2027-03-04", GENITIVE, ["4 березня 2027 р.", "4 March 2027", "4 марта 2027 г.", "4 marca 2027"]),
        ("2027-03", NOMINATIVE, ["березень 2027 р.", "March 2027", "март 2027 г.", "marzec 2027"]),
        ("2027-03", GENITIVE, ["березня 2027 р.", "March 2027", "марта 2027 г.", "marca 2027"]),
        ("2027", NOMINATIVE, ["2027"] * 4),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(value: str, case: str, expected: list[str]) -> None:
    assert in_all(FactKind.DATE, value, case) == expected


@pytest.mark.parametrize(
    ("value", "nominative", "genitive"),
    [
        ("1 day", ["1 день", "1 day", "1 день", "1 dzień"], ["1 дня", "1 day", "1 дня", "1 dnia"]),
        ("3 days", ["3 дні", "3 days", "3 дня", "3 dni"], ["3 днів", "3 days", "3 дней", "3 dni"]),
        ("30 days", ["30 днів", "30 days", "30 дней", "30 dni"], ["30 днів", "30 days", "30 дней", "30 dni"]),
        ("21 days", ["21 день", "21 days", "21 день", "21 dni"], ["21 дня", "21 days", "21 дня", "21 dni"]),
        ("11 years", ["11 років", "11 years", "11 лет", "11 lat"], ["11 років", "11 years", "11 лет", "11 lat"]),
        ("2 years", ["2 роки", "2 years", "2 года", "2 lata"], ["2 років", "2 years", "2 лет", "2 lat"]),
        ("1 year", ["1 рік", "1 year", "1 год", "1 rok"], ["1 року", "1 year", "1 года", "1 roku"]),
        (
            "3 months",
            ["3 місяці", "3 months", "3 месяца", "3 miesiące"],
            ["3 місяців", "3 months", "3 месяцев", "3 miesięcy"],
        ),
        ("6 weeks", ["6 тижнів", "6 weeks", "6 недель", "6 tygodni"], ["6 тижнів", "6 weeks", "6 недель", "6 tygodni"]),
        (
            "24 hours",
            ["24 години", "24 hours", "24 часа", "24 godziny"],
            ["24 годин", "24 hours", "24 часов", "24 godzin"],
        ),
        (
            "1.5 hours",
            ["1,5 години", "1.5 hours", "1,5 часа", "1,5 godziny"],
            ["1,5 години", "1.5 hours", "1,5 часа", "1,5 godziny"],
        ),
        (
            "14 working-days",
            ["14 робочих днів", "14 working days", "14 рабочих дней", "14 dni roboczych"],
            ["14 робочих днів", "14 working days", "14 рабочих дней", "14 dni roboczych"],
        ),
        (
            "3 working-days",
            ["3 робочі дні", "3 working days", "3 рабочих дня", "3 dni robocze"],
            ["3 робочих днів", "3 working days", "3 рабочих дней", "3 dni roboczych"],
        ),
        (
            "20 minutes",
            ["20 хвилин", "20 minutes", "20 минут", "20 minut"],
            ["20 хвилин", "20 minutes", "20 минут", "20 minut"],
        ),
    ],
)
def test_a_duration_has_the_form_of_its_number_and_case(value: str, nominative: list[str], genitive: list[str]) -> None:
    assert in_all(FactKind.DURATION, value) == nominative
    assert in_all(FactKind.DURATION, value, GENITIVE) == genitive


def test_numbers_and_percentages_follow_the_language() -> None:
    assert in_all(FactKind.NUMBER, "12345.5") == ["12 345,5", "12,345.5", "12 345,5", "12 345,5"]
    assert in_all(FactKind.PERCENT, "50") == ["50%", "50%", "50 %", "50%"]
    assert in_all(FactKind.PERCENT, "2.45") == ["2,45%", "2.45%", "2,45 %", "2,45%"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FactKind.PHONE, "+48 12 616 55 55"),
        (FactKind.PHONE, "112"),
        (FactKind.TIME, "17:00"),
        (FactKind.LINK, "https://pacjent.gov.pl/x?y=1"),
        (FactKind.EMAIL, "a@example.org"),
        (FactKind.ADDRESS, "ul. Zabłocie 20, bud. A"),
        (FactKind.TEXT, "wniosek"),
    ],
)
def test_other_values_are_written_as_they_are(kind: FactKind, value: str) -> None:
    assert fault(kind, value) == ""
    assert in_all(kind, value) == [value] * 4


def test_a_text_may_differ_by_language() -> None:
    assert in_all(FactKind.TEXT, {code: code.upper() for code in LANGUAGES}) == ["UK", "EN", "RU", "PL"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FactKind.MONEY, "440"),
        (FactKind.MONEY, "440 zł"),
        (FactKind.MONEY, "1.5 PLN"),
        (FactKind.DATE, "2027-13"),
        (FactKind.DATE, "2027-02-29"),
        (FactKind.DATE, "4.3.2027"),
        (FactKind.DURATION, "30 dni"),
        (FactKind.DURATION, "days"),
        (FactKind.NUMBER, "3-4"),
        (FactKind.PERCENT, "50%"),
        (FactKind.TIME, "24:00"),
        (FactKind.PHONE, "call 112"),
        (FactKind.PHONE, "1"),
        (FactKind.LINK, "pacjent.gov.pl"),
        (FactKind.EMAIL, "at example.org"),
    ],
)
def test_a_value_that_is_none_of_its_kind_is_refused(kind: FactKind, value: str) -> None:
    assert f"got '{value}'" in fault(kind, value) or "no such date" in fault(kind, value)
