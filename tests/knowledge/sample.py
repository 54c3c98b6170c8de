"""A small knowledge base on disk: one sound article that a test breaks in one place."""

from __future__ import annotations

from pathlib import Path

ARTICLE = """\
id: library-card
area: city
decides: city
sensitive: false
volatile: false
checked_on: 2026-11-20
review_by: 2027-01-18
confirmed: null
sources:
  - {title: "Library: rules", url: "https://example.org/rules", date: "2025-03"}
  - {title: "City: culture", url: null, date: undated}
facts:
  fee: {money: 12.50 PLN, valid_until: 2027-01-31}
  loan: {duration: 30 days}
  books: {number: 5}
  opens: {time: 9:00}
  form: {text: karta biblioteczna}
  proof:
    text: {uk: студентський квиток, en: student card, ru: студенческий билет, pl: legitymacja studencka}
    for: student
places: [library]
related: []
not_this: []
texts:
  uk:
    title: Як записатися до бібліотеки
    first: Запишіться до бібліотеки з паспортом.
    points:
      - "Картка ({fact:form}) коштує {fact:fee}."
      - "Книжки можна тримати {fact:loan}. Разом {fact:books}."
      - "Студенти показують {fact:proof}."
      - "Де: {place:library.name}, {place:library.address}, від {fact:opens}."
    next: Прийдіть з паспортом. Поверніть книжки протягом {fact:loan.gen}.
    more: []
    phrases:
      [бібліотека, записатись в бібліотеку, де взяти книжки, картка читача,
       бібліотека для дітей, читати українською, biblioteka zapys, хочу в бібліотеку]
    origin: machine
    reviewed: null
  en:
    title: How to join the library
    first: Join the library with your passport.
    points:
      - "The card ({fact:form}) costs {fact:fee}."
      - "You may keep books for {fact:loan}. You may take {fact:books}."
      - "Students show a {fact:proof}."
      - "Where: {place:library.name}, {place:library.address}, from {fact:opens}."
    next: Come with your passport. Return the books within {fact:loan}.
    more: []
    phrases:
      [library, join the library, borrow books, reader card,
       library for children, english books, where to read, i want books]
    origin: machine
    reviewed: null
  ru:
    title: Как записаться в библиотеку
    first: Запишитесь в библиотеку с паспортом.
    points:
      - "Карта ({fact:form}) стоит {fact:fee}."
      - "Книги можно держать {fact:loan}. Вместе {fact:books}."
      - "Студенты показывают {fact:proof}."
      - "Где: {place:library.name}, {place:library.address}, с {fact:opens}."
    next: Приходите с паспортом. Верните книги в течение {fact:loan.gen}.
    more: []
    phrases:
      [библиотека, запись в библиотеку, где взять книги, карта читателя,
       библиотека детям, книги на русском, biblioteka zapis, хочу читать книги]
    origin: machine
    reviewed: null
  pl:
    title: Jak zapisać się do biblioteki
    first: Zapisz się do biblioteki z paszportem.
    points:
      - "Karta ({fact:form}) kosztuje {fact:fee}."
      - "Książki możesz trzymać {fact:loan}. Razem {fact:books}."
      - "Studenci pokazują dokument: {fact:proof}."
      - "Gdzie: {place:library.name}, {place:library.address}, od {fact:opens}."
    next: Przyjdź z paszportem. Oddaj książki w ciągu {fact:loan.gen}.
    more: []
    phrases:
      [biblioteka miejska, zapis do biblioteki, wypożyczyć książki, karta czytelnika,
       biblioteka dla dzieci pl, gdzie czytać, książki po polsku, chcę do biblioteki]
    origin: machine
    reviewed: null
"""

PLACES = """\
library:
  name: {uk: бібліотека, en: the library, ru: библиотека, pl: biblioteka}
  official: Biblioteka Kraków
  address: ul. Powroźnicza 2, Kraków
  phone: "+48 12 616 00 00"
"""


def folder(
    path: Path, *, article: str = ARTICLE, places: str = PLACES, names: str = "names: [800+]\n", **more: str
) -> Path:
    """Write a base below the path; more: further city articles by id with '_' for '-'. Returns its folder."""
    root = path / "knowledge"
    files = {"articles/city/library-card.yaml": article, "places/city.yaml": places, "lexicon/names.yaml": names}
    files |= {f"articles/city/{name.replace('_', '-')}.yaml": text for name, text in more.items()}
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root
