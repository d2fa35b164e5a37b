"""承接 (T14, D7): a child campaign with copies tied to the lines above; what changes above is pending."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, plain, record
from guatu.campaigns.actions import (
    NewCampaign,
    NewPhase,
    TiedTarget,
    adjust_target,
    insert_campaign,
    insert_phases,
    insert_tied_targets,
)
from guatu.campaigns.models import Campaign, Phase, Target, Validity
from guatu.campaigns.policies import can_manage_campaign
from guatu.campaigns.queries import visible_targets
from guatu.core.actors import Actor
from guatu.core.paths import is_within
from guatu.ledgers.actions import (
    Assigned,
    NewEntry,
    NewMilestone,
    adjust_entry,
    insert_entries,
    made_changes,
)
from guatu.ledgers.actions.shifts import ShiftNote, Source
from guatu.ledgers.models import Entry, EntryTarget, Milestone
from guatu.ledgers.queries import definition_of, visible_entries
from guatu.planning import policies
from guatu.planning.lines import Line, columns_of, followed_of, values_of
from guatu.planning.models import Taking
from guatu.planning.queries.cascade import Pending, child_campaign, pending_of, tied
from guatu.shell.errors import InvalidState, NotAllowed, NotFound

RECORDED_CAMPAIGN = ("slug", "title", "unit_id", "parent_id", "starts_on", "ends_on")
RECORDED_TARGET = (
    "campaign_id", "indicator_id", "unit_id", "parent_id", "parent_version", "amount_fen",
    "mantissa", "scale", "measure", "due_on", "origin",
)  # fmt: skip
RECORDED_TAKING = ("entry", "target", "step", "values", "parent_version", "reason")
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is handed down to whom. `supports` are units beneath that help with every line.

    `roll_up` says how the lines above derive from those below; the lines above keep theirs where
    it is none, or where the actor does not run the campaign above.
    """

    unit: Unit
    slug: str
    title: str
    entry_ids: frozenset[int] = frozenset()
    target_ids: frozenset[int] = frozenset()
    roll_up: str = Entry.RollUp.NONE
    supports: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedDown:
    """The campaign below, and what was tied now: what was tied before is not copied again."""

    campaign: Campaign
    entries: list[Entry]
    targets: list[Target]


@transaction.atomic
def hand_down(actor: Actor, above: Campaign, order: Order) -> HandedDown:
    """Issue a child campaign to a unit with copies of the chosen lines, each tied to its original.

    Doing it again copies only what is not tied yet, into the same campaign.

    Raises
    ------
    NotFound
        If a line is not one of the campaign's lines in force that the actor sees.
    """
    check(actor, above, order)
    Campaign.objects.select_for_update().get(pk=above.pk)  # two at once wait for each other
    entries, targets = chosen(actor, above, order)
    child, changes = campaign_for(above, order)
    entries = [one for one in entries if one.pk not in tied(Entry, child)]
    targets = [one for one in targets if one.pk not in tied(Target, child)]
    changes += set_roll_ups(actor, above, order.roll_up, [*entries, *targets])
    made_targets = insert_tied_targets(
        child, [TiedTarget(above=one, unit_id=order.unit.pk) for one in targets]
    )
    made_entries = copy_entries(child, entries, order)
    tie_figures(made_entries, made_targets)
    changes += [Change.of(one, after=plain(one, *RECORDED_TARGET)) for one in made_targets]
    changes += made_changes(made_entries)
    changes += take(actor, [*made_entries, *made_targets])
    details = {"entries": len(made_entries), "targets": len(made_targets)}
    record(actor, "campaign.hand-down", of=child, changes=changes, details=details)
    return HandedDown(campaign=child, entries=made_entries, targets=made_targets)


