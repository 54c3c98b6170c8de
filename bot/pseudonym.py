"""A name for a resident whom staff do not know by name: "Blue Heron 27". The same in every language."""

from __future__ import annotations

from typing import Final

_COLOURS: Final = (
    "Amber Azure Blue Bronze Copper Coral Crimson Emerald Golden Green Grey Indigo Ivory Jade Lilac Olive Orange"
    " Pearl Purple Ruby Scarlet Silver Teal Turquoise Violet White"
)
# Birds of the Vistula: none is an insult, a totem or a state's emblem.
_BIRDS: Final = (
    "Avocet Bittern Bunting Coot Crane Curlew Dipper Dove Dunlin Finch Goldcrest Goose Grebe Gull Heron Hoopoe Jay"
    " Kestrel Kingfisher Lapwing Lark Linnet Magpie Martin Nightingale Nuthatch Oriole Osprey Ouzel Owl Pipit Plover"
    " Robin Rook Sandpiper Siskin Snipe Sparrow Starling Stork Swallow Swan Swift Tern Thrush Wagtail Warbler"
    " Waxwing Wigeon Wren"
)
COLOURS: Final = tuple(_COLOURS.split())
BIRDS: Final = tuple(_BIRDS.split())
NUMBERS: Final = 90  # 10 to 99


def pseudonym(number: int) -> str:
    """The name that belongs to a number from 0 up; 117,000 names before they repeat."""
    rest, two_digits = divmod(number, NUMBERS)
    rest, bird = divmod(rest, len(BIRDS))
    return f"{COLOURS[rest % len(COLOURS)]} {BIRDS[bird]} {two_digits + 10}"
