"""What the pages of the ladder share: the way back, and what a matter is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guatu.supervision.queries.matters import (
    About,
)
from guatu.supervision.views.parts import (
    Fact,
    entry_address,
    link_to,
)

Crumbs = list[tuple[str, str]]


def crumbs() -> Crumbs:
    return [(link_to("ladder"), _("Ladder"))]


def facts_of(about: About) -> list[Fact]:
    """Return what a matter is: its unit, and what it is about."""
    directive = about.directive
    return [
        Fact(label=_("Unit"), text=about.unit.label),
        Fact(
            label=_("Entry"),
            text=about.entry.title if about.entry else "",
            address=entry_address(about.entry.pk if about.entry else None),
        ),
        Fact(
            label=_("Directive"),
            text=directive.label if directive else "",
            address=link_to("directive", directive.pk) if directive else "",
        ),
        Fact(label=_("Target figure"), text=about.title if about.target else ""),
    ]