def check(actor: Actor, above: Campaign, order: Order) -> None:
    if not policies.can_hand_down(actor, order.unit.path):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    if order.unit.pk == above.unit_id or not is_within(order.unit.path, above.unit.path):
        raise InvalidState(_("A campaign is handed down to a unit beneath its own."))
    if above.status != Campaign.Status.ACTIVE:
        raise InvalidState(_("This campaign is closed already."))
    if not order.entry_ids and not order.target_ids:
        raise InvalidState(_("Choose at least one line."))
    if order.roll_up not in Entry.RollUp.values:
        raise InvalidState(_("Choose how the lines above derive from those below."))


def chosen(actor: Actor, above: Campaign, order: Order) -> tuple[list[Entry], list[Target]]:
    """Return the chosen lines in their order; one out of force or out of sight is not there."""
    entries = visible_entries(actor, above).filter(
        pk__in=order.entry_ids, validity=Validity.IN_FORCE, closed_on__isnull=True
    )
    targets = visible_targets(actor, above).filter(
        pk__in=order.target_ids, validity=Validity.IN_FORCE
    )
    found = (
        list(
            entries.select_related("kind", "campaign__unit").order_by(
                "ledger__kind__official_order", "position", "pk"
            )
        ),
        list(targets.select_related("indicator", "campaign__unit").order_by("pk")),
    )
    if len(found[0]) != len(order.entry_ids) or len(found[1]) != len(order.target_ids):
        raise NotFound
    return found


def campaign_for(above: Campaign, order: Order) -> tuple[Campaign, list[Change]]:
    """Return the unit's campaign beneath `above`; made with the same phases if there is none yet."""
    child = child_campaign(above, order.unit)
    if child is not None:
        return child, []
    child = insert_campaign(
        NewCampaign(
            slug=order.slug,
            title=order.title,
            unit=order.unit,
            parent=above,
            starts_on=above.starts_on,
            ends_on=above.ends_on,
            is_simulated=above.is_simulated,
        )
    )
    phases = insert_phases(
        child,
        [
            NewPhase(
                name=one.name,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                plan_id=one.plan_id,
                quote_start=one.quote_start,
                quote_end=one.quote_end,
            )
            for one in Phase.objects.filter(campaign=above).order_by("ordinal")
        ],
    )
    changes = [Change.of(child, after=plain(child, *RECORDED_CAMPAIGN))]
    return child, changes + [
        Change.of(one, after=plain(one, "name", "starts_on", "ends_on")) for one in phases
    ]


def set_roll_ups(
    actor: Actor, above: Campaign, roll_up: str, lines: Iterable[Line]
) -> list[Change]:
    """Let the lines above derive from those below, where the actor runs the campaign above."""
    if roll_up == Entry.RollUp.NONE or not can_manage_campaign(actor, above):
        return []
    return [adjust(line, roll_up=roll_up) for line in lines if line.roll_up != roll_up]


def adjust(line: Line, **columns: object) -> Change:
    if isinstance(line, Entry):
        return adjust_entry(line, columns=columns, note=ShiftNote(source=Source.ABOVE))
    return adjust_target(line, columns=columns)


