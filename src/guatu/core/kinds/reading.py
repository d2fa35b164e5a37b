"""From a kind's TOML to a `KindDefinition`, or an error that names file, key and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from guatu.core.kinds.model import (
    BUILT_IN_COLUMNS,
    Choice,
    Field,
    FieldType,
    Filler,
    Function,
    KindDefinition,
    KindError,
    Mark,
    Name,
    PrintHints,
    Stage,
    Statistic,
)
from guatu.core.kinds.nodes import read_node_line
from guatu.core.kinds.tracks import read_track

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
PAPERS = ("A4", "A3", "A2", "A1", "A0")
MOST_PLACES = 6
NUMERIC = (FieldType.NUMBER, FieldType.SERIES)
COUNTED = (FieldType.NUMBER, FieldType.MONEY)
SORTED = (FieldType.NUMBER, FieldType.MONEY, FieldType.DATE, FieldType.CHOICE)
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


def read_kind(text: str, file: str) -> KindDefinition:
    """Return the kind that a TOML text declares.

    Parameters
    ----------
    text : str
        The file's contents.
    file : str
        Its name, for messages.

    Raises
    ------
    KindError
        If the text is no TOML, or declares what no kind may.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KindError(file=file, key="TOML", remedy=f"mend the syntax: {error}") from error
    return kind_from_data(data, file)


def kind_from_data(data: Mapping[str, Any], file: str) -> KindDefinition:
    """Return the kind that parsed TOML (or its stored form) declares.

    Raises
    ------
    KindError
        If a key is missing, unknown, of the wrong type, or contradicts another.
    """
    top = Table(file=file, at="", values=data).only(
        "code", "noun", "official_order", "stages", "fields", "columns", "lamp_rules",
        "has_quantity", "has_amount", "statistics", "print", "tracks", "node_lines",
    )  # fmt: skip
    fields = tuple(read_field(table) for table in top.tables("fields"))
    stages = tuple(read_stage(table) for table in top.tables("stages"))
    unique(top, "fields", (field.key for field in fields))
    unique(top, "stages", (stage.code for stage in stages))
    check_course(top, stages)
    kind = KindDefinition(
        code=top.code("code"),
        noun=top.name("noun"),
        official_order=top.number("official_order", 0) or 0,
        stages=stages,
        fields=fields,
        columns=top.texts("columns"),
        lamp_rules=top.text("lamp_rules", "default"),
        has_quantity=top.flag("has_quantity"),
        has_amount=top.flag("has_amount"),
        statistics=tuple(read_statistic(table, fields) for table in top.tables("statistics")),
        print_hints=read_print(top),
        tracks=tuple(read_track(table, fields) for table in top.tables("tracks")),
        node_lines=tuple(read_node_line(table, fields) for table in top.tables("node_lines")),
    )
    unique(top, "tracks", (track.field for track in kind.tracks))
    unique(top, "node_lines", (f"{line.field}={line.value}" for line in kind.node_lines))
    check_plans(top, fields)
    check_columns(top, "columns", kind.columns, fields)
    check_columns(top, "print.columns", kind.print_hints.columns, fields)
    if "title" not in kind.columns:
        raise top.wrong("columns", "add title: a line without its name cannot be opened")
    return kind


