"""What changed between two recorded values, in pieces that a page can mark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from guatu.audit.acts import field_label
from guatu.core.chain import is_marker

COMPARED = 2000  # longer texts are shown whole: comparing takes the square of their length
ALIKE = 0.4  # below this, marking what differs is harder to read than both texts
SAME, CHANGED = "same", "changed"
TOKEN = re.compile(r"[A-Za-z0-9_.:/+-]+|.", re.DOTALL)  # a word or date of ASCII, or one character

Piece = tuple[str, str]  # SAME or CHANGED, and the text


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """One field of one object: `before` and `after` in pieces; None where the object was not."""

    name: str
    is_changed: bool
    before: tuple[Piece, ...] | None
    after: tuple[Piece, ...] | None
    private_before: Mapping[str, object] | None = None
    private_after: Mapping[str, object] | None = None


def differences(
    before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> list[FieldDifference]:
    """Return the fields of an object, those that changed first, else in their order."""
    names = list(dict.fromkeys([*(before or {}), *(after or {})]))
    found = [difference(name, before, after) for name in names]
    return sorted(found, key=lambda item: not item.is_changed)


def difference(
    name: str, before: Mapping[str, object] | None, after: Mapping[str, object] | None
) -> FieldDifference:
    old, new = side(before, name), side(after, name)
    left, right = pieces(shown(old), shown(new))
    return FieldDifference(
        name=name,
        is_changed=old != new,
        before=None if before is None else left,
        after=None if after is None else right,
        private_before=marker(old),
        private_after=marker(new),
    )


MISSING = object()


def side(fields: Mapping[str, object] | None, name: str) -> object:
    return MISSING if fields is None else fields.get(name, MISSING)


def marker(value: object) -> Mapping[str, object] | None:
    return value if isinstance(value, Mapping) and is_marker(value) else None


def shown(value: object) -> str:
    """Return a recorded value as a person reads it."""
    if value is MISSING or is_marker(value):
        return ""
    if isinstance(value, Mapping):
        return "\n".join(f"{field_label(key)}: {shown(item)}" for key, item in value.items())
    if isinstance(value, list):
        is_long = any(isinstance(item, Mapping) for item in value)
        return "\n".join(map(in_line, value)) if is_long else ", ".join(map(shown, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "—" if value is None or value == "" else str(value)


def in_line(value: object) -> str:
    return shown(value).replace("\n", "; ")


def pieces(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts cut where they differ."""
    if before == after:
        return ((SAME, before),), ((SAME, after),)
    whole = ((CHANGED, before),), ((CHANGED, after),)
    if not before or not after or max(len(before), len(after)) > COMPARED:
        return whole
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        return whole
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        kind = SAME if tag == "equal" else CHANGED
        if b > a:
            left.append((kind, "".join(old[a:b])))
        if d > c:
            right.append((kind, "".join(new[c:d])))
    return tuple(left), tuple(right)
