"""Unseen characters: what stands in a text and cannot be seen, so that two texts look alike and are not, or read otherwise.

By the Unicode categories: controls (Cc), format characters such as zero-width spaces, soft hyphens, byte-order marks and
marks of direction (Cf), separators of lines and paragraphs (Zl, Zp), lone surrogates (Cs), and what Unicode lists as
ignorable by default or draws as a blank.
"""

from __future__ import annotations

import re
import unicodedata

_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")
# DerivedCoreProperties.txt, Default_Ignorable_Code_Point, beyond these categories; and the blank of Braille.
_IGNORABLE = (
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2065, 0x2065), (0x2800, 0x2800), (0x3164, 0x3164),
    (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF),
)  # fmt: skip
LINES = "\t\n\r"  # seen by what they do, in a text of several lines
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Of an emoji: a variation selector or a joiner behind a picture changes what is drawn.
_DRAWN = re.compile("(?<=[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff\ufe0f])[\ufe0e\ufe0f\u200d]")


def is_unseen(character: str) -> bool:
    """Whether a character leaves no trace where it stands, or none but a change of lines."""
    code = ord(character)
    return unicodedata.category(character) in _CATEGORIES or any(first <= code <= last for first, last in _IGNORABLE)


def first_unseen(text: str, *, lines: bool = True) -> str:
    """The first character of a text that cannot be seen, or nothing. `lines`: the text may have tabs and line breaks."""
    if text.isascii() and text.isprintable():
        return ""
    allowed = LINES if lines else ""
    drawn = _DRAWN.sub("", text)
    return next((one for one in drawn if one not in allowed and is_unseen(one)), "")


def plain_spaces(text: str) -> str:
    """The text with every blank of another kind (one that does not break, a thin one) as a plain space."""
    return text if text.isascii() else _SPACE.sub(" ", text)


def odd_space(text: str) -> str:
    """The first blank of a text that is no plain space, or nothing."""
    found = None if text.isascii() else _SPACE.search(text)
    return found[0] if found else ""
