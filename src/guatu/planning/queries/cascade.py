"""What was handed down: child campaigns, tied lines, and what changed above since (D7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Target, Validity
from guatu.campaigns.queries import visible_campaigns, visible_targets
from guatu.core.actors import Actor
from guatu.core.paths import subtree_range
from guatu.ledgers.models import Duty, Entry
from guatu.ledgers.queries import batches, visible_entries
from guatu.planning.lines import Line, Values, followed_of, values_of
from guatu.planning.models import Taking


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A tied line whose line above changed since it was taken on: what then, what now."""

    line: Line
    above: Line
    before: Values
    after: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A campaign beneath another: how many lines it has taken on, how many changed above since."""

    campaign: Campaign
    tied_count: int
    pending_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The lines of a campaign that a unit may take on; `chosen` are those it leads or supports."""

    entries: list[Entry]
    targets: list[Target]
    chosen_entries: frozenset[int]
    chosen_targets: frozenset[int]
    tied_entries: frozenset[int]
    tied_targets: frozenset[int]


def units_beneath(campaign: Campaign) -> QuerySet[Unit]:
    """Return the units to which a campaign may be handed down, in 建制顺序."""
    first, end = subtree_range(campaign.unit.path)
    units = Unit.objects.filter(path__gte=first, path__lt=end, valid_to__isnull=True)
    return units.exclude(pk=campaign.unit_id).order_by("official_order", "path")


def child_campaign(above: Campaign, unit: Unit) -> Campaign | None:
    rows = Campaign.objects.filter(parent=above, unit=unit, status=Campaign.Status.ACTIVE)
    return rows.order_by("pk").first()


def offer_of(actor: Actor, above: Campaign, unit: Unit) -> Offer:
    """Return what a unit may take on, as far as the actor sees it."""
    entries = list(
        visible_entries(actor, above)
        .filter(validity=Validity.IN_FORCE, closed_on__isnull=True)
        .select_related("kind", "unit")
        .order_by("ledger__kind__official_order", "position", "pk")
    )
    targets = list(visible_targets(actor, above).filter(validity=Validity.IN_FORCE).order_by("pk"))
    duties = Duty.objects.filter(unit=unit, entry__campaign=above).exclude(role=Duty.Role.SUPERVISE)
    child = child_campaign(above, unit)
    return Offer(
        entries=entries,
        targets=targets,
        chosen_entries=frozenset(duties.values_list("entry_id", flat=True))
        | {entry.pk for entry in entries if entry.unit_id == unit.pk},
        chosen_targets=frozenset(target.pk for target in targets if target.unit_id == unit.pk),
        tied_entries=tied(Entry, child),
        tied_targets=tied(Target, child),
    )


def tied(model: type[Entry | Target], child: Campaign | None) -> frozenset[int]:
    """Return the lines above that a campaign has taken on already."""
    if child is None:
        return frozenset()
    rows = model._default_manager.filter(campaign=child, parent__isnull=False)  # noqa: SLF001 Django's public way to a model's manager
    return frozenset(rows.values_list("parent_id", flat=True))


def pending_of(lines: Sequence[Line]) -> list[Pending]:
    """Return those of the lines whose line above differs from what was last taken on or looked at."""
    known = last_values(lines)
    found = []
    for line in lines:
        above, before = line.parent, known.get(key(line))
        if above is None or before is None:
            continue
        after = values_of(above, followed_of(above))
        if any(before.get(name) != value for name, value in after.items()):
            found.append(Pending(line=line, above=above, before=before, after=after))
    return found


def last_values(lines: Sequence[Line]) -> dict[tuple[str, int], Values]:
    """Return what stood above each line when it was last taken on, accepted or kept."""
    found: dict[tuple[str, int], Values] = {}
    for some in batches([line.pk for line in lines if isinstance(line, Entry)]):
        rows = Taking.objects.filter(entry_id__in=some).order_by("pk")
        found |= {
            ("entry", pk or 0): values for pk, values in rows.values_list("entry_id", "values")
        }
    for some in batches([line.pk for line in lines if isinstance(line, Target)]):
        rows = Taking.objects.filter(target_id__in=some).order_by("pk")
        found |= {
            ("target", pk or 0): values for pk, values in rows.values_list("target_id", "values")
        }
    return found


def key(line: Line) -> tuple[str, int]:
    return ("entry" if isinstance(line, Entry) else "target", line.pk)


def tied_lines(actor: Actor, campaign: Campaign) -> list[Line]:
    """Return the lines of a campaign that are tied to lines above, as far as the actor sees them."""
    return tied_lines_of(actor, [campaign])


def tied_lines_of(actor: Actor, campaigns: Sequence[Campaign]) -> list[Line]:
    """Return the tied lines of several campaigns: two queries, however many they are."""
    is_tied = Exists(Taking.objects.filter(entry=OuterRef("pk")))
    entries = visible_entries(actor).filter(is_tied, campaign__in=campaigns, parent__isnull=False)
    is_tied = Exists(Taking.objects.filter(target=OuterRef("pk")))
    targets = visible_targets(actor).filter(is_tied, campaign__in=campaigns, parent__isnull=False)
    return [
        *entries.select_related("parent", "unit", "campaign__unit").order_by("position", "pk"),
        *targets.select_related("parent__indicator", "campaign__unit").order_by("pk"),
    ]


def pending_differences(actor: Actor, campaign: Campaign) -> list[Pending]:
    """Return what changed above the lines of a campaign since they were taken on."""
    return pending_of(tied_lines(actor, campaign))


def children_of(actor: Actor, campaign: Campaign) -> list[Child]:
    """Return the campaigns beneath, in 建制顺序; counts are of the lines that the actor sees."""
    rows = visible_campaigns(actor).filter(parent=campaign)
    children = list(rows.order_by("unit__official_order", "unit__path", "pk"))
    lines = tied_lines_of(actor, children)
    count = Counter(line.campaign_id for line in lines)
    pending = Counter(one.line.campaign_id for one in pending_of(lines))
    return [
        Child(campaign=child, tied_count=count[child.pk], pending_count=pending[child.pk])
        for child in children
    ]


def takings_of(line: Line) -> list[Taking]:
    name = "entry" if isinstance(line, Entry) else "target"
    return list(Taking.objects.filter(**{name: line}).order_by("-pk"))
