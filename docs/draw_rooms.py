"""Draw the rooms of the three packages and what they import, from the imports themselves, and count their lines.

    python3 start.py python docs/draw_rooms.py            writes docs/rooms.svg, prints lines by package and room
    python3 start.py python docs/draw_rooms.py --check    writes nothing; ends with 1 where the drawing is not up to date

The rooms stand in the order of the contracts in pyproject.toml. An import is an arrow on the right, up to a room that stands
before; one that went down would stand on the left, in red, and end this with 1.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from html import escape
from pathlib import Path

import grimp

PROJECT = Path(__file__).resolve().parents[1]
DRAWING = PROJECT / "docs" / "rooms.svg"
LEFT, WIDTH, HEIGHT, STEP = 60, 190, 26, 34  # of a room's box, and from one to the next
COLOURS = {"pipeline": "#1d5b8a", "check_edition": "#7a4a00", "reporting": "#3d6b35"}


def rooms_in_order() -> list[str]:
    """Every room, one that is imported before those that import it; a package without rooms is one itself."""
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = {one["containers"][0]: one["layers"][::-1] for one in contracts["contracts"] if one["type"] == "layers"}
    return [f"{package}.{room}" if room else package for package in COLOURS for room in layers.get(package, [""])]


def imports_between(rooms: list[str]) -> Counter[tuple[str, str]]:
    """How many modules' imports lead from one room to another: (importer, imported)."""
    graph = grimp.build_graph(*COLOURS, cache_dir=None)
    found = (
        (room_of(one, rooms), room_of(other, rooms))
        for one in graph.modules
        for other in graph.find_modules_directly_imported_by(one)
    )
    return Counter((one, other) for one, other in found if one and other and one != other)


def room_of(module: str, rooms: list[str]) -> str:
    """The room that a module lies in; nothing for what lies in a package itself, such as its `__main__`."""
    return next((room for room in rooms if f"{module}.".startswith(f"{room}.")), "")


def lines_of(room: str) -> int:
    """Lines of Python in a package or a room, which is a folder or one module."""
    place = PROJECT / room.replace(".", "/")
    paths = place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def drawing(rooms: list[str], imports: Counter[tuple[str, str]]) -> str:
    """The drawing as SVG."""
    top = {}
    for at, room in enumerate(rooms):
        top[room] = 40 + at * STEP + 30 * len({one.partition(".")[0] for one in rooms[: at + 1]})
    parts = [_frame(package, [top[room] for room in rooms if room.partition(".")[0] == package]) for package in COLOURS]
    parts += [_arrow(top[one], top[other], COLOURS[one.partition(".")[0]]) for one, other in sorted(imports)]
    parts += [_box(room, top[room]) for room in rooms]
    told = "; ".join(
        f"{room} imports {', '.join(other for one, other in sorted(imports) if one == room) or 'none'}"
        for room in rooms
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {max(top.values()) + 60}" role="img"'
            ' aria-labelledby="rooms told" font-family="sans-serif" font-size="14">',
            '<title id="rooms">The rooms of the three packages, and what each imports</title>',
            f'<desc id="told">{escape(told)}</desc>',
            '<rect width="100%" height="100%" fill="#fff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _frame(package: str, tops: list[int]) -> str:
    high, colour = tops[-1] - tops[0] + HEIGHT, COLOURS[package]
    box = f'<rect x="{LEFT - 14}" y="{tops[0] - 28}" width="{WIDTH + 28}" height="{high + 38}" rx="6" fill="{colour}" fill-opacity="0.08"/>'
    return f'{box}<text x="{LEFT}" y="{tops[0] - 10}" font-weight="bold" fill="{colour}">{package}</text>'


def _box(room: str, top: int) -> str:
    package, _, name = room.partition(".")
    box = (
        f'<rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="4" fill="#fff" stroke="{COLOURS[package]}"/>'
    )
    return f'{box}<text x="{LEFT + 10}" y="{top + 18}">{name or "one room"}</text>'


def _arrow(start: int, end: int, colour: str) -> str:
    """From the lower part of the importing room's side to the upper part of the imported one's, wider the farther it leads."""
    up = start > end
    side, out = (LEFT + WIDTH, 1) if up else (LEFT, -1)
    y1, y2 = start + HEIGHT * 0.35, end + HEIGHT * 0.65
    bend = side + out * (18 + abs(start - end) * 0.62)
    line = f'<path d="M{side} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {side + out * 5} {y2:.1f}" fill="none" stroke-opacity="0.55"'
    head = f'<path d="M{side} {y2:.1f}l{out * 7} -3.5v7z"'
    return f'{line} stroke="{colour if up else "#c00"}"/>{head} fill="{colour if up else "#c00"}"/>'


def main() -> int:
    """Draw, or check; the exit status."""
    rooms = rooms_in_order()
    imports = imports_between(rooms)
    for package in COLOURS:
        print(f"{package}  {lines_of(package):,} lines")
        for room in (room for room in rooms if room.startswith(f"{package}.")):
            print(f"    {room.partition('.')[2]:<12} {lines_of(room):>6,}")
    print(f"all  {sum(map(lines_of, COLOURS)):,} lines")
    wrong = [
        f"{one} imports {other}, which stands after it"
        for one, other in imports
        if rooms.index(one) < rooms.index(other)
    ]
    made = drawing(rooms, imports)
    if "--check" in sys.argv and (not DRAWING.exists() or DRAWING.read_text(encoding="utf-8") != made):
        wrong.append("docs/rooms.svg is not what the imports are now: python3 start.py python docs/draw_rooms.py")
    elif "--check" not in sys.argv:
        DRAWING.write_text(made, encoding="utf-8", newline="\n")
    print("\n".join(wrong), file=sys.stderr, end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
