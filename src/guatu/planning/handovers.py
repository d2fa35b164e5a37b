"""What a post owes in issuing and adjusting, and how it passes from a unit to its successor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from guatu.accounts.handover import Fate, Held, Owed, Sort, Succession
from guatu.accounts.models import Unit
from guatu.accounts.queries.handovers import stand_in
from guatu.audit.actions import Change, plain
from guatu.campaigns.queries import visible_plans, visible_targets
from guatu.core.actors import Actor
from guatu.ledgers.queries import visible_entries
from guatu.planning.models import (
    Adjustment,
    Consultation,
    Draft,
    IssuanceLine,
    Objection,
    SignOff,
)
from guatu.planning.queries.adjusting import visible_adjustments, waiting_for
from guatu.planning.queries.issuing import (
    awaited_by_leader,
    open_objections,
    visible_issuances,
)
from guatu.planning.queries.receiving import consultations_owed, sign_offs_owed


def answers(one: Held) -> list[Owed]:
    """Return the consultations that wait for the unit's answer."""
    mine = reverse("planning:issuing-mine")
    return [
        Owed(title=row.issuance.title, detail=row.unit.label, object_id=row.pk,
             due_on=row.due_on, address=mine)
        for row in consultations_owed(stand_in(one))
    ]  # fmt: skip


def receipts(one: Held) -> list[Owed]:
    """Return the lines that the unit has not signed for."""
    mine = reverse("planning:issuing-mine")
    return [
        Owed(title=str(row.line.entry or row.line.target), detail=row.unit.label,
             object_id=row.pk, due_on=row.due_on, address=mine)
        for row in sign_offs_owed(stand_in(one))
    ]  # fmt: skip


def approvals(one: Held) -> list[Owed]:
    """Return the lists that wait for the leader's approval."""
    return [
        Owed(title=row.title, detail=str(row.campaign), object_id=row.pk,
             address=reverse("planning:issuance", args=[row.pk]))
        for row in awaited_by_leader(stand_in(one)).order_by("pk")
    ]  # fmt: skip


def wishes(one: Held) -> list[Owed]:
    """Return what units want otherwise and the office has not answered."""
    return [
        Owed(title=str(row.line.entry or row.line.target), detail=row.unit.label,
             object_id=row.pk)
        for row in open_objections(stand_in(one))
    ]  # fmt: skip


def decisions(one: Held) -> list[Owed]:
    """Return the adjustments that wait for the word of the post."""
    return [
        Owed(title=str(row.line), detail=row.unit.label, object_id=row.pk,
             address=reverse("planning:adjustment", args=[row.pk]))
        for row in waiting_for(stand_in(one))
    ]  # fmt: skip


def own_requests(one: Held) -> list[Owed]:
    """Return what the holder asked for in person and nobody has decided: it stays in that name."""
    if one.person_id is None:
        return []
    asked = Adjustment.objects.filter(asked_by=one.person_id, state=Adjustment.State.ASKED)
    return [
        Owed(title=str(row.line), detail=row.unit.label, object_id=row.pk,
             fate=Fate.LISTED, address=reverse("planning:adjustment", args=[row.pk]))
        for row in asked.select_related("entry", "target", "unit").order_by("pk")
    ]  # fmt: skip


def own_wishes(one: Held) -> list[Owed]:
    """Return what the holder wanted otherwise for the unit and the office has not answered."""
    if one.person_id is None:
        return []
    raised = Objection.objects.filter(raised_by=one.person_id, outcome=Objection.Outcome.OPEN)
    return [
        Owed(title=str(row.line.entry or row.line.target), detail=row.unit.label,
             object_id=row.pk, fate=Fate.LISTED)
        for row in raised.select_related("line__entry", "line__target", "unit").order_by("pk")
    ]  # fmt: skip


def own_drafts(one: Held) -> list[Owed]:
    """Return the plans whose breakdown the holder began; the office goes on with them."""
    if one.person_id is None:
        return []
    rows = Draft.objects.filter(created_by=one.person_id, state=Draft.State.OPEN)
    return [
        Owed(title=row.plan.title, object_id=row.pk, fate=Fate.MOVES,
             address=reverse("planning:confirm", args=[row.pk]))
        for row in rows.select_related("plan").order_by("pk")
    ]  # fmt: skip


def lines_seen(actor: Actor, prefix: str) -> Q:
    """Return the condition that a line, or what it stands for, is for the actor's eyes."""
    entries = visible_entries(actor).order_by().values("pk")
    targets = visible_targets(actor).select_related(None).order_by().values("pk")
    return Q(**{f"{prefix}entry__in": entries}) | Q(**{f"{prefix}target__in": targets})


