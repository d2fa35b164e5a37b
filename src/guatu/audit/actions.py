"""Writing the record: one call an act. What other apps use stands here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.audit.changes import Change, object_type, plain
from guatu.audit.errors import OutsideTransaction
from guatu.audit.evidence import evidence_change, store_evidence
from guatu.audit.models import AuditEvent, PrivateValue
from guatu.audit.policies import can_erase
from guatu.audit.writing import append, rows_of
from guatu.core.actors import Actor
from guatu.core.chain import json_value
from guatu.shell.errors import NotAllowed, RuleForbids

__all__ = [
    "Change",
    "erase_private",
    "evidence_change",
    "plain",
    "record",
    "record_refusal",
    "store_evidence",
]

NAME_LENGTH = 100
LABEL_LENGTH = 200


def record(
    actor: Actor,
    act: str,
    *,
    of: Model | None = None,
    changes: Sequence[Change] = (),
    details: Mapping[str, object] | None = None,
) -> AuditEvent:
    """Chain one act. Call it last in the act's transaction: it locks the head of the chain.

    Raises
    ------
    OutsideTransaction
        If no transaction is open.
    ChainBroken
        If the head of the chain was deleted.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{act} was to be recorded outside transaction.atomic()")
    # a deputy's acts say so (T4): whoever reads the record sees whose authority it was
    told = {
        **(details or {}),
        **({"deputy_for": list(actor.deputy_for)} if actor.deputy_for else {}),
    }
    side = rows_of(settings.AUDIT_DIGEST, changes)
    event = AuditEvent(
        occurred_at=timezone.now(),
        algorithm=side.algorithm,
        actor_kind=actor.kind.value,
        account_id=actor.account_id,
        person_id=actor.person_id,
        actor_name=actor.name[:NAME_LENGTH],
        post_ids=sorted(actor.post_ids),
        act=act,
        object_type=object_type(of) if of is not None else "",
        object_id=str(of.pk) if of is not None else "",
        object_label=str(of)[:LABEL_LENGTH] if of is not None else "",
        change_count=len(side.changes),
        root=side.root,
        details=json_value(told),
    )
    append(event, side)
    return event


def erase_private(actor: Actor, today: date) -> int:
    """Delete the private values whose last day is over, with their salts; return how many.

    Raises
    ------
    NotAllowed
        If `actor` is neither guatu itself nor an audit administrator.
    """
    if not can_erase(actor):
        raise NotAllowed(_("Your post does not allow this."))
    through = today - timedelta(days=1)
    with transaction.atomic():
        count, _by_model = PrivateValue.objects.filter(erase_after__lte=through).delete()
        if count:
            record(actor, "private.erase", details={"through": through.isoformat(), "count": count})
    return count


def record_refusal(actor: Actor, refusal: RuleForbids) -> None:
    """Keep that somebody turned to a setting which a rule keeps off; what was refused is undone by then."""
    with transaction.atomic():
        record(actor, "rule.refuse", details={"rule": refusal.rule, "about": refusal.about})