def copy_entries(child: Campaign, entries: Sequence[Entry], order: Order) -> list[Entry]:
    """Put copies into the ledgers of the child, led by its unit; reports and stages start anew."""
    goals: defaultdict[int, list[NewMilestone]] = defaultdict(list)
    rows = Milestone.objects.filter(entry__in=entries, outcome=Milestone.Outcome.OPEN)
    for row in rows.order_by("due_on", "pk"):
        goals[row.entry_id].append(NewMilestone(title=row.title, due_on=row.due_on, kind=row.kind))
    by_kind: defaultdict[str, list[NewEntry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind.code].append(copy_of(entry, order, tuple(goals[entry.pk])))
    return [row for code, new in by_kind.items() for row in insert_entries(child, code, new)]


def copy_of(entry: Entry, order: Order, milestones: tuple[NewMilestone, ...]) -> NewEntry:
    public = {field.key for field in definition_of(entry.kind).fields if not field.is_private}
    return NewEntry(
        title=entry.title,
        number=entry.number,
        heading=entry.heading,
        standard=entry.standard,
        leads=(Assigned(unit_id=order.unit.pk),),
        supports=tuple(Assigned(unit_id=pk) for pk in order.supports),
        starts_on=entry.starts_on,
        due_on=entry.due_on,
        amount_fen=entry.amount_fen,
        place=entry.place,
        fields={name: value for name, value in entry.fields.items() if name in public},
        plan_id=entry.plan_id,
        quote_start=entry.quote_start,
        quote_end=entry.quote_end,
        origin=Target.Origin.ASSIGNED,
        parent_id=entry.pk,
        parent_version=entry.version,
        milestones=milestones,
    )


def tie_figures(entries: Sequence[Entry], targets: Sequence[Target]) -> None:
    """Let the copies serve each other's figures as their originals do."""
    below_entry = {entry.parent_id: entry.pk for entry in entries}
    below_target = {target.parent_id: target.pk for target in targets}
    ties = EntryTarget.objects.filter(
        entry_id__in=list(below_entry), target_id__in=list(below_target)
    )
    EntryTarget.objects.bulk_create(
        EntryTarget(entry_id=below_entry[entry_id], target_id=below_target[target_id])
        for entry_id, target_id in ties.order_by("pk").values_list("entry_id", "target_id")
    )


def take(actor: Actor, lines: Sequence[Line]) -> list[Change]:
    """Write down what stood above each new line when it was taken on."""
    now = timezone.now()
    rows = [
        taking(line, above_of(line), step=Taking.Step.TAKEN, made_by=actor.person_id)
        for line in lines
    ]
    for row in rows:
        row.made_at = now
    made = Taking.objects.bulk_create(rows, batch_size=500)
    return [Change.of(row, after=plain(row, *RECORDED_TAKING)) for row in made]


def above_of(line: Line) -> Line:
    if line.parent is None:
        raise InvalidState(_("This line is not tied to one above."))
    return line.parent


def taking(line: Line, above: Line, *, step: str, made_by: int | None, reason: str = "") -> Taking:
    return Taking(
        **{"entry" if isinstance(line, Entry) else "target": line},
        step=step,
        values=values_of(above, followed_of(above)),
        parent_version=above.version,
        reason=reason,
        made_by=made_by,
        made_at=timezone.now(),
    )


@transaction.atomic
def accept_difference(actor: Actor, line: Line, version: int) -> None:
    """Take over what changed above, and only that; what the line below has of its own stays."""
    pending = pending_for(actor, line)
    changed = {k: v for k, v in pending.after.items() if pending.before.get(k) != v}
    line.version = version  # which the write below holds to
    columns = columns_of(changed) | {"parent_version": pending.above.version}
    settle(actor, pending, step=Taking.Step.ACCEPTED, columns=columns)


@transaction.atomic
def keep_line(actor: Actor, line: Line, version: int, reason: str) -> None:
    """Leave the line as it is although the one above changed; the reason stays on record."""
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise InvalidState(_("Say why, in 1 to 500 characters."))
    pending = pending_for(actor, line)
    line.version = version  # which the write below holds to
    columns: dict[str, object] = {"parent_version": pending.above.version}
    settle(actor, pending, step=Taking.Step.KEPT, columns=columns, reason=reason.strip())


def pending_for(actor: Actor, line: Line) -> Pending:
    if not can_manage_campaign(actor, line.campaign):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    found = pending_of([line])
    if not found:
        raise InvalidState(_("Nothing changed above this line."))
    return found[0]


def settle(
    actor: Actor,
    pending: Pending,
    *,
    step: str,
    columns: dict[str, object],
    reason: str = "",
) -> None:
    change = adjust(pending.line, **columns)
    row = taking(pending.line, pending.above, step=step, made_by=actor.person_id, reason=reason)
    row.save(force_insert=True)
    act = "taking.accept" if step == Taking.Step.ACCEPTED else "taking.keep"
    changes = [change, Change.of(row, after=plain(row, *RECORDED_TAKING))]
    details = {"reason": reason} if reason else {}
    record(actor, act, of=pending.line, changes=changes, details=details)
