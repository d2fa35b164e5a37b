"""Taking one step of a directive: the row at its version, the step, what is told, the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.audit.actions import Change, plain, record, store_evidence
from guatu.audit.evidence import evidence_change
from guatu.audit.models import AuditEvent
from guatu.core.actors import Actor, Role
from guatu.dispatch.policies import Place
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version
from guatu.supervision.models import Directive, DirectiveFile, DirectiveStep
from guatu.supervision.policies.directives import SPEAKERS, Standing
from guatu.supervision.queries.directives import standing_of

Act = DirectiveStep.Act
State = Directive.State
LONGEST_WORDS = 2000
MOST_FILES = 10
RECORDED = ("state", "limit_on", "sign_by", "unit", "finished_by", "version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it came."""

    payload: bytes
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What goes with a step: words, files, and how something was checked."""

    words: str = ""
    files: Sequence[Upload] = ()
    method: str = ""


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step as it is to be taken; `columns` are what it sets on the directive."""

    act: str
    to: str
    columns: dict[str, Any] = field(default_factory=dict)
    said: Said = NOTHING_SAID
    limit_before: date | None = None
    changes: Sequence[Change] = ()


def words_of(text: str, *, ask: str = "") -> str:
    """Return words without blanks around them; `ask` is what is said where they are missing."""
    words = text.strip()
    if ask and not words:
        raise InvalidState(ask)
    if len(words) > LONGEST_WORDS:
        raise InvalidState(_("That is more than 2,000 characters; shorten it."))
    return words


def allow(may: Callable[[Actor, Standing], bool], actor: Actor, row: Directive) -> None:
    """Refuse who may not do this to a directive."""
    if not may(actor, standing_of(row)):
        raise NotAllowed(_("Your post does not allow this."))


def ask_state(row: Directive, *states: str) -> None:
    """Refuse a step that does not fit where the directive stands."""
    if row.state not in states:
        raise InvalidState(_("The directive does not stand where this is possible any more."))


def take(
    actor: Actor, row: Directive, version: int, move: Move, *, now: datetime | None = None
) -> DirectiveStep:
    """Take a step in the caller's transaction, and record it as `directive.<act>`.

    Raises
    ------
    Stale
        If the directive is not at `version` any more.
    """
    now = now or timezone.now()
    before, from_state = plain(row, *RECORDED), row.state
    update_at_version(row, version, state=move.to, **move.columns)
    kept = [store_evidence(actor, one.payload, one.name) for one in files_of(move.said)]
    changes = [
        Change.of(row, before=before, after=plain(row, *RECORDED)),
        *[evidence_change(one) for one in kept],
        *move.changes,
    ]
    event = record(
        actor, f"directive.{move.act}", of=row, changes=changes, details={"text": move.said.words}
    )
    step = DirectiveStep.objects.create(
        directive=row, act=move.act, at=now, words=move.said.words, method=move.said.method,
        from_state=from_state, to_state=move.to, event_number=event.number,
        limit_before=move.limit_before,
        limit_after=row.limit_on if move.limit_before is not None else None,
        **hand_of(actor, row, timezone.localdate(now)),
    )  # fmt: skip
    DirectiveFile.objects.bulk_create([DirectiveFile(step=step, evidence=one) for one in kept])
    return step


def files_of(said: Said) -> Sequence[Upload]:
    if len(said.files) > MOST_FILES:
        raise InvalidState(_("At most ten files go with one step."))
    return said.files


def hand_of(actor: Actor, row: Directive, today: date) -> dict[str, Any]:
    """Return who takes a step: the person, the post that fits best, and whether as its deputy (T4)."""
    held = Appointment.objects.filter(in_force(today), person_id=actor.person_id or 0)
    posts = dict(held.order_by("is_deputy", "pk").values_list("post_id", "is_deputy"))
    own = {post for post in posts if not posts[post]}
    named = {row.post_id, row.verifier_id, row.leader_id} - {None}
    place = Place(id=row.unit_id, path=row.unit.path)

    def rank(grant: Any) -> tuple[bool, ...]:
        speaks = grant.role in SPEAKERS and place.path.startswith(grant.scope_path)
        is_office = grant.role is Role.CAMPAIGN_OFFICE
        return (
            grant.post_id not in named, not (speaks or is_office), grant.post_id not in own
        )  # fmt: skip

    chosen = min(actor.grants, key=rank, default=None)
    return {
        "person_id": actor.person_id,
        "post_id": chosen.post_id if chosen else None,
        "unit_id": chosen.unit_id if chosen else None,
        "is_deputy": chosen is not None and chosen.post_id not in own and chosen.post_id in posts,
    }


def first_step(actor: Actor, row: Directive, event: AuditEvent, now: datetime) -> DirectiveStep:
    """Write the step with which a directive begins; its act is recorded already."""
    return DirectiveStep.objects.create(
        directive=row, act=Act.ISSUE, at=now, words="", to_state=State.ISSUED,
        event_number=event.number, **hand_of(actor, row, timezone.localdate(now)),
    )  # fmt: skip
