"""The four languages, each in its own name, Ukrainian first, no flags (product.md section 2, first contact)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OWN_NAMES: Final[Mapping[str, str]] = {"uk": "Українська", "en": "English", "ru": "Русский", "pl": "Polski"}
