"""生效 (T2): lines whose leads have signed become duties; the others wait, or need a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from guatu.audit.actions import Change, record
from guatu.campaigns.models import Target, Validity
from guatu.core.actors import Actor
from guatu.ledgers.models import Entry
from guatu.planning.actions.issuing_steps import Passed, held, take_step
from guatu.planning.followers import tell_of_force
from guatu.planning.models import Issuance, IssuanceLine, StepCode
from guatu.planning.queries.issuing import open_objection, pending_lines, unsigned_leads
from guatu.shell.errors import InvalidState

ISSUED = (StepCode.ISSUE, StepCode.SIGN)
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """How many lines came into force, and how many wait for a receipt or an answer."""

    done: int
    unsigned: int
    objected: int


@transaction.atomic
def put_in_force(
    actor: Actor,
    issuance: Issuance,
    *,
    version: int,
    today: date,
    unit_id: int | None = None,
    reason: str = "",
) -> InForce:
    """Put into force what may be: of one lead unit or of all.

    A line with an objection that nobody has answered stays a draft in any case. One whose lead
    has not signed stays one, too, unless `reason` says why it does not wait.
    """
    held(actor, issuance, version, *ISSUED)
    lines = pending_lines(issuance)
    if unit_id is not None:
        lines = lines.filter(sign_offs__unit_id=unit_id, sign_offs__is_lead=True)
    objected = lines.filter(open_objection()).count()
    free = lines.exclude(open_objection())
    unsigned = free.filter(unsigned_leads()).count()
    skips = bool(reason.strip()) and unsigned > 0
    ready = free if skips else free.exclude(unsigned_leads())
    chosen = list(ready.order_by("position"))
    is_over = not pending_lines(issuance).exists()  # the rest was left out of a corrected plan
    if not chosen and not is_over:
        raise InvalidState(why_none(unsigned, objected))
    changes = write(issuance, chosen, today)
    is_complete = not pending_lines(issuance).exists()
    passed = Passed(
        code=StepCode.IN_FORCE,
        on=today,
        count=len(chosen),
        is_skipped=skips,
        reason=reason.strip() if skips else "",
    )
    state = StepCode.IN_FORCE if is_complete else StepCode(issuance.state)
    changes += take_step(actor, issuance, version, passed, state=state)
    tell_of_force(issuance.campaign, [row.entry_id for row in chosen if row.entry_id])
    details = {"count": len(chosen), "unsigned": unsigned, "objected": objected}
    record(actor, "issuance.in_force", of=issuance, changes=changes, details=details)
    return InForce(done=len(chosen), unsigned=0 if skips else unsigned, objected=objected)


def why_none(unsigned: int, objected: int) -> str:
    if unsigned:
        return _("No lead unit has signed yet. Wait, or say why the lines do not wait.")
    if objected:
        return _("Every line left has an objection that is not answered.")
    return _("There is no line left to put into force.")


def write(issuance: Issuance, lines: Sequence[IssuanceLine], today: date) -> list[Change]:
    """Make the lines duties, set-wise."""
    entries = [row.entry_id for row in lines if row.entry_id is not None]
    targets = [row.target_id for row in lines if row.target_id is not None]
    changes = [
        *make_valid(Entry.objects.filter(pk__in=entries)),
        *make_valid(Target.objects.filter(pk__in=targets)),
    ]
    issuance.lines.filter(pk__in=[row.pk for row in lines]).update(in_force_on=today)
    return changes


def make_valid(rows: QuerySet[Entry] | QuerySet[Target]) -> list[Change]:
    found = list(rows.filter(validity=Validity.DRAFT).order_by("pk"))
    rows.filter(pk__in=[row.pk for row in found]).update(
        validity=Validity.IN_FORCE, version=F("version") + 1
    )
    return [
        Change.of(
            row,
            before={"validity": Validity.DRAFT.value},
            after={"validity": Validity.IN_FORCE.value},
        )
        for row in found
    ]
