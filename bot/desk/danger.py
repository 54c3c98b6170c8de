"""The kinds of emergency in words for staff; the names are those of the emergency lane (knowledge.triage.KINDS)."""

from __future__ import annotations

from typing import Final

from bot.i18n import N_

DANGERS: Final = {
    "no-breath": N_("somebody is not breathing"),
    "unconscious": N_("somebody is unconscious"),
    "heart-stroke": N_("heart or stroke"),
    "bleeding": N_("bleeding"),
    "poisoning": N_("poisoning"),
    "birth": N_("birth"),
    "fire-gas": N_("fire or gas"),
    "explosion": N_("explosion"),
    "suicide": N_("suicide"),
    "self-harm": N_("self-harm"),
    "rape": N_("rape"),
    "threat": N_("threat"),
    "beaten": N_("violence"),
    "locked-in": N_("somebody is locked in"),
    "missing-child": N_("missing child"),
    "accident": N_("accident"),
}
