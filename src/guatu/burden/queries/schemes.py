"""The scheme in force in a month: the office's newest, or the one that guatu ships."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from guatu.burden.models import BurdenScheme
from guatu.core.burden import Scheme, read_scheme

PACK = Path(__file__).resolve().parents[2] / "packs" / "burden" / "default.toml"


@cache
def shipped_scheme() -> Scheme:
    return read_scheme(tomllib.loads(PACK.read_text(encoding="utf-8")))


def scheme_row(month: date) -> BurdenScheme | None:
    return BurdenScheme.objects.filter(from_month__lte=month).first()  # the newest by its ordering


def scheme_in(month: date) -> Scheme:
    """Return the scheme that holds in the month of this first day."""
    row = scheme_row(month)
    return read_scheme(row.scheme) if row else shipped_scheme()


def scheme_rows() -> list[BurdenScheme]:
    """Return all schemes that were set, the newest first."""
    return list(BurdenScheme.objects.all()[:50])
