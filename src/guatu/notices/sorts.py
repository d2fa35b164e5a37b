"""What sorts of notices there are: each app above registers its own when it is ready."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """A sort of notices; an urgent one goes out in quiet hours as well."""

    code: str
    label: str | Promise
    is_urgent: bool = False


DOWN = "notices.down"  # a way out fails: told in the pages alone
_sorts: dict[str, Sort] = {}


def register(*sorts: Sort) -> None:
    """Register sorts by their codes; called once, when an app is ready."""
    for one in sorts:
        _sorts[one.code] = one


def sort_of(code: str) -> Sort | None:
    return _sorts.get(code)


def all_sorts() -> tuple[Sort, ...]:
    """Return all sorts, in the order in which they were registered."""
    return tuple(_sorts.values())


def label_of(code: str) -> str:
    found = _sorts.get(code)
    return str(found.label) if found is not None else code
