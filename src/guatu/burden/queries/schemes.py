"""The scheme in force in a month: the office's newest, or the one that guatu ships."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import Q

from guatu.accounts.models import Unit
from guatu.burden.models import BurdenScheme
from guatu.core.actors import Actor
from guatu.core.burden import Scheme, read_scheme
from guatu.core.paths import STEP, is_within, subtree_range

PACK = Path(__file__).resolve().parents[2] / "packs" / "burden" / "default.toml"


@cache
def shipped_scheme() -> Scheme:
    return read_scheme(tomllib.loads(PACK.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Schemes:
    """The schemes of a month: of each unit the nearest above it, the newest of several."""

    rows: tuple[tuple[str, Scheme], ...]  # path and scheme, the nearest and newest first

    def of(self, unit_path: str) -> Scheme:
        """Return the scheme that holds for a unit; without one of an office, the one guatu ships."""
        found = (scheme for path, scheme in self.rows if is_within(unit_path, path))
        return next(found, shipped_scheme())


def schemes_in(month: date) -> Schemes:
    """Return the schemes that hold in the month of this first day: one read."""
    rows = BurdenScheme.objects.filter(from_month__lte=month, unit__isnull=False)
    found = rows.order_by("-from_month", "-pk").values_list("unit__path", "scheme")
    ordered = sorted(found, key=lambda row: -len(row[0]))
    return Schemes(rows=tuple((path, read_scheme(scheme)) for path, scheme in ordered))


def top_unit(actor: Actor) -> Unit | None:
    """Return the unit for which an actor sets, or reads, a scheme: the highest that it reaches."""
    scopes = sorted(actor.scopes(), key=lambda path: (len(path), path))
    return Unit.objects.filter(path=scopes[0]).first() if scopes else None


def scheme_rows(actor: Actor) -> list[BurdenScheme]:
    """Return the schemes that hold for the actor's units, or beneath them, the newest first."""
    condition = Q(pk__in=[])
    for scope in actor.scopes():
        first, end = subtree_range(scope)
        above = [scope[:length] for length in range(STEP, len(scope) + 1, STEP)]
        condition |= Q(unit__path__gte=first, unit__path__lt=end) | Q(unit__path__in=above)
    return list(BurdenScheme.objects.filter(condition).select_related("unit")[:50])
