"""The matcher measured: `python -m benchmarks.matcher`; DATA=path names the folder of the public sets.

Speed is told as a ratio to rapidfuzz in the same run, since machines differ. Published figures beside ours: HINT3's own
prediction files, CLINC150's paper.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.base import KnowledgeBase, language_model
from knowledge.cache import read_calibration, read_lexicon
from knowledge.language import LanguageModel
from knowledge.loader import load
from knowledge.matcher import Lexicon, Matcher, Subject, subjects
from knowledge.text import latin_typed

DATA = Path(os.environ.get("DATA") or Path(__file__).parent.parent.parent / "shared" / "benchmarks")
HINT3 = {  # in-scope accuracy in percent, from the repository's prediction files: Rasa, Dialogflow, BERT
    "sofmattress": (69.3, 73.2, 73.6),
    "curekart": (84.1, 75.0, 83.6),
    "powerplay11": (49.1, 59.6, 58.5),
}
Pairs = list[tuple[str, str]]


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    every = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[at]) for row in every) for at in range(len(head))]
    print(f"\n{title}")
    for row in every:
        print(
            "  "
            + "   ".join(
                cell.ljust(width) if at == 0 else cell.rjust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
        )


def timed(texts: Sequence[str], ask: Callable[[str], object]) -> tuple[float, float]:
    """Milliseconds a text: median and 99th percentile."""
    spent = []
    for text in texts:
        start = perf_counter()
        ask(text)
        spent.append(1000 * (perf_counter() - start))
    return float(np.percentile(spent, 50)), float(np.percentile(spent, 99))


def noisy(lines: Sequence[str], code: str) -> list[str]:
    """As people type: as it stands, with a letter swapped, in Latin letters, with more words around."""
    swapped = [line[: len(line) // 2] + line[len(line) // 2 :][1::-1] + line[len(line) // 2 + 2 :] for line in lines]
    return [
        *lines,
        *swapped,
        *(latin_typed(line, code) for line in lines),
        *(f"{line}, {line} 2026?" for line in lines),
    ]


def speed() -> LanguageModel:
    learnt, lexicon = subjects(load().articles), read_lexicon()
    start = perf_counter()
    base = KnowledgeBase.of(learnt, lexicon, read_calibration())
    fitted = perf_counter() - start
    phrases = [line for subject in learnt for lines in subject.phrases.values() for line in lines]
    texts = [line for subject in learnt for code, lines in subject.phrases.items() for line in noisy(lines, code)]
    texts = texts[:: max(1, len(texts) // 3000)]
    ours = timed(texts, base.ask)
    theirs = timed(
        texts[:: max(1, len(texts) // 500)],
        lambda text: process.extract(text, phrases, scorer=fuzz.token_set_ratio, limit=3),
    )
    table(
        f"One question: {len(learnt)} articles, {len(phrases)} phrases, fit {fitted:.2f} s",
        ("", "p50 ms", "p99 ms"),
        [
            ("ours", *(f"{value:.3f}" for value in ours)),
            ("rapidfuzz token_set_ratio", *(f"{value:.3f}" for value in theirs)),
            ("times faster", *(f"{their / our:.1f}" for our, their in zip(ours, theirs, strict=True))),
        ],
    )
    return language_model(learnt, lexicon)


def classes(pairs: Pairs) -> tuple[Subject, ...]:
    by_label: dict[str, list[str]] = {}
    for text, label in pairs:
        by_label.setdefault(label, []).append(text)
    return tuple(Subject(label, {"en": tuple(lines)}) for label, lines in sorted(by_label.items()))


def accuracy(matcher: Matcher, pairs: Pairs) -> tuple[float, float]:
    """Percent right at the top and among three."""
    ranked = [(matcher.rank(text).ids, label) for text, label in pairs]
    top = sum(ids[:1] == (label,) for ids, label in ranked)
    return 100 * top / len(pairs), 100 * sum(label in ids for ids, label in ranked) / len(pairs)


def hint3(folder: Path) -> None:
    rows = []
    for name, peers in HINT3.items():
        train = _csv(folder / "train" / f"{name}_train.csv")
        test = [
            (text, label) for text, label in _csv(folder / "test" / f"{name}_test.csv") if label != "NO_NODES_DETECTED"
        ]
        top, among = accuracy(Matcher.of(classes(train), Lexicon()), test)
        rows.append((name, f"{top:.1f}", f"{among:.1f}", *(f"{peer:.1f}" for peer in peers), str(len(test))))
    table("HINT3, in-scope accuracy, %", ("", "ours", "in three", "Rasa", "Dialogflow", "BERT", "questions"), rows)


def _csv(path: Path) -> Pairs:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["sentence"], row["label"]) for row in csv.DictReader(file)]


def clinc150(path: Path) -> None:
    data: Mapping[str, list[tuple[str, str]]] = json.loads(path.read_text(encoding="utf-8"))
    start = perf_counter()
    matcher = Matcher.of(classes(data["train"]), Lexicon())
    fitted = perf_counter() - start
    top, among = accuracy(matcher, data["test"])
    fast = timed([text for text, _ in data["test"]], matcher.rank)
    inside = np.array([matcher.rank(text).score for text, _ in data["test"]])
    outside = np.array([matcher.rank(text).score for text, _ in data["oos_test"]])
    apart = float((outside[:, None] < inside[None, :]).mean())
    table(
        f"CLINC150 full: {len(data['train'])} phrases, 150 classes, fit {fitted:.1f} s (published: Rasa 90.9 %)",
        ("", "ours", "in three", "OOS AUROC", "p50 ms", "p99 ms"),
        [("accuracy, %", f"{top:.1f}", f"{among:.1f}", f"{apart:.3f}", f"{fast[0]:.3f}", f"{fast[1]:.3f}")],
    )


def languages(model: LanguageModel, folder: Path) -> None:
    codes = ("uk", "ru", "pl", "en")
    sets = {
        kind: {code: _lines(folder / "lid_lingua" / kind / f"{code}.txt") for code in codes}
        for kind in ("sentences", "word-pairs", "single-words")
    }
    pairs = {"uk": "ukr-eng.ukr", "ru": "rus-eng.rus", "pl": "pol-eng.pol", "en": "ukr-eng.eng"}
    sets["Tatoeba"] = {code: _lines(folder / "tatoeba" / f"tatoeba.{name}") for code, name in pairs.items()}
    sets["Tatoeba in Latin"] = {
        code: [latin_typed(line, code) for line in sets["Tatoeba"][code]] for code in ("uk", "ru")
    }
    rows = []
    for title, by_code in sets.items():
        told = {code: [model.identify(line) for line in lines] for code, lines in by_code.items()}
        cells = [
            f"{100 * np.mean([each.code == code for each in told[code]]):.1f}" if code in told else "–"
            for code in codes
        ]
        clear = [each.code == code for code, every in told.items() for each in every if each.clear]
        total = sum(map(len, told.values()))
        rows.append((title, *cells, f"{100 * len(clear) / total:.1f}", f"{100 * np.mean(clear):.1f}" if clear else "–"))
    table("Language, % right", ("", *codes, "clear", "right where clear"), rows)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main() -> None:
    model = speed()
    parts: tuple[tuple[Path, Callable[[Path], None]], ...] = (
        (DATA / "hint3" / "dataset" / "v1", hint3),
        (DATA / "clinc150" / "data_full.json", clinc150),
        (DATA / "language", lambda folder: languages(model, folder)),
    )
    for path, measure in parts:
        if path.exists():
            measure(path)
        else:
            print(f"\nnot measured: {path} is not there (set DATA to the folder of the public sets)")


if __name__ == "__main__":
    main()
