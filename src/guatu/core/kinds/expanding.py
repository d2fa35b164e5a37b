"""The short ways of writing a kind, written out: one text for both languages, tables for lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NAMES = ("noun", "name", "proof", "help", "keeper", "amount_name")
# keys of tables whose rows may be written as a table from code to row
CODED = {
    "stages": "code", "choices": "code", "fields": "key", "statistics": "key", "logs": "code",
    "tracks": "field", "states": "code", "node_lines": "value", "nodes": "code",
}  # fmt: skip
LIMITED = ("limit_days", "limit_working_days", "limit_hours")


def expanded(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kind's data as it is stored: every name in both languages, every list as a list.

    Parameters
    ----------
    data : Mapping
        Parsed TOML. ``name = "…"`` is the name in both languages; ``stages = { found = "…" }`` and
        ``choices = { usual = "…" }`` are rows by their code, in order; ``hint`` is the older word
        for ``help``; without ``columns`` a list shows what a line needs and the marked fields.

    Returns
    -------
    dict
        The same kind, long. Expanding it again changes nothing.
    """
    full = {key: value_of(key, value) for key, value in data.items()}
    if "columns" not in full:
        full["columns"] = usual_columns(full)
    return full


def value_of(key: str, value: Any) -> Any:
    if key in NAMES and isinstance(value, str):
        return {"zh": value, "en": value}
    if key in CODED:
        return [row_of(row) for row in rows_of(CODED[key], value)]
    return value


def rows_of(key: str, value: Any) -> list[Any]:
    """Return rows as a list; what is neither a list nor a table stays, for the reader to refuse."""
    if isinstance(value, Mapping):
        return [
            {key: code}
            | (dict(row) if isinstance(row, Mapping) and not is_name(row) else {"name": row})
            for code, row in value.items()
        ]
    return list(value) if isinstance(value, list | tuple) else [value]


def is_name(row: Mapping[str, Any]) -> bool:
    return set(row) == {"zh", "en"}


def row_of(row: Any) -> Any:
    if not isinstance(row, Mapping):
        return row
    named = {("help" if key == "hint" else key): value for key, value in row.items()}
    return {key: value_of(key, value) for key, value in named.items()}


def usual_columns(full: Mapping[str, Any]) -> list[str]:
    """Return the columns of a kind that names none."""
    fields = [row for row in full.get("fields", []) if isinstance(row, Mapping)]
    stages = [row for row in full.get("stages", []) if isinstance(row, Mapping)]
    shown = [
        row.get("key")
        for row in fields
        if row.get("marks") or row.get("unique") or row.get("type") == "code"
    ]
    has_limit = any(key in row for row in stages for key in LIMITED) or "logs" in full
    return [
        "lamp",
        "number",
        "title",
        "leads",
        *(key for key in shown if isinstance(key, str)),
        "stage",
        *(["limit"] if has_limit else []),
        "due",
    ]
