"""The kinds that are installed, as values."""

from __future__ import annotations

from django.utils.translation import get_language

from guatu.core.kinds import KindDefinition, Name, kind_from_data
from guatu.ledgers.models import Kind

# What was read last of each kind: every page reads the same few again, and reading checks them whole.
READ: dict[str, tuple[object, KindDefinition]] = {}


def definition_of(kind: Kind) -> KindDefinition:
    """Return what `kind` declares."""
    known = READ.get(kind.code)
    if known is None or known[0] != kind.definition:
        known = READ[kind.code] = (kind.definition, kind_from_data(kind.definition, kind.code))
    return known[1]


def installed_kinds() -> list[KindDefinition]:
    """Return all kinds in official order."""
    return [definition_of(kind) for kind in Kind.objects.all()]


def unasked_kinds() -> list[int]:
    """Return the kinds of whose entries no round asks a report."""
    return [kind.pk for kind in Kind.objects.all() if not kind.is_reported]


def spoken(name: Name) -> str:
    """Return a noun of a kind in the language of this request."""
    return name.spoken(get_language() or "zh-hans")
