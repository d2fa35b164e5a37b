"""The rows that an act touches, as they were: what it did to each goes on record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from guatu.audit.actions import Change, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One row before the act, and the fields of it that the act may change."""

    row: Model
    fields: tuple[str, ...]
    before: dict[str, object]


@dataclass(slots=True)
class Touched:
    """Rows kept before an act and rows it made; `changes` is read once the act is done."""

    kept: list[Kept] = field(default_factory=list)
    made: list[Change] = field(default_factory=list)

    def keep(self, rows: QuerySet[Any], *fields: str) -> None:
        """Remember `fields` of `rows` as they are now."""
        self.kept += [Kept(row=row, fields=fields, before=plain(row, *fields)) for row in rows]

    def make(self, rows: Iterable[Model], *fields: str) -> None:
        """Note that the act made `rows`."""
        self.made += [Change.of(row, after=plain(row, *fields)) for row in rows]

    def changes(self) -> list[Change]:
        """Return one change for each kept row that is not as it was, then those of rows made."""
        now = self.now()
        found = [
            Change.of(one.row, before=one.before, after=after)
            for one in self.kept
            if (after := plain(now[type(one.row)][one.row.pk], *one.fields)) != one.before
        ]
        return found + self.made

    def now(self) -> dict[type[Model], dict[object, Model]]:
        keys: dict[type[Model], list[object]] = {}
        for one in self.kept:
            keys.setdefault(type(one.row), []).append(one.row.pk)
        return {
            model: model._default_manager.in_bulk(found)  # noqa: SLF001 Django's public way
            for model, found in keys.items()
        }
