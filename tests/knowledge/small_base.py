"""Six small articles in four languages: a whole knowledge base that fits in a blink."""

from __future__ import annotations

from datetime import date

from knowledge.article import Article, Source, Text

_PHRASES: dict[str, dict[str, tuple[str, ...]]] = {
    "pesel-foreigner": {
        "uk": (
            "як отримати песель",
            "зробити песель",
            "песель для іноземця",
            "де дають номер песель",
            "потрібен pesel",
            "песел",
        ),
        "en": (
            "how to get a pesel",
            "pesel number for a foreigner",
            "apply for pesel",
            "where do I get my pesel",
            "need pesel",
            "pesel",
        ),
        "ru": (
            "как получить песель",
            "сделать песель",
            "песель для иностранца",
            "где дают номер песель",
            "нужен pesel",
            "песел",
        ),
        "pl": (
            "jak dostać pesel",
            "numer pesel dla cudzoziemca",
            "wniosek o pesel",
            "gdzie wyrobić pesel",
            "nadanie peselu",
            "pesel",
        ),
    },
    "address-registration-basics": {
        "uk": (
            "як зробити мельдунек",
            "прописка в кракові",
            "зареєструвати місце проживання",
            "де замельдуватись",
            "чи треба мельдунок",
            "мельдунек",
        ),
        "en": (
            "how to register my address",
            "get a meldunek",
            "address registration in krakow",
            "where to register residence",
            "zameldowanie",
            "meldunek",
        ),
        "ru": (
            "как сделать мельдунек",
            "прописка в кракове",
            "зарегистрировать место жительства",
            "где замельдоваться",
            "нужен ли мельдунек",
            "мельдунек",
        ),
        "pl": (
            "jak zrobić meldunek",
            "zameldowanie w krakowie",
            "gdzie zameldować dziecko",
            "gdzie się zameldować",
            "czy muszę mieć meldunek",
            "meldunek",
        ),
    },
    "family-doctor": {
        "uk": (
            "знайти сімейного лікаря",
            "записатися до терапевта",
            "вибрати лікаря поз",
            "як потрапити до лікаря",
            "педіатр для дитини",
            "сімейний лікар",
        ),
        "en": (
            "find a family doctor",
            "register with a gp",
            "choose a clinic",
            "how to see a doctor",
            "pediatrician for my child",
            "family doctor",
        ),
        "ru": (
            "найти семейного врача",
            "записаться к терапевту",
            "выбрать врача поз",
            "как попасть к врачу",
            "педиатр для ребенка",
            "семейный врач",
        ),
        "pl": (
            "znaleźć lekarza rodzinnego",
            "zapisać się do lekarza poz",
            "wybór przychodni",
            "jak dostać się do lekarza",
            "pediatra dla dziecka",
            "lekarz rodzinny",
        ),
    },
    "school-enrol-child": {
        "uk": (
            "записати дитину в школу",
            "школа для дитини",
            "як віддати сина до школи",
            "місце в школі посеред року",
            "районна школа",
            "школа",
        ),
        "en": (
            "enrol my child in school",
            "school for my kid",
            "how to sign up my son for school",
            "place in school mid year",
            "catchment school",
            "school",
        ),
        "ru": (
            "записать ребенка в школу",
            "школа для ребенка",
            "как отдать сына в школу",
            "место в школе среди года",
            "районная школа",
            "школа",
        ),
        "pl": (
            "zapisać dziecko do szkoły",
            "szkoła dla dziecka",
            "jak zapisać syna do szkoły",
            "miejsce w szkole w trakcie roku",
            "szkoła rejonowa",
            "szkoła",
        ),
    },
    "legal-help": {
        "uk": (
            "безкоштовний юрист",
            "порада адвоката",
            "юридична допомога",
            "прийшов лист з ужонду що робити",
            "оскаржити рішення",
            "юрист",
        ),
        "en": (
            "free lawyer",
            "legal advice",
            "free legal aid",
            "I got a letter from the office",
            "appeal a decision",
            "lawyer",
        ),
        "ru": (
            "бесплатный юрист",
            "совет адвоката",
            "юридическая помощь",
            "пришло письмо из ужонда что делать",
            "обжаловать решение",
            "юрист",
        ),
        "pl": (
            "darmowy prawnik",
            "porada adwokata",
            "nieodpłatna pomoc prawna",
            "dostałem pismo z urzędu co robić",
            "odwołać się od decyzji",
            "prawnik",
        ),
    },
    "polish-courses": {
        "uk": (
            "курси польської мови",
            "вивчити польську безкоштовно",
            "де вчити польську",
            "розмовний клуб",
            "польська для початківців",
            "курси",
        ),
        "en": (
            "polish language course",
            "learn polish for free",
            "where to study polish",
            "conversation club",
            "polish for beginners",
            "courses",
        ),
        "ru": (
            "курсы польского языка",
            "выучить польский бесплатно",
            "где учить польский",
            "разговорный клуб",
            "польский для начинающих",
            "курсы",
        ),
        "pl": (
            "kurs języka polskiego",
            "uczyć się polskiego za darmo",
            "gdzie uczyć się polskiego",
            "klub konwersacyjny",
            "polski dla początkujących",
            "kursy",
        ),
    },
}
_TITLES = {
    "pesel-foreigner": (
        "Номер PESEL для іноземця",
        "PESEL number for a foreigner",
        "Номер PESEL для иностранца",
        "Numer PESEL dla cudzoziemca",
    ),
    "address-registration-basics": (
        "Реєстрація за адресою",
        "Address registration",
        "Регистрация по адресу",
        "Zameldowanie",
    ),
    "family-doctor": ("Сімейний лікар", "Family doctor", "Семейный врач", "Lekarz rodzinny"),
    "school-enrol-child": (
        "Як записати дитину до школи",
        "Enrolling a child in school",
        "Как записать ребёнка в школу",
        "Zapisanie dziecka do szkoły",
    ),
    "legal-help": (
        "Безкоштовна правова допомога",
        "Free legal help",
        "Бесплатная юридическая помощь",
        "Bezpłatna pomoc prawna",
    ),
    "polish-courses": ("Курси польської мови", "Polish courses", "Курсы польского языка", "Kursy języka polskiego"),
}
_AREAS = {"family-doctor": "health", "school-enrol-child": "school", "legal-help": "city", "polish-courses": "city"}
_NOT_THIS = {"family-doctor": ("ветеринар для собаки", "лікар для кота"), "legal-help": ("lawyer for a divorce",)}
_FIRST = {
    "uk": "Прийдіть до установи з паспортом, це безкоштовно.",
    "en": "Come to the office with your passport, it is free.",
    "ru": "Приходите в учреждение с паспортом, это бесплатно.",
    "pl": "Przyjdź do urzędu z paszportem, to bezpłatne.",
}


def _article(key: str) -> Article:
    titles = dict(zip(("uk", "en", "ru", "pl"), _TITLES[key], strict=True))
    texts = {
        code: Text(code, titles[code], f"{titles[code]}: {_FIRST[code]}", (), "", (), phrases, "machine", None)
        for code, phrases in _PHRASES[key].items()
    }
    return Article(
        id=key,
        area=_AREAS.get(key, "residence"),
        decides="city",
        sensitive=False,
        volatile=False,
        checked_on=date(2026, 11, 20),
        review_by=date(2027, 1, 18),
        confirmed=None,
        sources=(Source("a test", None, "undated"),),
        facts={},
        places=(),
        related=(),
        not_this=_NOT_THIS.get(key, ()),
        texts=texts,
    )


ARTICLES = {key: _article(key) for key in _PHRASES}
