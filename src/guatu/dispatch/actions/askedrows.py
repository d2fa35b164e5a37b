"""Writing the empty check-ins of a round: the database makes them of the duties, none passes through here.

A round of 100,000 entries asks for 400,000 check-ins; made as objects one by one they cost minutes
of CPU, made by one statement a stretch they cost what their indexes cost.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import F, Field, QuerySet
from django.utils import timezone

from guatu.dispatch.models import CheckIn, Round
from guatu.ledgers.models import Duty

CARRIED = ("problem", "progress", "reported_lamp")  # what stays true until the unit says otherwise
ASKED = {"entry": "entry_id", "unit": "unit_id", "role": "role", "milestone": "goal"}
PLACES = ("entry__ledger", "entry__position", "entry_id", "role", "ordinal")  # lead first


def insert_asked(
    one: Round, duties: QuerySet[Duty], last: QuerySet[CheckIn, tuple[int, int, int]]
) -> int:
    """Insert a check-in for each duty, with what `last` said; return how many are new.

    `duties` carry the milestone as `goal`; `last` gives entry, unit and the key of a check-in. A
    pair of entry and unit that is there already, or comes twice, is asked once: as it was, or as
    its first duty. So it is safe to repeat.
    """
    asked, asked_params = compiled(duties)
    said, said_params = last.query.sql_with_params()
    columns, values, params = row_of(one)
    # names come from the models, statements from Django
    sql = f"""
        INSERT INTO {quoted(CheckIn._meta.db_table)} ({columns})
        SELECT {values}
        FROM ({asked}) asked
        LEFT JOIN ({said}) said
            ON said.entry_id = asked.entry_id AND said.unit_id = asked.unit_id
        LEFT JOIN {quoted(CheckIn._meta.db_table)} before ON before.id = said.last
        WHERE 1 = 1
        ORDER BY {", ".join(f"asked.place{n}" for n in range(len(PLACES)))}
        ON CONFLICT DO NOTHING
    """  # noqa: S608, SLF001
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *asked_params, *said_params])
        return int(cursor.rowcount)


def compiled(duties: QuerySet[Duty]) -> tuple[str, tuple[Any, ...]]:
    """Return the statement of the duties with a name for each of its columns."""
    named = {f"place{n}": F(name) for n, name in enumerate(PLACES)}
    rows = (
        duties.order_by()
        .annotate(**named)
        .values_list("entry_id", "unit_id", "role", "goal", *named)
    )
    return rows.query.sql_with_params()


def row_of(one: Round) -> tuple[str, str, list[Any]]:
    """Return columns, expressions and their parameters; what is not named has its default."""
    given = {"round": one.pk, "saved_at": timezone.now()}
    columns, values, params = [], [], []
    for column in CheckIn._meta.concrete_fields:  # noqa: SLF001 Django's public way to a table
        if column.primary_key:
            continue
        columns.append(quoted(column.column))
        if (name := ASKED.get(column.name)) is not None:
            values.append(f"asked.{quoted(name)}")
            continue
        is_carried = column.name in CARRIED
        values.append(f"COALESCE(before.{quoted(column.column)}, %s)" if is_carried else "%s")
        params.append(prepared(column, given.get(column.name)))
    return ", ".join(columns), ", ".join(values), params


def prepared(column: Field[Any, Any], value: Any) -> Any:
    return column.get_db_prep_save(column.get_default() if value is None else value, connection)


def quoted(name: str | None) -> str:
    return str(connection.ops.quote_name(str(name)))
