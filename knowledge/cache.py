"""Files of the fit: the lexicon and calibration read, the fitted base kept between starts.

The fit runs once, in a process of its own, and is kept under a name made from all it depends on: articles, lexicon and
our code. Arrays are memory-mapped, nothing is pickled; a file that is broken or of another make is fitted anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge.article import Article
from knowledge.base import KnowledgeBase
from knowledge.calibration import CAUTIOUS, Calibration, calibrate, dumped, parsed, trials
from knowledge.classifier import Classifier
from knowledge.features import Concepts, Features
from knowledge.language import LanguageModel
from knowledge.matcher import Lexicon, Matcher, Subject, subjects
from knowledge.text import Spelling

_HERE = Path(__file__).parent
_LEXICON = _HERE / "lexicon"
CALIBRATION = _HERE / "calibration.yaml"
_WORD_LISTS = ("concepts", "always_person", "offtopic", "filler", "everyday")
_CODE = ("text", "language", "features", "classifier", "matcher", "base", "cache")
_ARRAYS = ("weights", "rarity", "table")
_BROKEN = (OSError, ValueError, KeyError, TypeError, EOFError)


class FitError(RuntimeError):
    """The process that fits the knowledge base ended without a result; the message holds its last words."""


def open_base(articles: Mapping[str, Article], folder: Path) -> KnowledgeBase:
    """The base for these articles with the committed calibration: from `folder`, else fitted and kept there.

    A folder that cannot be written costs a fit at every start and nothing else. Raises FitError, CalibrationError.
    """
    learnt = subjects(articles)
    kept = folder / f"matcher-{_key(learnt)}"
    calibration = read_calibration()
    try:
        return replace(_read(kept), calibration=calibration)
    except _BROKEN:
        pass
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = tempfile.TemporaryDirectory(prefix="fit-", dir=folder)
    except OSError:
        return KnowledgeBase.of(learnt, read_lexicon(), calibration)
    with place as room:
        made = Path(room) / "made"
        _fit_elsewhere(learnt, made)
        base = replace(_read(made), calibration=calibration)
        _keep(made, kept)
    return base


def _keep(made: Path, kept: Path) -> None:
    """Moves the fit to its name; old fits go. Nothing is lost when another process was first or the disk refuses."""
    for old in kept.parent.glob("matcher-*"):
        shutil.rmtree(old, ignore_errors=True)
    try:
        made.rename(kept)
    except OSError:
        return


def _fit_elsewhere(learnt: Sequence[Subject], made: Path) -> None:
    """A process of its own: its memory goes when it ends, and the caller's threads are not held up by it."""
    ended = subprocess.run(  # noqa: S603 (our own interpreter and module)
        [sys.executable, "-m", "knowledge.cache", str(made.resolve())],
        input=json.dumps([asdict(subject) for subject in learnt]).encode(),
        cwd=_HERE.parent,
        capture_output=True,
        check=False,
    )
    if ended.returncode:
        words = ended.stderr.decode(errors="replace").strip().splitlines()
        raise FitError(
            f"the knowledge base could not be fitted: {words[-1] if words else f'status {ended.returncode}'}"
        )


def read_lexicon() -> Lexicon:
    """The editors' word lists. Raises ValueError naming the file when one is not a mapping."""
    concepts, always_person, offtopic, filler, everyday = (_mapping(name) for name in _WORD_LISTS)
    return Lexicon(
        {str(concept): str(terms) for concept, terms in concepts.items()},
        _lines(always_person),
        _lines(offtopic),
        _lines(filler),
        {str(code): str(line) for code, line in everyday.items()},
    )


