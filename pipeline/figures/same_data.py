"""Same data: a digest of everything that a piece of work rests on, so that it is known when that is the same again.

What a function was given is taken from the function itself, with all that it holds of where it was written: so nothing can
be left out by whoever asks. What is of an unknown kind has no digest, and the work is done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath
from types import CodeType, EllipsisType, FunctionType
from typing import Any

from pydantic import BaseModel

_known: dict[int, tuple[Any, bytes]] = {}  # of frozen definitions, which nearly every piece of work holds: kept, so that no number is another's


def digest_of(*given: object) -> str:
    """A digest of all of it. Raises TypeError for what is of an unknown kind."""
    return _digest(given).hex()


def _digest(one: Any) -> bytes:
    if isinstance(one, BaseModel) and type(one).model_config.get("frozen"):
        if id(one) not in _known:
            held = {name: getattr(one, name) for name in type(one).model_fields}
            _known[id(one)] = one, _of("model", type(one).__qualname__, held)
        return _known[id(one)][1]
    if isinstance(one, str):
        return _of_text("str", type(one).__qualname__, str(one), *(_digest(held).hex() for held in getattr(one, "__dict__", {}).items()))
    if one is None or isinstance(one, (bool, int, float, Fraction, Decimal, date, bytes, PurePath, EllipsisType)):
        return _of_text(type(one).__qualname__, repr(one))
    if isinstance(one, (tuple, list)):
        return _of("many", *one)
    if isinstance(one, Mapping):
        return _of("pairs", *one.items())
    if isinstance(one, (set, frozenset)):
        return _of_text("set", *sorted(_digest(held).hex() for held in one))
    if is_dataclass(one) and not isinstance(one, type):
        return _of("parts", type(one).__qualname__, *((part.name, getattr(one, part.name)) for part in fields(one)))
    if isinstance(one, FunctionType):
        return _of("function", one.__module__, one.__qualname__, one.__code__, one.__defaults__, one.__kwdefaults__,
                   *(cell.cell_contents for cell in one.__closure__ or ()))  # fmt: skip
    if isinstance(one, CodeType):
        return _of("code", one.co_code, one.co_names, one.co_freevars, one.co_consts)
    raise TypeError(f"no digest of {type(one).__qualname__}")


def _of(kind: str, *held: Any) -> bytes:
    return _of_text(kind, *(_digest(one).hex() for one in held))


def _of_text(kind: str, *texts: str) -> bytes:
    return hashlib.sha256("".join(f"{len(text)}:{text}" for text in (kind, *texts)).encode("utf-8", "surrogatepass")).digest()
