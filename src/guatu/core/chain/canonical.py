"""One byte string for one value: what is hashed must not depend on who wrote it or where it lay."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum

from guatu.core.errors import CoreError


class NotCanonical(CoreError, ValueError):  # noqa: N818 named by what is wrong
    """A value has no canonical form: a float, a key that is no text, a text no database can hold."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="not-canonical")


def json_value(value: object) -> object:
    """Return `value` in the only forms that are recorded: null, bool, int, text, list, object.

    Parameters
    ----------
    value : object
        Dates become ISO 8601 text, moments the same in UTC with microseconds, enum members their
        value, tuples lists. Mappings keep their keys, which must be text.

    Raises
    ------
    NotCanonical
        For a float (a database may give back another one), for text with a NUL or a lone
        surrogate (PostgreSQL holds neither), and for any other type.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return json_value(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return checked_text(str(value))
    if isinstance(value, date):
        return date_text(value)
    return json_container(value)


def json_container(value: object) -> object:
    if isinstance(value, Mapping):
        return {checked_key(key): json_value(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [json_value(item) for item in value]
    raise NotCanonical(f"{type(value).__name__} {value!r:.60} cannot be recorded; give text or int")


def date_text(value: date) -> str:
    """Return a day as 2026-06-30, a moment as 2026-06-30T09:05:00.000000Z."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is None:
        raise NotCanonical(f"{value!r} has no time zone")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def checked_key(key: object) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"key {key!r:.60} is no text")
    return checked_text(key)


def checked_text(text: str) -> str:
    if "\0" in text:
        raise NotCanonical("text holds a NUL character")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("text holds half a character (a lone surrogate)") from error
    return text


def canonical_bytes(value: object) -> bytes:
    """Return the canonical JSON of `value` as UTF-8: keys sorted by code point, no white space.

    Raises
    ------
    NotCanonical
        If `value` has none; see `json_value`.
    """
    return json.dumps(
        json_value(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
