"""What a post owes in ledgers: its part in chains, its levels of responsibility, needs to clear."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guatu.accounts.handover import Held, Owed, Sort
from guatu.campaigns.models import Validity
from guatu.campaigns.queries import visible_campaigns
from guatu.core.actors import Actor, Role
from guatu.ledgers.models import (
    Duty,
    Entry,
    Need,
    PostDuty,
    Responsibility,
    ResponsibilityScope,
)
from guatu.ledgers.queries.needs import visible_needs
from guatu.ledgers.queries.visibility import visible_entries
from guatu.ledgers.wording import LEVELS, RESPONSIBILITY_LEVELS

SPEAKERS = frozenset({Role.LIAISON, Role.APPROVER, Role.UNIT_ADMINISTRATOR})
OPEN = {"validity": Validity.IN_FORCE, "closed_on__isnull": True}


def chain_duties(one: Held) -> list[Owed]:
    """Return the open entries in whose chain the post stands."""
    rows = (
        PostDuty.objects.filter(post_id=one.post_id, **entry_open())
        .select_related("entry")
        .order_by("entry__due_on", "entry__campaign_id", "entry__position", "pk")
    )
    return [owed_entry(row.entry, str(LEVELS[row.level])) for row in rows]


def unit_entries(one: Held) -> list[Owed]:
    """Return the open entries that the unit leads or supports, for whoever speaks for the unit."""
    if one.role not in SPEAKERS:
        return []
    duties = Duty.objects.filter(unit_id=one.unit_id).order_by().values("entry_id")
    rows = Entry.objects.filter(pk__in=duties, **OPEN).order_by(
        "due_on", "campaign_id", "position", "pk"
    )
    return [owed_entry(row, "") for row in rows]


def responsibilities(one: Held) -> list[Owed]:
    """Return what the post answers for at one of the three levels."""
    rows = (
        Responsibility.objects.filter(post_id=one.post_id)
        .select_related("scope__campaign", "scope__entry", "scope__task_force")
        .order_by("scope__campaign_id", "scope_id", "pk")
    )
    return [
        Owed(
            title=scope_title(row),
            object_id=row.scope_id,
            detail=str(RESPONSIBILITY_LEVELS[row.level]),
        )
        for row in rows
    ]


def scope_title(row: Responsibility) -> str:
    scope = row.scope
    parts = [str(scope.campaign)]
    if scope.entry is not None:
        parts.append(scope.entry.title)
    elif scope.task_force is not None:
        parts.append(scope.task_force.label)
    elif scope.heading:
        parts.append(scope.heading)
    return " · ".join(parts)


def needs(one: Held) -> list[Owed]:
    """Return what other entries wait for from this unit."""
    if one.role not in SPEAKERS:
        return []
    rows = (
        Need.objects.filter(solver_id=one.unit_id, state=Need.State.OPEN)
        .select_related("entry")
        .order_by("due_on", "pk")
    )
    return [
        Owed(
            title=row.title,
            object_id=row.pk,
            detail=row.entry.title,
            due_on=row.due_on,
            address=reverse("ledgers:need", args=[row.pk]),
        )
        for row in rows
    ]


def entry_open() -> dict[str, object]:
    return {f"entry__{name}": value for name, value in OPEN.items()}


def owed_entry(row: Entry, detail: str) -> Owed:
    return Owed(
        title=f"{row.number} {row.title}".strip(),
        object_id=row.pk,
        detail=detail,
        due_on=row.due_on,
        address=reverse("ledgers:entry", args=[row.pk]),
    )


def seen_entries(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Return which of these entries the actor sees."""
    rows = visible_entries(actor).order_by().filter(pk__in=set(ids))
    return set(rows.values_list("pk", flat=True))


def seen_needs(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Return which of these needs the actor sees: the unit that is asked need not see the entry."""
    rows = visible_needs(actor).order_by().filter(pk__in=set(ids))
    return set(rows.values_list("pk", flat=True))


def seen_scopes(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Return which of these scopes lie in what the actor sees: an entry, or a campaign."""
    rows = ResponsibilityScope.objects.filter(pk__in=set(ids))
    entries = rows.filter(entry__in=visible_entries(actor).order_by().values("pk"))
    wide = rows.filter(entry__isnull=True, campaign__in=visible_campaigns(actor).values("pk"))
    return {*entries.values_list("pk", flat=True), *wide.values_list("pk", flat=True)}


SORTS = (
    Sort(
        code="chain",
        label=_("Entries in whose chain of duty the post stands"),
        object_type="ledgers.entry",
        find=chain_duties,
        sees=seen_entries,
        names_post=True,
    ),
    Sort(
        code="responsibility",
        label=_("Levels of responsibility"),
        object_type="ledgers.responsibilityscope",
        find=responsibilities,
        sees=seen_scopes,
        names_post=True,
    ),
    Sort(
        code="entries",
        label=_("Open entries of the unit"),
        object_type="ledgers.entry",
        find=unit_entries,
        sees=seen_entries,
    ),
    Sort(
        code="needs",
        label=_("Needs of others that the unit has to clear"),
        object_type="ledgers.need",
        find=needs,
        sees=seen_needs,
    ),
)
