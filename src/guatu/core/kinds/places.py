"""Where in a kind's TOML text a key stands, so that a message can name the line."""

from __future__ import annotations

import re

STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
HEADER = re.compile(r"\s*\[\[?\s*([\w.]+)\s*\]\]?")
KEYED = re.compile(r'\s*"?[\w-]+"?\s*=')
SYNTAX = re.compile(r"\(at line (\d+)")


def line_of(text: str, key: str, remedy: str = "") -> int | None:
    """Return the line, from 1, on which `key` of a kind's text stands, or the nearest one above it.

    Parameters
    ----------
    text : str
        The TOML as written.
    key : str
        As a `KindError` names it: ``fields[2].choices[0].code``; ``TOML`` where the syntax is wrong.
    remedy : str
        The message of that error: of wrong syntax it names the line.
    """
    if key == "TOML":
        place = SYNTAX.search(remedy)
        return int(place[1]) if place else None
    lines = text.splitlines()
    first, end, path = 0, len(lines), ""
    found = None
    for name, number in STEP.findall(key):
        path = f"{path}.{name}" if path else name
        heads = rows_of(lines, path, first=first, end=end)
        if number and int(number) < len(heads):
            first = heads[int(number)]
            found, first, end = first, first + 1, next_header(lines, first + 1, path)
            continue
        keyed = [at for at in range(first, end) if is_key(lines[at], name)]
        own_end = next((at for at in range(first, end) if HEADER.match(lines[at])), end)
        in_reach = [at for at in keyed if at < own_end] or heads
        if in_reach:
            found = in_reach[0]
    return None if found is None else found + 1


def rows_of(lines: list[str], path: str, *, first: int, end: int) -> list[int]:
    """Return where the rows of `path` begin: each ``[[path]]``, or each key beneath one ``[path]``."""
    heads = [at for at in range(first, end) if header_of(lines[at]) == path]
    if len(heads) != 1 or lines[heads[0]].lstrip().startswith("[["):
        return heads
    inner = range(heads[0] + 1, next_header(lines, heads[0] + 1, path))
    own_end = next((at for at in inner if header_of(lines[at])), inner.stop)
    keyed = [at for at in inner if at < own_end and KEYED.match(lines[at])]
    return keyed + [at for at in inner if header_of(lines[at]).count(".") == path.count(".") + 1]


def header_of(line: str) -> str:
    match = HEADER.match(line)
    return match[1] if match and line.lstrip().startswith("[") else ""


def next_header(lines: list[str], start: int, path: str) -> int:
    """Return where the table of `path` ends: at the next header that is not beneath it."""
    for at in range(start, len(lines)):
        head = header_of(lines[at])
        if head and not head.startswith(f"{path}."):
            return at
    return len(lines)


def is_key(line: str, name: str) -> bool:
    return re.match(rf'\s*"?{re.escape(name)}"?\s*[=.]', line) is not None
