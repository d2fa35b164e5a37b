"""A table of a kind's file, with where it stands, so that a wrong value can be named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from guatu.core.kinds.model import KindError, Name

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of the file, with where it stands, so that errors can say so."""

    file: str
    at: str
    values: Mapping[str, Any]

    def wrong(self, key: str, remedy: str) -> KindError:
        return KindError(
            file=self.file, key=".".join(part for part in (self.at, key) if part), remedy=remedy
        )

    def only(self, *allowed: str) -> Table:
        for key in self.values:
            if key not in allowed:
                raise self.wrong(key, f"unknown key; use one of {', '.join(allowed)}")
        return self

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "give a text that is not empty")
        return value

    def code(self, key: str) -> str:
        value = self.text(key)
        if not CODE.fullmatch(value):
            raise self.wrong(
                key, f"{value!r} is no code; use a-z, 0-9 and _, a letter first, 40 at most"
            )
        return value

    def number(self, key: str, default: int | None) -> int | None:
        value = self.values.get(key, default)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            raise self.wrong(key, "give a whole number")
        if value is not None and value < 0:
            raise self.wrong(key, "give a number that is not negative")
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "write true or false")
        return value

    def name(self, key: str) -> Name:
        inner = self.table(key).only("zh", "en")
        return Name(zh=inner.text("zh"), en=inner.text("en"))

    def optional_name(self, key: str) -> Name | None:
        return self.name(key) if key in self.values else None

    def table(self, key: str) -> Table:
        value = self.values.get(key)
        if not isinstance(value, Mapping):
            raise self.wrong(key, 'give a table, such as { zh = "…", en = "…" }')
        return Table(file=self.file, at=".".join(p for p in (self.at, key) if p), values=value)

    def tables(self, key: str) -> list[Table]:
        rows = self.values.get(key, [])
        if not isinstance(rows, Sequence) or not all(isinstance(row, Mapping) for row in rows):
            raise self.wrong(key, f"write each as its own [[{key}]]")
        prefix = f"{self.at}." if self.at else ""
        return [
            Table(file=self.file, at=f"{prefix}{key}[{place}]", values=row)
            for place, row in enumerate(rows)
        ]

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.values.get(key, [])
        if not isinstance(values, Sequence) or isinstance(values, str):
            raise self.wrong(key, 'give a list of texts, such as ["filter"]')
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(key, "every item of the list must be a text")
        return tuple(values)

    def one_of(self, key: str, codes: type[Code], default: Code | None = None) -> Code:
        value = self.values.get(key, default)
        try:
            return codes(value)
        except ValueError as error:
            raise self.wrong(
                key, f"{value!r} is not known; use one of {', '.join(codes)}"
            ) from error


def unique(top: Table, key: str, codes: Iterable[str]) -> None:
    """Refuse a code that stands twice."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise top.wrong(key, f"{code!r} stands twice; give each its own code")
        seen.add(code)
