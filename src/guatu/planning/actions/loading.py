"""Loading a plan: the same text is the same plan (D11); all of a reading is stored, or nothing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guatu.accounts.models import Unit
from guatu.audit.actions import Change, evidence_change, plain, record
from guatu.audit.evidence import store_original
from guatu.audit.models import Evidence
from guatu.campaigns.models import Clause, Plan
from guatu.core.actors import Actor
from guatu.core.documents import Document, Format, layout_of
from guatu.core.planreading.compare.clauses import identity_of
from guatu.core.planreading.model import DraftPlan
from guatu.planning import policies
from guatu.planning.actions.units import refresh_units
from guatu.planning.fields import Kind, fields_of, items_of
from guatu.planning.models import Draft, DraftItem
from guatu.shell.errors import InvalidState, NotAllowed
from guatu.shell.versions import update_at_version

BATCH = 500
LONGEST_TITLE = 300
LONGEST_ISSUER = 100
OFFICE = "application/vnd.openxmlformats-officedocument"
UNKNOWN = "application/octet-stream"
MEDIA_TYPES = {
    Format.TXT: "text/plain",
    Format.DOCX: f"{OFFICE}.wordprocessingml.document",
    Format.DOC: "application/msword",
    Format.PDF: "application/pdf",
    Format.HTML: "text/html",
    Format.XLSX: f"{OFFICE}.spreadsheetml.sheet",
    Format.XLS: "application/vnd.ms-excel",
    Format.OFD: "application/ofd",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPlan:
    """A plan that was read and is to be stored; `payload` is its file, if there was one.

    `document` is what `read` was read from; None stands for a plain text.
    """

    read: DraftPlan
    document: Document | None = None
    unit: Unit
    file_name: str = ""
    payload: bytes | None = None


def text_digest(text: str) -> str:
    """Return what makes two texts the same plan: blanks, line ends and the width of signs do not."""
    return hashlib.sha256(identity_of(text).encode()).hexdigest()


def line_digest(text: str) -> str:
    """Return the digest of plans loaded before blanks within a line were left out of it."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return hashlib.sha256(lines.strip().encode()).hexdigest()


@transaction.atomic
def load_plan(actor: Actor, new: NewPlan) -> tuple[Draft, bool]:
    """Store a plan with its clauses and its draft; return the draft, and whether it is new.

    A text that is known leads to the draft that it has.

    Raises
    ------
    InvalidState
        If the same text was loaded by an office that this actor has no part in.
    """
    if not policies.can_plan_under(actor, new.unit.path):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    digest = text_digest(new.read.text)
    plans = Plan.objects.select_related("unit").filter(
        text_digest__in=(digest, line_digest(new.read.text))
    )
    if (known := plans.first()) is not None:
        return open_again(actor, known, new.read)
    try:
        with transaction.atomic():
            file = keep_file(actor, new)
            plan = insert_plan(actor, new, digest, file=file)
    except IntegrityError:  # somebody else loaded the same text this very moment
        return open_again(actor, plans.get(), new.read)
    draft = insert_draft(actor, plan, new.read)
    record(
        actor,
        "plan.load",
        of=plan,
        changes=[
            *([evidence_change(file)] if file is not None else []),
            Change.of(plan, before=None, after=plain(plan, "title", "text_digest", "unit_id")),
            Change.of(draft, before=None, after=plain(draft, "plan_id", "state")),
        ],
        details={"characters": len(plan.text), "items": draft.items.count()},
    )
    return draft, True


def keep_file(actor: Actor, new: NewPlan) -> Evidence | None:
    """Keep the file as it came; one that is larger than files may be is not kept, and the page says so."""
    if not new.payload or len(new.payload) > settings.EVIDENCE_MAX_BYTES:
        return None
    media_type = MEDIA_TYPES.get(new.document.format if new.document else Format.TXT, UNKNOWN)
    return store_original(actor, new.payload, new.file_name, media_type=media_type)


