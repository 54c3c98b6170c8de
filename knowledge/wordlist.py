"""The word lists of the deterministic lanes (knowledge/lexicon/*.yaml): read once, as part of the package."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import yaml


class BadWordlist(ValueError):
    """A word list cannot be used; the message names the file and the place in it."""


def sheet(name: str) -> Mapping[str, object]:
    """knowledge/lexicon/<name>.yaml as a mapping. Raises BadWordlist."""
    path = f"knowledge/lexicon/{name}.yaml"
    try:
        data: object = yaml.safe_load(files("knowledge").joinpath("lexicon", f"{name}.yaml").read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise BadWordlist(f"{path}: {error}") from error
    return section(data, path)


def section(data: object, where: str) -> Mapping[str, object]:
    """data as a mapping with names. Raises BadWordlist that says `where`."""
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise BadWordlist(f"{where}: names with values are expected here")
    return data


def lines(data: object, where: str) -> tuple[str, ...]:
    """One entry a line of a block of text, comments after # left out. Raises BadWordlist that says `where`."""
    if not isinstance(data, str):
        raise BadWordlist(f"{where}: a block of text is expected here, one entry a line")
    bare = (line.split("#")[0].strip() for line in data.splitlines())
    return tuple(line for line in bare if line)
