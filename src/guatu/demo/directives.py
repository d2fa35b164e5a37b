"""督办单 of the demo: from lamps, notes, meetings and inspections, in every state and colour."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from guatu.accounts.models import Appointment, Post, Unit
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Validity
from guatu.core.actors import Actor, ActorKind, Grant, Role
from guatu.core.lamps import Lamp
from guatu.demo.series import at_hour
from guatu.ledgers.models import Entry, EntryLamp
from guatu.shell.lamps import reason as lamp_reason
from guatu.supervision.actions.answering import finish, reply, sign, start
from guatu.supervision.actions.checking import close, give_back, reopen, withdraw
from guatu.supervision.actions.directives import NewDirective, issue_to
from guatu.supervision.actions.escalation import escalate_due
from guatu.supervision.actions.extending import Decision, ask_extension, decide_extension
from guatu.supervision.actions.splitting import NewPart, split
from guatu.supervision.actions.steps import Said
from guatu.supervision.models import Directive

if TYPE_CHECKING:
    from guatu.demo.stage import Stage

WORDS = Path(__file__).parent / "words" / "directives.toml"
WORST = (Lamp.OVERDUE.value, Lamp.SEVERE.value, Lamp.BEHIND.value)
FROM_LAMPS = 4
MORNING = 9
SHORT_WAIT = timedelta(days=5)
CHECKED = Said(words="查阅资料并实地查看。", method="on_site")


def lay_directives(stage: Stage) -> None:
    """Lay directives as the office issues them and units answer them; call it inside the load's transaction."""
    told = tomllib.loads(WORDS.read_text(encoding="utf-8"))["directives"]
    late = iter(worst_entries(stage))
    grants = stage.settled.actor("leader", stage.today).grants
    leader_id = min((one.post_id for one in grants if one.role is Role.LEADER), default=None)
    for one in told:
        entry = next(late, None) if "title" not in one else None
        if "title" not in one and entry is None:
            continue
        lay_one(stage, one, entry, leader_id)
    escalate_due(stage.today)


def worst_entries(stage: Stage) -> list[Entry]:
    rows = Entry.objects.filter(
        campaign=stage.general, validity=Validity.IN_FORCE, closed_on__isnull=True, lamp__in=WORST,
        parent__isnull=True,
    ).select_related("unit")  # fmt: skip
    found = sorted(rows, key=lambda row: (WORST.index(row.lamp), row.position, row.pk))
    return found[:FROM_LAMPS]


def lay_one(
    stage: Stage, one: Mapping[str, Any], entry: Entry | None, leader_id: int | None
) -> None:
    """Issue one directive, to several units perhaps, and take the steps of its course."""
    units = [stage.settled.units[name] for name in one.get("units", ())]
    if entry is not None:
        units = [entry.unit]
    issued_on = stage.today - timedelta(days=one["issued"])
    limit = stage.today + timedelta(days=one["limit"])
    first_limit = issued_on + SHORT_WAIT if "reopen" in one["course"] else limit
    new = NewDirective(
        campaign_id=stage.general.pk,
        unit_id=units[0].pk,
        title=one.get("title") or f"关于“{entry.title[:60] if entry else ''}”",
        requirement=one.get("requirement") or "查明滞后原因，落实赶进度措施，书面反馈。",
        limit_on=first_limit,
        source=one["source"],
        source_note=one.get("note") or why_lit(entry),
        entry_id=entry.pk if entry is not None else None,
        leader_id=leader_id,
    )
    rows = issue_to(stage.office, new, [unit.pk for unit in units], now=at(issued_on))
    for row in rows:
        walk(stage, row.pk, one, issued_on=issued_on, limit=limit)


def why_lit(entry: Entry | None) -> str:
    lit = EntryLamp.objects.filter(entry=entry).first() if entry is not None else None
    return str(lamp_reason(lit.rule, lit.inputs, lit.computed_on)) if lit is not None else ""


