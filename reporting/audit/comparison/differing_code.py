"""Code parts: which functions, classes, constants and notebook cells differ between two versions of a file of code."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping

MOST_NAMED = 6  # parts of one file: more say no more than the name of the file


def parts_in_words(name: str, before: str, after: str) -> str:
    """The file with its parts that differ, as `pipeline/core/display.py (MINUS, rounded)`; only its name where none can be told."""
    old, new = (_parts(name, text) for text in (before, after))
    differing = [part for part in dict.fromkeys([*old, *new]) if old.get(part) != new.get(part)]
    more = [f"{len(differing) - MOST_NAMED} more"] if len(differing) > MOST_NAMED else []
    return f"{name} ({', '.join([*differing[:MOST_NAMED], *more])})" if differing else name


def _parts(name: str, text: str) -> Mapping[str, str]:
    """What each part says, by its name: comments and the way it is laid out are left aside."""
    try:
        if name.endswith(".ipynb"):
            cells = json.loads(text)["cells"] if text else []
            return {f"cell {cell['id']}": "".join(cell["source"]) for cell in cells}
        return dict(_defined(ast.parse(text).body)) if name.endswith(".py") else {}
    except (SyntaxError, ValueError, KeyError):
        return {}


def _defined(statements: list[ast.stmt], within: str = "") -> Iterator[tuple[str, str]]:
    """Functions, methods and assigned names; other statements of a module only count by what uses them."""
    for statement in statements:
        match statement:
            case ast.ClassDef(name=name, body=body):
                head = [*statement.decorator_list, *statement.bases, *statement.keywords]
                yield f"{within}{name}", " ".join(map(ast.dump, head))
                yield from _defined(body, f"{within}{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield f"{within}{name}", ast.dump(statement)
            case ast.Assign(targets=[*targets]):
                yield f"{within}{', '.join(map(ast.unparse, targets))}", ast.dump(statement)
            case ast.AnnAssign(target=target):
                yield f"{within}{ast.unparse(target)}", ast.dump(statement)
