"""Inviting, beginning and closing a meeting; correcting minutes that are frozen."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, plain, record
from guatu.core.actors import Actor, Role
from guatu.meetings.actions.agenda import check_open
from guatu.meetings.actions.preparing import State, check_may_run
from guatu.meetings.models import Correction, Decision, Meeting
from guatu.meetings.queries.followup import decision_lines
from guatu.meetings.queries.meetings import visible_items
from guatu.meetings.words import fact_texts, item_title
from guatu.notices.actions import Notice, tell
from guatu.shell.errors import InvalidState
from guatu.shell.formatting import day
from guatu.shell.versions import update_at_version

COURSE = ("state", "told_at", "started_at", "closed_at", "minutes_digest")


@transaction.atomic
def send_invitations(actor: Actor, meeting: Meeting, *, version: int) -> int:
    """Tell the units that come when and where, once; return how many persons it reached."""
    check_may_run(actor, meeting.campaign)
    check_open(meeting, State.PREPARED)
    unit_ids = list(meeting.invitations.values_list("unit_id", flat=True))
    if not unit_ids:
        raise InvalidState(_("No unit is asked to come: choose some first."))
    before = plain(meeting, *COURSE)
    update_at_version(meeting, version, told_at=timezone.now())
    reached = tell(
        Notice(
            key=f"meetings.invite:{meeting.pk}:{meeting.version}",
            sort="meetings.invite",
            campaign=meeting.campaign,
            subject=lambda: _("Invitation: %(title)s") % {"title": meeting.title},
            text=lambda: invitation_text(meeting),
            address=reverse("meetings:meeting", args=[meeting.pk]),
            unit_ids=unit_ids,
            roles=(Role.LIAISON, Role.APPROVER),
            due_at=begins_at(meeting),
        )
    )
    changes = [Change.of(meeting, before=before, after=plain(meeting, *COURSE))]
    record(actor, "meeting.tell", of=meeting, changes=changes, details={"units": len(unit_ids)})
    return reached


def invitation_text(meeting: Meeting) -> str:
    """Return what a unit is told: day, time, place, and that the agenda is on the page."""
    parts = [day(meeting.held_on, weekday=True)]
    if meeting.starts_at:
        parts.append(meeting.starts_at.strftime("%H:%M"))
    if meeting.place:
        parts.append(meeting.place)
    return _("%(when)s, about %(minutes)d minutes. The matters that concern you are on the page.") % {
        "when": " ".join(parts),
        "minutes": meeting.expected_minutes,
    }  # fmt: skip


def group_text(meeting: Meeting) -> str:
    """Return the invitation as a text for a work group: which units, to what, when."""
    units = meeting.invitations.select_related("unit").order_by(
        "unit__official_order", "unit__path"
    )
    return _("%(units)s: %(title)s. %(text)s") % {
        "units": "、".join(one.unit.label for one in units),
        "title": meeting.title,
        "text": invitation_text(meeting),
    }


def begins_at(meeting: Meeting) -> datetime:
    """Return when a meeting begins; without a time at nine."""
    naive = datetime.combine(meeting.held_on, meeting.starts_at or time(9))
    return timezone.make_aware(naive, timezone.get_default_timezone())


@transaction.atomic
def begin(actor: Actor, meeting: Meeting, *, version: int, now: datetime | None = None) -> Meeting:
    """Open the session: from now on decisions are taken."""
    check_may_run(actor, meeting.campaign)
    check_open(meeting, State.PREPARED)
    before = plain(meeting, *COURSE)
    update_at_version(meeting, version, state=State.RUNNING, started_at=now or timezone.now())
    changes = [Change.of(meeting, before=before, after=plain(meeting, *COURSE))]
    record(actor, "meeting.begin", of=meeting, changes=changes)
    return meeting


@transaction.atomic
def close(actor: Actor, meeting: Meeting, *, version: int, now: datetime | None = None) -> Meeting:
    """End the session and freeze the list of what was decided, with its hash."""
    check_may_run(actor, meeting.campaign)
    check_open(meeting, State.RUNNING)
    before = plain(meeting, *COURSE)
    now = now or timezone.now()
    minutes = minutes_of(actor, meeting, timezone.localdate(now))
    update_at_version(
        meeting,
        version,
        state=State.CLOSED,
        closed_at=now,
        closed_by=actor.person_id,
        minutes=minutes,
        minutes_digest=digest_of(minutes),
    )
    changes = [Change.of(meeting, before=before, after=plain(meeting, *COURSE))]
    details = {"decisions": len(minutes["decisions"])}
    record(actor, "meeting.close", of=meeting, changes=changes, details=details)
    return meeting


def minutes_of(actor: Actor, meeting: Meeting, today: date) -> dict[str, Any]:
    """Return what is frozen: the matters with their reasons as they were, and the decisions in words."""
    items = visible_items(actor, meeting).filter(is_dropped=False).order_by("position", "pk")
    return {
        "title": meeting.title,
        "held_on": meeting.held_on.isoformat(),
        "place": meeting.place,
        "chair": meeting.chair.title if meeting.chair else "",
        "items": [
            {
                "id": item.pk,
                "title": item_title(item),
                "unit": item.unit.label if item.unit else "",
                "lamp": item.entry.lamp if item.entry else "",
                "reasons": fact_texts(item.facts, today),
                "question": item.question,
            }
            for item in items
        ],
        "decisions": [
            {
                "id": line.decision.pk,
                "ordinal": line.decision.ordinal,
                "item": line.decision.item_id,
                "text": line.decision.text,
                "units": list(line.units),
                "limit_on": line.decision.limit_on and line.decision.limit_on.isoformat(),
                "leader": line.decision.leader.title if line.decision.leader else "",
                "directives": [part.directive.label for part in line.parts if part.directive],
            }
            for line in decision_lines(actor, meeting, today)
        ],
    }


def digest_of(minutes: dict[str, Any]) -> str:
    """Return the hash of frozen minutes: the same whatever order their names are written in."""
    text = json.dumps(minutes, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def correct(
    actor: Actor, meeting: Meeting, *, text: str, reason: str, decision: Decision | None = None
) -> Correction:
    """Say what frozen minutes should say, and why; what was frozen stays."""
    check_may_run(actor, meeting.campaign)
    if meeting.state != State.CLOSED:
        raise InvalidState(_("What is not frozen yet is changed, not corrected."))
    if not text.strip() or not reason.strip():
        raise InvalidState(_("Say what it should say, and why."))
    row = Correction.objects.create(
        meeting=meeting,
        decision=decision,
        text=text.strip()[:500],
        reason=reason.strip()[:300],
        recorded_at=timezone.now(),
        recorded_by=actor.person_id,
    )
    after = plain(row, "meeting", "decision", "text", "reason")
    record(actor, "meeting.correct", of=meeting, changes=[Change.of(row, after=after)])
    return row
