"""The 事项 page, the plan it rests on, and the files that prove its passages."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.evidence import evidence_response
from guatu.campaigns.models import Plan, Target, Validity
from guatu.campaigns.queries import visible_plans
from guatu.campaigns.wording import VALIDITIES
from guatu.core.actors import Actor
from guatu.core.kinds import Field, FieldType, KindDefinition
from guatu.ledgers.limitwords import limit_word
from guatu.ledgers.models import Duty, Entry, EntryLamp, Milestone
from guatu.ledgers.policies import (
    can_edit_entry,
    can_fill_entry,
    can_see_private,
)
from guatu.ledgers.queries import (
    beneath,
    definition_of,
    derived_progress,
    duty_lines,
    names_of,
    open_stages,
    owner_chain,
    passages_of,
    quote_of,
    spoken,
    stage_line,
    tied_targets,
    visible_entry,
    visible_parent,
)
from guatu.ledgers.queries.history import put_off_of
from guatu.ledgers.queries.rulesets import titles_of
from guatu.ledgers.views.folding import folded
from guatu.ledgers.views.story import story_context, told_apart
from guatu.ledgers.wording import (
    CLOSING_STATES,
    LEVELS,
    ORIGINS,
    OUTCOMES,
    ROLES,
    ROLL_UPS,
    field_text,
    money,
)
from guatu.shell.errors import NotFound
from guatu.shell.lamps import reason, rule_name
from guatu.shell.routes import Request

DRAWER = "drawer"
MASK = "••••••"


def entry(request: Request, entry_id: int) -> HttpResponse:
    """Show one entry: a page of its own, or for htmx what goes into the drawer of a sheet."""
    row = visible_entry(request.actor, entry_id)
    is_drawer = bool(request.htmx) and request.htmx.target == DRAWER
    template = "ledgers/entry_drawer.html" if is_drawer else "ledgers/entry.html"
    return render(request, template, entry_context(request, row) | {"is_drawer": is_drawer})


def entry_context(request: Request, row: Entry) -> dict[str, Any]:
    today = timezone.localdate()
    kind = definition_of(row.kind)
    duties = duty_lines(row)
    passages = passages_of(row)
    return {
        "entry": row,
        "campaign": row.campaign,
        "not_in_force": "" if row.validity == Validity.IN_FORCE else str(VALIDITIES[row.validity]),
        "kind": kind,
        "noun": spoken(kind.noun),
        "today": today,
        "duties": [(str(ROLES[role]), role, lines) for role, lines in duties.items()],
        "chain": [
            (str(LEVELS[level]), list(links))
            for level, links in groupby(owner_chain(row, today), key=attrgetter("level"))
        ],
        "reason": lamp_reason(row),
        "put_off": put_off_of([row.pk]).get(row.pk),
        "steps": stage_line(row, kind),
        "passages": passages,
        "names": names_of({p.recorded_by for p in passages if p.recorded_by is not None}),
        "stage_words": {stage.code: spoken(stage.name) for stage in kind.stages},
        "targets": tied_targets(request.actor, row, today),
        "quote": quote_of(row),
        "parent": visible_parent(request.actor, row),
        "beneath": beneath(request.actor, row),
        "derived": derived_progress([row.pk]).get(row.pk),
        "roll_up": str(ROLL_UPS[row.roll_up]),
        "origin": str(ORIGINS[row.origin]),
        "may_adopt": may_adopt(request.actor, row),
        "stream": stream_address(row),
        "issuing": part_address("planning:issuing-entry", row),
        "adjustments": part_address("planning:entry-adjustments", row),
        "sources": part_address("planning:entry-sources", row),
        "directives": part_address("supervision:entry", row),
        "volumes": part_address("paper:volumes-entry", row),
        "adopted": part_address("sheets:adopted-line", row),
        "spoken": spoken,
        "money": money,
        "closing": closing_word(row, kind),
        **own_context(
            request, row, kind, leads=frozenset(d.unit_id for d in duties[Duty.Role.LEAD])
        ),
    }


def closing_word(row: Entry, kind: KindDefinition) -> dict[str, Any] | None:
    """Return how the closing of a line stands, None where its kind knows none and nothing came back."""
    if kind.closing_stage is None and not row.reopened_count:
        return None
    last = row.closings.order_by("pk").last()
    return {"state": str(CLOSING_STATES[last.state]) if last else "", "last": last}


def own_context(
    request: Request, row: Entry, kind: KindDefinition, *, leads: frozenset[int]
) -> dict[str, Any]:
    """Return what depends on who looks: private fields and what may be done."""
    sees_private = can_see_private(request.actor, row, leads)
    fields = [f for f in kind.fields if f.key in row.fields and (sees_private or not f.is_private)]
    units = unit_names(row, fields)
    story = story_context(request.actor, row, kind, leads=leads, today=timezone.localdate())
    told = told_apart(story)
    return {
        **story,
        "fields": [
            (
                spoken(field.name),
                MASK if field.is_private else field_text(field, row.fields[field.key], units),
                field.measure,
            )
            for field in fields
            if field.key not in told
        ],
        "has_private": any(field.is_private for field in fields),
        "limit": limit_word(kind, row.stage, limit_at=row.limit_at, limit_for=row.limit_for),
        **milestones_context(row, [step.milestone for step in story["nodes"]]),
        "may_edit": can_edit_entry(request.actor, row),
        "may_fill": can_fill_entry(request.actor, row, leads),
        "may_pass": row.validity == Validity.IN_FORCE
        and bool(open_stages(request.actor, row, kind, leads)),
    }


def milestones_context(row: Entry, told: list[Milestone | None]) -> dict[str, Any]:
    """Return the goals and milestones that no node line has told already."""
    rows = [one for one in row.milestones.all() if one not in told]
    months = [one.kind == Milestone.Kind.MONTH for one in rows]
    return {
        "milestones": folded([(one, str(OUTCOMES[one.outcome])) for one in rows], itemgetter(0)),
        "has_goals": any(months),
        "are_goals": bool(months) and all(months),
    }


def unit_names(row: Entry, fields: list[Field]) -> dict[int, str]:
    ids = [row.fields[field.key] for field in fields if field.type is FieldType.UNIT]
    return {unit.pk: unit.label for unit in Unit.objects.filter(pk__in=ids)} if ids else {}


def may_adopt(actor: Actor, row: Entry) -> bool:
    is_pledge = row.origin == Target.Origin.PLEDGED and not row.is_adopted
    return is_pledge and can_edit_entry(actor, row)


def lamp_reason(row: Entry) -> dict[str, Any] | None:
    """Return why the lamp burns: in a sentence, with the rule set and the day it was computed on."""
    lit: EntryLamp | None = getattr(row, "lamp_reason", None)
    if lit is None:
        return None
    return {
        "sentence": reason(lit.rule, lit.inputs, lit.computed_on),
        "lamp": lit.lamp,
        "rule": rule_name(lit.rule),
        "rule_set": titles_of([lit.rule_set])[lit.rule_set],
        "computed_on": lit.computed_on,
        "since": lit.since,
    }


def stream_address(row: Entry) -> str:
    """Return where dispatch shows the reports of an entry; "" as long as nothing is there."""
    return part_address("dispatch:entry-stream", row)


def part_address(name: str, row: Entry) -> str:
    """Return where a higher app shows its part of the page; "" as long as nothing is there."""
    try:
        return reverse(name, args=[row.pk])
    except NoReverseMatch:
        return ""


def source(request: Request, entry_id: int) -> HttpResponse:
    """Show the plan with the words that the entry rests on; who may not read it sees their paragraph."""
    row = visible_entry(request.actor, entry_id)
    if row.plan_id is None:
        raise NotFound(_("This entry does not rest on a plan."))
    plan = Plan.objects.get(pk=row.plan_id)
    lines = marked_paragraphs(plan.text, row.quote_start or 0, row.quote_end or 0)
    may_read = visible_plans(request.actor).filter(pk=plan.pk).exists()
    context = {
        "entry": row,
        "campaign": row.campaign,
        "plan": plan,
        "paragraphs": lines if may_read else [line for line in lines if line[1]],
    }
    return render(request, "ledgers/source.html", context)


def marked_paragraphs(text: str, start: int, end: int) -> list[tuple[str, str, str]]:
    """Return the paragraphs as (before, marked, after), the span from `start` to `end` marked."""
    found, place = [], 0
    for line in text.split("\n"):
        first = min(max(start - place, 0), len(line))
        last = min(max(end - place, first), len(line))
        found.append((line[:first], line[first:last], line[last:]))
        place += len(line) + 1
    return found


def proof(request: Request, entry_id: int, passage_id: int) -> HttpResponseBase:
    """Send the file that proves a passage to whoever sees the entry."""
    row = visible_entry(request.actor, entry_id)
    passage = row.passages.filter(pk=passage_id).select_related("evidence").first()
    if passage is None or passage.evidence is None:
        raise NotFound
    return evidence_response(passage.evidence)
