from __future__ import annotations

import numpy as np

from knowledge.classifier import Classifier, Example, fit
from knowledge.features import CONCEPTS, LETTERS, STEMS, WEIGHTS, Concepts, Features, blocks
from knowledge.text import words

NONE = Concepts.of({})
LINES = [("червоне яблуко", 0), ("зелене яблуко", 0), ("стара машина", 1), ("нова машина", 1), ("тиха річка", 2)]


def _fitted() -> tuple[Features, Classifier]:
    features = Features.of([words(line) for line, _ in LINES], NONE)
    examples = [Example(features.vector(words(line)), of) for line, of in LINES]
    return features, fit(examples, len(features), 3)


def test_a_phrase_scores_highest_for_its_own_class() -> None:
    features, classifier = _fitted()
    for line, of in LINES:
        scores = classifier.scores(features.vector(words(line)))
        assert int(np.argmax(scores)) == of
        assert scores[of] > 0 > np.delete(scores, of).max()


def test_the_same_examples_always_give_the_same_weights() -> None:
    assert np.array_equal(_fitted()[1].weights, _fitted()[1].weights)


def test_a_line_against_one_class_lowers_that_class_and_no_other() -> None:
    features = Features.of([words(line) for line, _ in LINES], NONE)
    told = [Example(features.vector(words(line)), of) for line, of in LINES]
    against = [*told, Example(features.vector(words("яблуко")), None, (0,))]
    vector = features.vector(words("яблуко"))
    before, after = (fit(each, len(features), 3).scores(vector) for each in (told, against))
    assert after[0] < before[0] - 0.1
    assert np.allclose(after[1:], before[1:], atol=0.02)


def test_a_cheaper_example_weighs_less() -> None:
    features = Features.of([words(line) for line, _ in LINES], NONE)
    vector = features.vector(words("тиха річка"))

    def score(cost: float) -> float:
        examples = [Example(features.vector(words(line)), of, (), cost if of == 2 else 1.0) for line, of in LINES]
        return float(fit(examples, len(features), 3).scores(vector)[2])

    assert score(0.05) < score(1.0)


def test_each_block_has_its_weight_as_length_when_all_is_known() -> None:
    concepts = Concepts.of({"fruit": "яблук*"})
    features = Features.of([words(line) for line, _ in LINES], concepts)
    vector = features.vector(words("червоне яблуко"))
    assert np.isclose(float(vector.values @ vector.values), sum(weight**2 for weight in WEIGHTS), rtol=1e-4)


def test_strange_words_make_the_known_ones_count_less() -> None:
    features, classifier = _fitted()
    plain, strange = (
        float(classifier.scores(features.vector(words(line)))[0])
        for line in ("червоне яблуко", "червоне яблуко qwxzk bvnmjh")
    )
    assert strange < plain


def test_nothing_known_is_an_empty_vector() -> None:
    features, _ = _fitted()
    assert len(features.vector(words("&&&")).at) == 0


def test_concepts_meet_in_four_languages_as_word_beginning_and_neighbours() -> None:
    concepts = Concepts.of({"doctor": "лікар* врач* lekarz doctor", "residence-card": "karta_pobytu residence_card"})
    for line in ("до лікаря", "к врачу", "lekarz", "doctor", "likar"):
        assert concepts.found(words(line)) == {"doctor"}
    for line in ("карта побиту", "kartę pobytu", "residence cards"):
        assert concepts.found(words(line)) == {"residence-card"}
    assert concepts.found(words("doctors карта")) == frozenset()


def test_names_of_the_three_blocks_never_meet() -> None:
    found = blocks(words("лікар лікар"), Concepts.of({"doctor": "лікар*"}))
    assert found[STEMS] == {"=lika": 2}
    assert found[CONCEPTS] == {"#doctor": 1}
    assert not set(found[LETTERS]) & (set(found[STEMS]) | set(found[CONCEPTS]))
