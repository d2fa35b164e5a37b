"""The kinds that are installed, with how much they are used."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from guatu.core.kinds import KindDefinition
from guatu.ledgers.models import Entry, Kind, Ledger
from guatu.ledgers.queries.kinds import definition_of
from guatu.shell.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """A kind, in how many campaigns its ledger is open, and how many entries there are of it."""

    row: Kind
    definition: KindDefinition
    ledger_count: int
    entry_count: int


def installed_rows() -> list[Installed]:
    """Return all kinds in official order, in three queries."""
    ledgers = dict(
        Ledger.objects.order_by()
        .values_list("kind")
        .annotate(n=Count("pk"))
        .values_list("kind", "n")
    )
    entries = dict(
        Entry.objects.order_by()
        .values_list("kind")
        .annotate(n=Count("pk"))
        .values_list("kind", "n")
    )
    return [
        Installed(
            row=row,
            definition=definition_of(row),
            ledger_count=ledgers.get(row.pk, 0),
            entry_count=entries.get(row.pk, 0),
        )
        for row in Kind.objects.all()
    ]


def kind_named(code: str) -> Kind:
    """Return the kind `code`.

    Raises
    ------
    NotFound
        If it is not installed.
    """
    row = Kind.objects.filter(code=code).first()
    if row is None:
        raise NotFound(_("The ledger kind “%(kind)s” is not installed.") % {"kind": code})
    return row


def open_in(row: Kind) -> set[int]:
    """Return the campaigns in which the ledger of a kind is open."""
    return set(Ledger.objects.filter(kind=row).values_list("campaign_id", flat=True))
