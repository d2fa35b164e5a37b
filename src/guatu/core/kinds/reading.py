"""From a kind's TOML to a `KindDefinition`, or an error that names file, key and remedy."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from guatu.core.kinds.expanding import LIMITED, expanded
from guatu.core.kinds.fieldreading import COUNTED, read_field, read_log_field
from guatu.core.kinds.model import (
    BUILT_IN_COLUMNS,
    Field,
    FieldType,
    Filler,
    Function,
    KindDefinition,
    KindError,
    Log,
    Mark,
    PrintHints,
    Stage,
    Statistic,
)
from guatu.core.kinds.nodes import read_node_line
from guatu.core.kinds.tables import Table, unique
from guatu.core.kinds.tracks import read_track

PAPERS = ("A4", "A3", "A2", "A1", "A0")
AFTER_BUILT_IN = 100  # a kind that names no place among the others comes after the built-in ones
KEYS = (
    "code", "noun", "official_order", "stages", "fields", "columns", "lamp_rules",
    "has_quantity", "has_amount", "statistics", "print", "tracks", "node_lines",
    "logs", "help", "amount_name", "reported", "added_by", "closed_by", "closing_stage",
)  # fmt: skip


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
    top = Table(file=file, at="", values=expanded(data)).only(*KEYS)
    fields = tuple(read_field(table) for table in top.tables("fields"))
    stages = tuple(read_stage(table, fields) for table in top.tables("stages"))
    unique(top, "fields", (field.key for field in fields))
    unique(top, "stages", (stage.code for stage in stages))
    check_course(top, stages)
    logs = tuple(read_log(table, stages) for table in top.tables("logs"))
    unique(top, "logs", (log.code for log in logs))
    kind = KindDefinition(
        code=top.code("code"),
        noun=top.name("noun"),
        official_order=top.number("official_order", AFTER_BUILT_IN) or 0,
        stages=stages,
        fields=fields,
        columns=top.texts("columns"),
        lamp_rules=top.text("lamp_rules", "default"),
        has_quantity=top.flag("has_quantity"),
        has_amount=top.flag("has_amount"),
        statistics=tuple(read_statistic(table, fields, logs) for table in top.tables("statistics")),
        print_hints=read_print(top),
        tracks=tuple(read_track(table, fields) for table in top.tables("tracks")),
        node_lines=tuple(read_node_line(table, fields) for table in top.tables("node_lines")),
        logs=logs,
        help=top.optional_name("help"),
        amount_name=top.optional_name("amount_name"),
        is_reported=top.flag("reported", default=True),
        added_by=top.one_of("added_by", Filler, Filler.OFFICE),
        closed_by=top.one_of("closed_by", Filler, Filler.OFFICE),
        closing_stage=read_closing_stage(top, stages),
    )
    check_whole(top, kind)
    return kind


def check_whole(top: Table, kind: KindDefinition) -> None:
    """Refuse what contradicts another part of the kind."""
    unique(top, "tracks", (track.field for track in kind.tracks))
    unique(top, "node_lines", (f"{line.field}={line.value}" for line in kind.node_lines))
    unique(top, "statistics", (statistic.key for statistic in kind.statistics))
    check_plans(top, kind.fields)
    check_columns(top, "columns", kind.columns, kind.fields)
    check_columns(top, "print.columns", kind.print_hints.columns, kind.fields)
    if "title" not in kind.columns:
        raise top.wrong("columns", "add title: a line without its name cannot be opened")


def check_course(top: Table, stages: Sequence[Stage]) -> None:
    if not stages:
        raise top.wrong("stages", "declare at least one [[stages]]")
    if sum(stage.is_start for stage in stages) > 1:
        raise top.wrong("stages", "work begins with one stage at most; mark no other as start")
    if sum(stage.is_final for stage in stages) > 1 or any(stage.is_final for stage in stages[:-1]):
        raise top.wrong("stages", "only the last stage may be final")


def read_closing_stage(top: Table, stages: Sequence[Stage]) -> str | None:
    """Return the stage in which closing is asked for: the last one before the final."""
    if "closing_stage" not in top.values:
        return None
    code = top.code("closing_stage")
    if len(stages) < 2 or not stages[-1].is_final or stages[-2].code != code:  # noqa: PLR2004 it and the final one
        raise top.wrong("closing_stage", "name the stage before the final one")
    return code


def check_columns(top: Table, key: str, columns: Sequence[str], fields: Sequence[Field]) -> None:
    known = (*BUILT_IN_COLUMNS, *(field.key for field in fields if not field.is_private))
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


def read_stage(table: Table, fields: Sequence[Field]) -> Stage:
    table.only("code", "name", "proof", *LIMITED, "start", "final", "requires", "help")
    given = [key for key in LIMITED if key in table.values]
    if len(given) > 1:
        raise table.wrong(given[1], f"a stage has one limit; keep one of {', '.join(given)}")
    if given and not table.number(given[0], None):
        raise table.wrong(given[0], "a limit is at least 1")
    keys = [field.key for field in fields]
    requires = table.texts("requires")
    for key in requires:
        if key not in keys:
            raise table.wrong("requires", f"no field {key!r}; use {', '.join(keys)}")
    if table.flag("final") and given:
        raise table.wrong(given[0], "an entry in the final stage is closed and has no limit")
    return Stage(
        code=table.code("code"),
        name=table.name("name"),
        proof=table.optional_name("proof"),
        limit_days=table.number("limit_days", None),
        is_final=table.flag("final"),
        is_start=table.flag("start"),
        limit_working_days=table.number("limit_working_days", None),
        limit_hours=table.number("limit_hours", None),
        requires=requires,
        help=table.optional_name("help"),
    )


def read_log(table: Table, stages: Sequence[Stage]) -> Log:
    table.only(
        "code", "name", "fields", "every_days", "every_working_days", "stages", "proof", "help"
    )
    codes = [stage.code for stage in stages]
    fields = tuple(read_log_field(row, codes) for row in table.tables("fields"))
    unique(table, "fields", (field.key for field in fields))
    if "every_days" in table.values and "every_working_days" in table.values:
        raise table.wrong("every_days", "say how often by days or by working days, not by both")
    for key in ("every_days", "every_working_days"):
        if table.number(key, None) == 0:
            raise table.wrong(key, "give at least 1, or leave it out if it is due on no day")
    during = table.texts("stages")
    for code in during:
        if code not in codes:
            raise table.wrong("stages", f"no stage {code!r}; use {', '.join(codes)}")
    return Log(
        code=table.code("code"),
        name=table.name("name"),
        fields=fields,
        every_days=table.number("every_days", None),
        every_working_days=table.number("every_working_days", None),
        stages=during,
        proof=table.optional_name("proof"),
        help=table.optional_name("help"),
    )


def read_statistic(table: Table, fields: Sequence[Field], logs: Sequence[Log]) -> Statistic:
    table.only("key", "name", "function", "of", "by")
    function = table.one_of("function", Function)
    of = table.text("of") if "of" in table.values else None
    by = table.text("by") if "by" in table.values else None
    counted = next((log for log in logs if log.code == of), None)
    if function is Function.COUNT and counted is not None:
        check_log_group(table, counted, by)
    else:
        check_groups(table, function, fields, of=of, by=by)
    return Statistic(
        key=table.code("key"), name=table.name("name"), function=function, of=of, by=by
    )


def check_log_group(table: Table, log: Log, by: str | None) -> None:
    groups = sorted(field.key for field in log.fields if field.type is FieldType.CHOICE)
    if by is not None and by not in groups:
        raise table.wrong("by", f"rows of a log are counted by {', '.join(groups) or 'nothing'}")


def check_groups(
    table: Table, function: Function, fields: Sequence[Field], *, of: str | None, by: str | None
) -> None:
    sums = {"amount", *(field.key for field in fields if field.type in COUNTED)}
    if (function is Function.SUM) != (of in sums):
        raise table.wrong("of", f"a sum, and no count, names one of {', '.join(sorted(sums))}")
    grouping = {f.key for f in fields if f.type is FieldType.CHOICE or f.bands}
    groups = {"stage", "lamp", *grouping}
    if by is not None and by not in groups:
        raise table.wrong("by", f"use one of {', '.join(sorted(groups))}")
    for field in fields:
        if field.key in {of, by} and Mark.STATISTIC not in field.marks:
            raise table.wrong("of", f'mark the field {field.key!r} with "statistic" first')


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