def _mapping(name: str) -> Mapping[object, object]:
    content: object = yaml.safe_load((_LEXICON / f"{name}.yaml").read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError(f"knowledge/lexicon/{name}.yaml must hold names and their lines")
    return content


def _lines(by_language: Mapping[object, object]) -> tuple[str, ...]:
    return tuple(str(line) for lines in by_language.values() if isinstance(lines, list) for line in lines)


def read_calibration(path: Path = CALIBRATION) -> Calibration:
    """The committed one; without a file the cautious one. Raises CalibrationError."""
    return parsed(path.read_text(encoding="utf-8")) if path.exists() else CAUTIOUS


def recalibrate(articles: Mapping[str, Article], path: Path = CALIBRATION) -> Calibration:
    """Eleven fits, then the file is written. Takes about ten fits' time: 10 s for 40 articles."""
    made = calibrate(list(trials(subjects(articles), read_lexicon())), fingerprint(articles))
    path.write_text(dumped(made), encoding="utf-8")
    return made


def calibration_is_old(articles: Mapping[str, Article], path: Path = CALIBRATION) -> bool:
    """Were phrases, titles or word lists changed since? Then run `pomost knowledge calibrate`."""
    return read_calibration(path).fingerprint != fingerprint(articles)


def fingerprint(articles: Mapping[str, Article]) -> str:
    """Of the content a calibration depends on. A changed point of a body moves scores too little to count."""
    return _digest([asdict(replace(subject, prose={})) for subject in subjects(articles)], _word_list_bytes())


def _key(learnt: Sequence[Subject]) -> str:
    code = [(_HERE / f"{name}.py").read_bytes() for name in _CODE]
    return _digest([asdict(subject) for subject in learnt], [*_word_list_bytes(), *code, np.__version__.encode()])


def _word_list_bytes() -> list[bytes]:
    return [(_LEXICON / f"{name}.yaml").read_bytes() for name in _WORD_LISTS]


def _digest(content: object, more: Sequence[bytes]) -> str:
    total = hashlib.sha256(json.dumps(content, sort_keys=True).encode())
    for part in more:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()[:16]


def _write(base: KnowledgeBase, lexicon: Lexicon, folder: Path) -> None:
    folder.mkdir(parents=True)
    arrays: tuple[NDArray[np.floating], ...] = (
        base.matcher.classifier.weights,
        base.matcher.features.rarity,
        base.languages.table,
    )
    for name, array in zip(_ARRAYS, arrays, strict=True):  # in the order that _read expects
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    names = {
        "ids": base.matcher.ids,
        "known": sorted(base.matcher.spelling.known),
        "features": list(base.matcher.features.index),
        "barred": base.matcher.barred,
        "named": base.matcher.named,
        "groups": list(base.languages.groups),
        "concepts": lexicon.concepts,
        "filler": lexicon.filler,
    }
    (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    sums = {path.name: zlib.crc32(path.read_bytes()) for path in sorted(folder.iterdir())}
    (folder / "sums.json").write_text(json.dumps(sums), encoding="utf-8")


def _read(folder: Path) -> KnowledgeBase:
    """Raises one of _BROKEN for a folder that is not whole."""
    sums = json.loads((folder / "sums.json").read_text(encoding="utf-8"))
    for name in (*(f"{array}.npy" for array in _ARRAYS), "names.json"):
        if zlib.crc32((folder / name).read_bytes()) != sums[name]:
            raise ValueError(f"{name} is broken")
    weights, rarity, table = (np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _ARRAYS)
    names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    concepts = Concepts.of(names["concepts"])
    matcher = Matcher(
        tuple(names["ids"]),
        Spelling.of(names["known"], names["filler"]),
        Features(concepts, {name: at for at, name in enumerate(names["features"])}, rarity),
        Classifier(weights),
        {key: tuple(ids) for key, ids in names["barred"].items()},
        names["named"],
    )
    return KnowledgeBase(matcher, LanguageModel({name: at for at, name in enumerate(names["groups"])}, table))


def _subject(raw: Mapping[str, object]) -> Subject:
    phrases, headings, prose = (_by_language(raw[name]) for name in ("phrases", "headings", "prose"))
    return Subject(str(raw["id"]), phrases, headings, prose, _strings(raw["not_this"]))


def _by_language(raw: object) -> Mapping[str, tuple[str, ...]]:
    return {str(code): _strings(lines) for code, lines in raw.items()} if isinstance(raw, dict) else {}


def _strings(raw: object) -> tuple[str, ...]:
    return tuple(str(line) for line in raw) if isinstance(raw, list) else ()


def main() -> None:
    """The child process: subjects as JSON on standard input, the fitted base into the folder named as argument."""
    learnt = tuple(_subject(raw) for raw in json.load(sys.stdin.buffer))
    lexicon = read_lexicon()
    _write(KnowledgeBase.of(learnt, lexicon), lexicon, Path(sys.argv[1]))


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(5)
    main()