def unique(top: Table, key: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise top.wrong(key, f"{code!r} stands twice; give each its own code")
        seen.add(code)


def check_course(top: Table, stages: Sequence[Stage]) -> None:
    if not stages:
        raise top.wrong("stages", "declare at least one [[stages]]")
    if sum(stage.is_final for stage in stages) > 1 or any(stage.is_final for stage in stages[:-1]):
        raise top.wrong("stages", "only the last stage may be final")


def check_columns(top: Table, key: str, columns: Sequence[str], fields: Sequence[Field]) -> None:
    known = (*BUILT_IN_COLUMNS, *(field.key for field in fields))
    for column in columns:
        if column not in known:
            raise top.wrong(key, f"no column {column!r}; use {', '.join(known)}")


def check_plans(top: Table, fields: Sequence[Field]) -> None:
    """Refuse a series whose plan is no other series of the same measure and scale."""
    series = {field.key: field for field in fields if field.type is FieldType.SERIES}
    for place, field in enumerate(fields):
        if field.against is None:
            continue
        plan = series.get(field.against)
        is_pair = field.key in series and plan is not None and plan.key != field.key
        if not is_pair or (plan and (plan.measure, plan.scale) != (field.measure, field.scale)):
            raise top.wrong(
                f"fields[{place}].against",
                "a series names another series of the same measure and scale as its plan",
            )


def read_field(table: Table) -> Field:
    table.only(
        "key", "type", "name", "measure", "scale", "choices", "filled_by", "private",
        "required", "marks", "hint", "against",
    )  # fmt: skip
    key = table.code("key")
    if key in BUILT_IN_COLUMNS:
        raise table.wrong("key", f"{key!r} is a column that every entry has; choose another key")
    kind = table.one_of("type", FieldType)
    scale = table.number("scale", 0) or 0
    if scale > MOST_PLACES or (scale and kind not in NUMERIC):
        raise table.wrong("scale", f"0 to {MOST_PLACES}, and only for a number or a series")
    choices = tuple(
        Choice(code=row.only("code", "name").code("code"), name=row.name("name"))
        for row in table.tables("choices")
    )
    unique(table, "choices", (choice.code for choice in choices))
    if bool(choices) != (kind is FieldType.CHOICE):
        raise table.wrong("choices", "a choice field, and no other, declares [[fields.choices]]")
    marks = table.texts("marks")
    for mark in marks:
        if mark not in set(Mark):
            raise table.wrong("marks", f"{mark!r} is not known; use {', '.join(Mark)}")
    if marks and table.flag("private"):
        raise table.wrong("marks", "a private field is not filtered, sorted or counted for others")
    if Mark.SORT in marks and kind not in SORTED:
        raise table.wrong("marks", f"sort is only for {', '.join(SORTED)}")
    return Field(
        key=key,
        type=kind,
        name=table.name("name"),
        measure=table.text("measure") if "measure" in table.values else None,
        scale=scale,
        choices=choices,
        filled_by=table.one_of("filled_by", Filler, Filler.OFFICE),
        is_private=table.flag("private"),
        is_required=table.flag("required"),
        marks=frozenset(Mark(mark) for mark in marks),
        hint=table.optional_name("hint"),
        against=table.code("against") if "against" in table.values else None,
    )


def read_stage(table: Table) -> Stage:
    table.only("code", "name", "proof", "limit_days", "final")
    return Stage(
        code=table.code("code"),
        name=table.name("name"),
        proof=table.optional_name("proof"),
        limit_days=table.number("limit_days", None),
        is_final=table.flag("final"),
    )


def read_statistic(table: Table, fields: Sequence[Field]) -> Statistic:
    table.only("key", "name", "function", "of", "by")
    function = table.one_of("function", Function)
    of = table.values.get("of")
    by = table.values.get("by")
    sums = {"amount", *(field.key for field in fields if field.type in COUNTED)}
    if (function is Function.SUM) != (of in sums):
        raise table.wrong("of", f"a sum, and no count, names one of {', '.join(sorted(sums))}")
    groups = {"stage", "lamp", *(f.key for f in fields if f.type is FieldType.CHOICE)}
    if by is not None and by not in groups:
        raise table.wrong("by", f"use one of {', '.join(sorted(groups))}")
    for field in fields:
        if field.key in {of, by} and Mark.STATISTIC not in field.marks:
            raise table.wrong("of", f'mark the field {field.key!r} with "statistic" first')
    return Statistic(
        key=table.code("key"), name=table.name("name"), function=function, of=of, by=by
    )


def read_print(top: Table) -> PrintHints:
    if "print" not in top.values:
        return PrintHints()
    table = top.table("print").only("paper", "landscape", "columns")
    paper = table.text("paper", "A3")
    if paper not in PAPERS:
        raise table.wrong("paper", f"use one of {', '.join(PAPERS)}")
    return PrintHints(
        paper=paper,
        is_landscape=table.flag("landscape", default=True),
        columns=table.texts("columns"),
    )