def at(day: date, hour: int = MORNING) -> datetime:
    return at_hour(day, hour)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One step of a course: the row as it stands, who speaks for its unit, the moment, the words."""

    stage: Stage
    row: Directive
    unit: Actor
    one: Mapping[str, Any]
    now: datetime
    limit: date

    @property
    def base(self) -> dict[str, Any]:
        return {"version": self.row.version, "now": self.now}

    @property
    def said(self) -> Said:
        return Said(words=self.one.get("said", "正在办理。"))


def split_down(w: Walk) -> None:
    parts: Sequence[Unit] = [w.stage.settled.units[name] for name in w.one["parts"]]
    limit = w.row.limit_on - timedelta(days=1)
    made = [NewPart(requirement=w.row.requirement, limit_on=limit, unit_id=p.pk) for p in parts]
    split(w.unit, w.row, made, **w.base)


def extend(w: Walk) -> None:
    day = w.row.limit_on + timedelta(days=w.one["moved"] + 5)
    decide_extension(
        w.stage.office,
        w.row,
        decision=Decision(granted_on=day, answer="同意，请倒排工期。"),
        **w.base,
    )


def ask(w: Walk) -> None:
    wanted = max(w.row.limit_on, timezone.localdate(w.now)) + timedelta(days=14)
    ask_extension(w.unit, w.row, wanted_on=wanted, reason=w.one["reason"], **w.base)


STEPS: Mapping[str, Callable[[Walk], object]] = {
    "sign": lambda w: sign(w.unit, w.row, **w.base),
    "start": lambda w: start(w.unit, w.row, **w.base),
    "reply": lambda w: reply(w.unit, w.row, said=w.said, **w.base),
    "finish": lambda w: finish(w.unit, w.row, said=w.said, **w.base),
    "return": lambda w: give_back(w.stage.office, w.row, reason=w.one["reason"], **w.base),
    "close": lambda w: close(w.stage.office, w.row, said=CHECKED, **w.base),
    "withdraw": lambda w: withdraw(w.stage.office, w.row, reason=w.one["reason"], **w.base),
    "reopen": lambda w: reopen(
        w.stage.office, w.row, reason=w.one["reason"],
        limit_on=max(w.limit, timezone.localdate(w.now)), **w.base,
    ),
    "ask": ask,
    "extend": extend,
    "split": split_down,
}  # fmt: skip


def walk(
    stage: Stage, directive_id: int, one: Mapping[str, Any], *, issued_on: date, limit: date
) -> None:
    """Take the steps on days that lie evenly between the issue and today, or the limit if earlier."""
    course = one["course"]
    last = stage.today if one.get("is_late") or limit >= stage.today else limit
    days = max((last - issued_on).days, 0)
    for place, name in enumerate(course, start=1):
        row = Directive.objects.select_related(
            "campaign__unit", "unit", "parent__unit", "issuer"
        ).get(pk=directive_id)
        share = 1 if name == "sign" and days > 1 else days * place // (len(course) + 1)
        day = last if one.get("is_late") and name == "finish" else issued_on + timedelta(days=share)
        unit = speaker(row.unit, stage.today) or stage.office
        w = Walk(
            stage=stage, row=row, unit=unit, one=one, now=at(day, MORNING + place), limit=limit
        )
        STEPS[name](w)


def speaker(unit: Unit, today: date) -> Actor | None:
    """Return the unit's liaison, else its approver, as an actor, with or without an account."""
    for role in (Role.LIAISON, Role.APPROVER):
        post = (
            Post.objects.filter(unit=unit, role=role.value).order_by("official_order", "pk").first()
        )
        if post is None:
            continue
        held = Appointment.objects.filter(in_force(today), post=post, is_deputy=False)
        person = held.select_related("person").order_by("pk").first()
        if person is not None:
            grant = Grant(
                role=role, post_id=post.pk, unit_id=unit.pk, unit_path=unit.path,
                scope_path=unit.path,
            )  # fmt: skip
            return Actor(
                kind=ActorKind.PERSON, person_id=person.person_id, name=person.person.name,
                grants=(grant,),
            )  # fmt: skip
    return None
