"""The deterministic lanes. Sentences of the emergency grid stand in emergencies.yaml, invented for it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import loader, triage
from knowledge.article import LANGUAGES
from knowledge.pattern import Watch
from knowledge.spelling import spelt, words
from knowledge.triage import Emergency, Human, OtherLanguage, SmallTalk, Spam, emergency, is_gibberish
from knowledge.wordlist import BadWordlist

GRID = yaml.safe_load(files("tests.knowledge").joinpath("emergencies.yaml").read_text("utf-8"))
PLACES = yaml.safe_load(files("knowledge").joinpath("places", "common.yaml").read_text("utf-8"))


def _triggers() -> Iterator[tuple[str, str, str]]:
    for language, half in GRID.items():
        for kind, sentences in half["triggers"].items():
            yield from ((language, kind, sentence) for sentence in sentences)


def _misses() -> Iterator[str]:
    for half in GRID.values():
        yield from half["misses"]


@pytest.mark.parametrize(("language", "kind", "sentence"), [*_triggers()])
def test_a_danger_is_recognised_with_its_kind_and_language(language: str, kind: str, sentence: str) -> None:
    assert emergency(sentence) == Emergency(kind, language)


@pytest.mark.parametrize("sentence", [*_misses()])
def test_a_near_miss_gets_no_red_card(sentence: str) -> None:
    assert emergency(sentence) is None


def test_the_grid_is_wide_enough() -> None:
    assert set(GRID) == set(LANGUAGES)
    for half in GRID.values():
        assert set(half["triggers"]) == set(triage.KINDS)
        assert sum(map(len, half["triggers"].values())) >= 40
        assert len(half["misses"]) >= 40


SPACED = [one for one in _triggers() if len(one[2].split()) > 2]  # a cry without spaces is a message of its own


@pytest.mark.parametrize(("language", "kind", "sentence"), SPACED[::7])
def test_a_danger_is_found_inside_a_long_text(language: str, kind: str, sentence: str) -> None:
    before = "I came to the city last spring and have a question about my card. " * 40
    found = emergency(f"{before}\n{sentence}.\n{before}")
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("sentence", [sentence for _, _, sentence in _triggers()][::11])
def test_capitals_and_stretched_letters_change_nothing(sentence: str) -> None:
    assert emergency(f"!!! {sentence.upper()}!!!") is not None


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("lbnbyf yt lb[f'", "no-breath"),
        ("vs ujhbvj", "fire-gas"),
        ("сфдд фт фьигдфтсу", "accident"),
        ("карта банку", None),
        ("ghbdsn", None),
    ],
)
def test_the_wrong_keyboard_layout_is_read(typed: str, kind: str | None) -> None:
    found = emergency(typed)
    assert (found.kind if found else None) == kind


def test_a_blocker_in_another_sentence_silences_nothing() -> None:
    assert emergency("Вчора дивились кіно. Тато не дихає!") is not None
    assert emergency("we laughed a lot in the movie. my brother is not breathing") is not None


def test_what_happened_long_ago_is_not_now_unless_it_is_said() -> None:
    assert emergency("рік тому чоловік мене побив") is None
    assert emergency("рік тому чоловік мене побив і сьогодні знову побив") is not None


def test_of_two_dangers_the_first_of_the_list_wins() -> None:
    assert emergency("муж бил меня, ребенок не дышит") == Emergency("no-breath", "ru")


def test_every_kind_has_lines_that_exist_as_places() -> None:
    for kind in triage.KINDS:
        for place in triage.lines_for(kind):
            assert PLACES[place]["phone"]
    assert triage.lines_for("suicide")[0] == "suicide-line"
    assert triage.lines_for("no-breath") == ("ambulance",)
    assert triage.lines_for("beaten")[0] == "violence-line"
    with pytest.raises(KeyError):
        triage.lines_for("weather")


def test_all_lists_compile() -> None:
    triage.warm()


HOSTILE = {
    "one word": "а" * 100_000,
    "words of patterns": "не " * 33_000,
    "always silenced": "чоловік бив мене рік тому " * 3_800,
    "marks": "а\u0301" * 50_000,
    "broken surrogates": '\ud800<b>&"\x00' * 14_000,
    "pictures": "😀" * 100_000,
    "signs": "?" * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(30)
def test_a_hostile_text_gets_an_answer(text: str) -> None:
    assert emergency(text) is None
    assert triage.triage(text) is None or text[0] == "😀"
    assert isinstance(is_gibberish(text), bool)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_text_makes_the_lanes_fail(text: str) -> None:
    emergency(text)
    triage.triage(text)
    is_gibberish(text)


@given(st.text(alphabet="шіїєьйюяжbcxyz ’'", max_size=40))
@settings(max_examples=150, deadline=None)
def test_spellings_have_no_doubled_letters_and_no_capitals(text: str) -> None:
    for word in words(text):
        for form in word.spelt:
            assert form == form.casefold()
            assert all(a != b for a, b in pairwise(form))


@pytest.mark.parametrize(
    ("cyrillic", "typed"),
    [("дихає", "dyhaje"), ("задихається", "zadykhayetsya"), ("хочу", "xo4u"), ("человек", "4elovek"), ("ніж", "nizh")],
)
def test_the_ways_to_type_cyrillic_in_latin_meet(cyrillic: str, typed: str) -> None:
    assert set(spelt(cyrillic)) & set(spelt(typed))


SMALL_TALK = {
    "hello": ["Доброго ранку!", "приветик", "dzien dobry", "Hi there"],
    "thanks": [
        "щиро дякую за допомогу",
        "спасибо вам огромное спасибо",
        "dzięki za pomoc",
        "thanks a lot!!!",
        "dyakuyu",
    ],
    "bye": ["на все добре", "до встречи", "do zobaczenia", "bye bye"],
    "bot": [
        "ви людина чи бот?",
        "ты живой?",
        "czy rozmawiam z człowiekiem?",
        "Hello, am I talking to a human or a robot?",
    ],
    "how-are-you": ["привіт, як справи", "как дела?", "co słychać", "hey how are you doing"],
    "test": ["перевірка", "проверка связи", "halo, jest tam ktoś", "is anyone there"],
    "joke": ["розкажи анекдот", "пошути", "opowiedz dowcip", "make me laugh please"],
    "lonely": ["мені дуже самотньо", "скучно, поболтай со мной", "smutno mi", "i feel lonely"],
    "abuse": ["ти тупий бот", "пошли вы нахуй", "spierdalaj", "fuck you bot"],
    "emoji": ["👍", "❤️🙏", "😀😀", "зрозуміло", "понятно, хорошо", "no dobra", "ok, got it"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SMALL_TALK.items() for text in texts])
def test_a_message_that_is_only_small_talk_is_small_talk(kind: str, text: str) -> None:
    assert triage.triage(text) == SmallTalk(kind)


@pytest.mark.parametrize(
    "text",
    [
        "hello, where do I register",
        "привіт, як отримати песель",
        "спасибо, а сколько стоит карта",
        "dzień dobry, gdzie jest urząd",
        "где блядь получить песель",
        "дякую, але мені потрібен юрист",
        "тест на знання польської",
        "is there a test for citizenship",
        "жарти жартами, а де школа",
        "",
        "   ",
    ],
)
def test_a_question_with_a_greeting_stays_a_question(text: str) -> None:
    assert triage.triage(text) is None


@pytest.mark.parametrize(
    ("text", "lane"),
    [
        ("Продаю місця в черзі до воєводського, пишіть в лс", Spam("queue")),
        ("Мельдунок под ключ, недорого, пишите в личку", Spam("queue")),
        ("Załatwimy kartę pobytu szybko i tanio, napisz na whatsapp", Spam("queue")),
        ("Selling appointment slots at the voivodeship office, write me", Spam("queue")),
        ("Заробляйте вдома 500 євро на день", Spam("advert")),
        ("Кредит без отказа за 5 минут, пишите в директ", Spam("advert")),
        ("Praca w Niemczech, 3000 euro, napisz na priv", Spam("advert")),
        ("Join our crypto channel and earn daily profit", Spam("advert")),
        ("чи можна купити місце в черзі до ужонду", None),
        ("мне предложили карту побыта под ключ, это законно?", None),
        ("someone is selling appointments, is it legal", None),
        ("шукаю роботу в Кракові", None),
        ("Шукаю роботу, маю досвід, напишіть будь ласка, куди звернутись", None),
        ("Мне обещают работу в Германии за 3000 евро, просят писать в личку. Верить?", None),
        ("where can I get a loan", None),
    ],
)
def test_adverts_and_paid_places_are_told_from_questions_about_them(text: str, lane: triage.Lane | None) -> None:
    assert triage.triage(text) == lane


@pytest.mark.parametrize(
    "text",
    [
        "зʼєднайте з оператором",
        "мені треба поговорити з живою людиною",
        "позовите сотрудника",
        "hochu pogovorit s chelovekom",
        "chcę rozmawiać z konsultantem",
        "proszę o kontakt telefoniczny, oddzwońcie",
        "I want to talk to a real person",
        "give me a call please",
        "передзвоніть мені будь ласка",
        "шукаю батька, зник безвісти на війні",
        "потеряли связь с братом, как найти",
        "szukamy zaginionej siostry, nie ma kontaktu",
        "my cousin went missing, I am looking for family",
        "хочу волонтерити у вас",
        "как стать волонтером",
        "chciałabym pomagać jako wolontariuszka",
        "can I volunteer here",
    ],
)
def test_a_wish_for_a_person_is_heard(text: str) -> None:
    assert triage.triage(text) == Human()


@pytest.mark.parametrize(
    "text",
    [
        "human rights in Poland",
        "потрібен лікар",
        "нужен юрист",
        "як запросити брата до Польщі",
        "хочу розмовляти польською, де курси",
        "praca jako konsultant",
    ],
)
def test_other_people_are_not_the_wish_for_a_person(text: str) -> None:
    assert triage.triage(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Прывітанне! Дзе можна атрымаць дазвол на жыхарства?", "be"),
        ("кажуць, што дакументы трэба здаць сёння", "be"),
        ("أين أجد طبيبا", "ar"),
        ("necesito un médico para mi hijo", "es"),
        ("preciso de ajuda com os documentos", "pt"),
        ("मुझे डॉक्टर चाहिए", "hi"),
        ("tôi muốn hỏi về thẻ tạm trú", "vi"),
        ("სად არის ექიმი", "ka"),
        ("çalışma izni için ne lazım", "tr"),
        ("मलाई डाक्टर चाहिन्छ", "ne"),
        ("où est le médecin", "fr"),
        ("wo bekomme ich eine Aufenthaltskarte", "de"),
        ("ho bisogno di un avvocato", "it"),
        ("医生在哪里", "und"),
    ],
)
def test_a_fifth_language_is_told(text: str, code: str) -> None:
    assert triage.triage(text) == OtherLanguage(code)


@pytest.mark.parametrize(
    "text",
    [
        "я з украіни, где сделать песель, мы приехали",
        "будь ласка скажіть, де що є",
        "kak poluchit vnzh",
        "de znayty likarya",
        "karta pobytu la Liga",
        "czy Maria dos Santos może dostać pesel",
        "visa para",
        "скільки коштує el bilet",
    ],
)
def test_our_four_languages_are_never_taken_for_a_fifth(text: str) -> None:
    assert triage.triage(text) is None


def test_ten_and_more_languages_are_prepared_with_a_name_and_a_line() -> None:
    for code in ("be", "ar", "es", "pt", "hi", "vi", "ka", "tr", "ne", "fr"):
        found = triage.prepared(code)
        assert found is not None
        assert found.code == code
        assert found.name
        assert len(found.line) > 20
    assert triage.prepared("und") is None


@pytest.mark.parametrize("text", ["апвапвап", "asdfgh", "фывафыва", "qwerty", "bvcxz lkjhg", "???", "....", "ддддд"])
def test_mashed_keys_are_no_question(text: str) -> None:
    assert is_gibberish(text)


@pytest.mark.parametrize(
    "text", ["песель", "мама", "тамтам", "wstrzt? nie", "112", "👍", "MOPS", "взгляд", "გამარჯობა", "ok"]
)
def test_words_are_not_mashed_keys(text: str) -> None:
    assert not is_gibberish(text)


def test_a_broken_pattern_is_named() -> None:
    watch = Watch("knowledge/lexicon/x.yaml", {"child": ["дитина"]}, ["не"], [])
    with pytest.raises(BadWordlist, match=r"x\.yaml.*@kid"):
        watch.add("@kid впав", "accident", "uk")
    with pytest.raises(BadWordlist, match=r"x\.yaml.*empty"):
        watch.add("впав & ", "accident", "uk")
    with pytest.raises(BadWordlist, match=r"accident.*'film'"):
        watch.add("впав", "accident", "uk", ("film",))


def test_how_a_pattern_is_read() -> None:
    watch = Watch("x", {"child": ["дитина", "син"]}, ["не"], ["впала"])
    watch.silence("film", ["у+кіно"])
    watch.add("@child & впав з|із+даху", "fall", "uk", ("film",))
    watch.add("[2] рятуйте|на_допомогу", "cry", "uk")
    held = {
        "син упав, ой, впав з даху": True,
        "впав наш любий дорогий син з даху": False,  # more than two words between the words of a group
        "з даху впав син": False,  # the words of a group keep their order
        "впав із даху мій син": True,
        "син не впав з даху": False,
        "у кіно син впав з даху": False,
        "у кіно були. син впав з даху": True,
        "рятуйте": True,
        "рятуйте мою собаку Рекса": False,
        "на допомогу": True,
    }
    assert {text: any(watch.find(words(text))) for text in held} == held


# What an article of these says may well be a cry: its phrases tell of a danger that is there now.
CRIES = {
    *("emergency", "crisis-lines", "domestic-violence", "psychiatric-help", "labour-exploitation"),
    "discrimination",  # "they threaten me", "they beat me up": said of oneself
}
VOLUNTEERS = ("волонтер", "волонтёр", "wolontari", "volunteer")
ASKED = [
    (article.id, said)
    for article in loader.load().articles.values()
    for text in article.texts.values()
    for said in (text.title, text.first, *text.phrases)
]


def test_no_phrase_of_an_article_gets_a_red_card() -> None:
    assert [said for article, said in ASKED if article not in CRIES and emergency(said)] == []


def test_no_phrase_of_an_article_is_taken_for_something_else_than_a_question() -> None:
    """Volunteers are a person's, and a phrase in Belarusian is Belarusian."""
    for _, said in ASKED:
        lane = triage.triage(said)
        helper = lane == Human() and any(word in said.casefold() for word in VOLUNTEERS)
        assert lane is None or helper or (lane == OtherLanguage("be") and "ў" in said), (said, lane)


def test_an_english_sentence_has_no_words_of_the_other_languages() -> None:
    assert emergency("insult on the bus") is None
    assert emergency("can you dim the light on my screen") is None
    mixed = emergency("What is the fee? u tata insult, shvydko")
    assert mixed is not None
    assert mixed.kind == "heart-stroke"


def test_a_word_of_the_next_sentence_does_not_take_the_place_of_one_in_this() -> None:
    assert emergency("she is suicidal. I came here last spring") == Emergency("suicide", "en")


@pytest.mark.parametrize(
    "typed", ["онанедышитпомогите", "вінменебєдопоможітьдіти", "onmniebijepomocy", "hehasaknifehelp"]
)
def test_a_cry_without_spaces_is_read(typed: str) -> None:
    assert emergency(typed) is not None


@pytest.mark.parametrize(
    "text", ["сокровище", "до скольки работает контакт центр", "нерухомість", "is anyone there today"]
)
def test_long_words_and_questions_set_off_nothing(text: str) -> None:
    assert emergency(text) is None
    assert triage.triage(text) is None