def seen(rows: QuerySet[Model], ids: Sequence[int]) -> set[int]:
    return set(rows.order_by().filter(pk__in=set(ids)).values_list("pk", flat=True))


def seen_receipts(actor: Actor, ids: Sequence[int]) -> set[int]:
    return seen(SignOff.objects.filter(lines_seen(actor, "line__")), ids)


def seen_wishes(actor: Actor, ids: Sequence[int]) -> set[int]:
    return seen(Objection.objects.filter(lines_seen(actor, "line__")), ids)


def seen_consultations(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Return those of issuances that the actor looks at, and those with a line it sees."""
    lines = IssuanceLine.objects.filter(lines_seen(actor, "")).order_by().values("issuance_id")
    looked = visible_issuances(actor).select_related(None).order_by().values("pk")
    either = Q(issuance__in=lines) | Q(issuance__in=looked)
    return seen(Consultation.objects.filter(either), ids)


def seen_issuances(actor: Actor, ids: Sequence[int]) -> set[int]:
    return seen(visible_issuances(actor).select_related(None), ids)


def seen_drafts(actor: Actor, ids: Sequence[int]) -> set[int]:
    plans = visible_plans(actor).order_by().values("pk")
    return seen(Draft.objects.filter(plan__in=plans), ids)


def seen_changes(actor: Actor, ids: Sequence[int]) -> set[int]:
    return seen(visible_adjustments(actor).select_related(None), ids)


def open_sign_offs(unit_id: int) -> QuerySet[SignOff]:
    return SignOff.objects.filter(unit_id=unit_id, signed_at__isnull=True)


def open_consultations(unit_id: int) -> QuerySet[Consultation]:
    return Consultation.objects.filter(unit_id=unit_id, answer=Consultation.Answer.NONE)


def count_open(unit_id: int) -> int:
    """Return how much of issuing waits for the unit."""
    return open_sign_offs(unit_id).count() + open_consultations(unit_id).count()


def pass_issuing(old: Unit, new: Unit, _day: date) -> Sequence[Change]:
    """Let the successor answer and sign for the unit; what it is asked already is not asked twice."""
    changes = [
        passed(row, new)
        for row in list(open_sign_offs(old.pk).order_by("pk"))
        if not SignOff.objects.filter(line=row.line_id, unit=new).exists()
    ]
    for asked in list(open_consultations(old.pk).order_by("pk")):
        same = {"issuance": asked.issuance_id, "kind": asked.kind}
        if not Consultation.objects.filter(**same, unit=new).exists():
            changes.append(passed(asked, new))
    waiting = Adjustment.objects.filter(unit=old, state=Adjustment.State.ASKED)
    raised = Objection.objects.filter(unit=old, outcome=Objection.Outcome.OPEN)
    changes += [passed(row, new) for row in list(waiting.order_by("pk"))]
    return changes + [passed(row, new) for row in list(raised.order_by("pk"))]


def passed(row: SignOff | Consultation | Adjustment | Objection, new: Unit) -> Change:
    before = plain(row, "unit")
    row.unit = new
    row.save(update_fields=["unit"])
    return Change.of(row, before=before, after=plain(row, "unit"))


SORTS = (
    Sort(code="answers", label=gettext_lazy("Consultations to answer"),
         object_type="planning.consultation", find=answers, sees=seen_consultations),
    Sort(code="receipts", label=gettext_lazy("Lines to sign for"),
         object_type="planning.signoff", find=receipts, sees=seen_receipts),
    Sort(code="approvals", label=gettext_lazy("Lists to approve"),
         object_type="planning.issuance", find=approvals, sees=seen_issuances),
    Sort(code="wishes", label=gettext_lazy("Wishes of units to answer"),
         object_type="planning.objection", find=wishes, sees=seen_wishes),
    Sort(code="decisions", label=gettext_lazy("Adjustments to decide"),
         object_type="planning.adjustment", find=decisions, sees=seen_changes),
    Sort(code="own_drafts", label=gettext_lazy("Breakdowns begun"),
         object_type="planning.draft", find=own_drafts, sees=seen_drafts),
    Sort(code="own_requests", label=gettext_lazy("Adjustments asked for in person"),
         object_type="planning.adjustment", find=own_requests, sees=seen_changes),
    Sort(code="own_wishes", label=gettext_lazy("Objections raised in person"),
         object_type="planning.objection", find=own_wishes, sees=seen_wishes),
)  # fmt: skip
SUCCESSION = Succession(
    label=gettext_lazy("answers and receipts"), count_open=count_open, pass_on=pass_issuing
)