def open_again(actor: Actor, plan: Plan, read: DraftPlan) -> tuple[Draft, bool]:
    """Return the draft of a known plan; one that was thrown away is made anew."""
    if not policies.can_work_on(actor, plan):
        raise InvalidState(_("Another office loaded this text already. Ask it for its plan."))
    draft = plan.drafts.exclude(state=Draft.State.DISCARDED).order_by("-pk").first()
    if draft is not None:
        return draft, False
    draft = insert_draft(actor, plan, read)
    changes = [Change.of(draft, before=None, after=plain(draft, "plan_id", "state"))]
    record(actor, "plan.read_again", of=plan, changes=changes, details={})
    return draft, True


def insert_plan(actor: Actor, new: NewPlan, digest: str, *, file: Evidence | None) -> Plan:
    read = new.read
    document = new.document or Document(text=read.text)
    title = read.title or first_line(read.text)
    plan = Plan.objects.create(
        title=" ".join(title.split())[:LONGEST_TITLE],
        issuer=read.issuer[:LONGEST_ISSUER] if read.issuer else None,
        issued_on=read.issued_on,
        text=read.text,
        text_digest=digest,
        format=document.format.value,
        layout=layout_of(document),
        notes=[{"code": n.code.value, "count": n.count, "place": n.place} for n in document.notes],
        file=file,
        loaded_at=timezone.now(),
        loaded_by=actor.person_id,
        unit=new.unit,
    )
    Clause.objects.bulk_create(
        [
            Clause(
                plan=plan,
                ordinal=ordinal,
                kind=Clause.Kind.HEADING if clause.is_heading else Clause.Kind.SENTENCE,
                start=clause.start,
                end=clause.end,
                heading_path=list(clause.path),
            )
            for ordinal, clause in enumerate(read.clauses, start=1)
            if clause.end > clause.start
        ],
        batch_size=BATCH,
    )
    return plan


def first_line(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip()), "")


def insert_draft(actor: Actor, plan: Plan, read: DraftPlan) -> Draft:
    """Write a draft with its items and unit names. Facts say what is: they wait for nobody."""
    draft = Draft.objects.create(
        plan=plan,
        unused=[
            {"quote": one.quote, "start": one.start, "end": one.end, "reason": one.reason.value}
            for one in read.unused
        ],
        issues=[
            {"code": i.code.value, "severity": i.severity.value, "start": i.start, "end": i.end}
            for i in read.issues
        ],
        created_at=timezone.now(),
        created_by=actor.person_id,
    )
    rows = []
    ordinals: dict[str, int] = {}
    for kind, one in items_of(read):
        ordinals[kind] = ordinals.get(kind, 0) + 1
        fields = fields_of(one)
        rows.append(
            DraftItem(
                draft=draft,
                kind=kind,
                ordinal=ordinals[kind],
                start=one.start,
                end=one.end,
                fields=fields,
                read_fields=fields,
                confidence=round(one.confidence * 100),
                reasons=list(one.reasons),
                state=DraftItem.State.ACCEPTED if kind == Kind.FACT else DraftItem.State.PENDING,
            )
        )
    DraftItem.objects.bulk_create(rows, batch_size=BATCH)
    refresh_units(draft)
    return draft


@transaction.atomic
def discard_draft(actor: Actor, draft: Draft, version: int) -> None:
    """Throw a draft away; its plan stays, and loading the text again reads it anew."""
    if not policies.can_work_on(actor, draft.plan):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    if draft.state != Draft.State.OPEN:
        raise InvalidState(_("This draft is no longer open."))
    before = plain(draft, "state")
    update_at_version(draft, version, state=Draft.State.DISCARDED)
    changes = [Change.of(draft, before=before, after=plain(draft, "state"))]
    record(actor, "draft.discard", of=draft.plan, changes=changes, details={})
