"""Reading what was sent as a plan: at once if it is soon done, else as a background task.

The request that brings a plan is one transaction, which on SQLite keeps all others from writing:
so no reader may keep it waiting for long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guatu.accounts.models import Unit
from guatu.accounts.queries import asker
from guatu.core.actors import Actor
from guatu.core.documents import Document, Table
from guatu.core.errors import UnreadableFile, UnreadableReason
from guatu.core.planreading import read_plan
from guatu.core.planreading.model import DraftPlan, IssueCode, Severity
from guatu.interchange.documents import read_document
from guatu.interchange.formats import Container, container_of
from guatu.jobs import spool
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.jobs.works import Run, Work
from guatu.planning import policies
from guatu.planning.actions import NewPlan, load_plan
from guatu.planning.models import Draft
from guatu.planning.queries.versions import offers_for
from guatu.planning.refusals import refusal_of
from guatu.shell.errors import InvalidState, NotAllowed

LONGEST_TEXT = 500_000  # forty times a long plan
SOON_BYTES = 8 * 1024 * 1024  # more is full of pictures, which takes its time
SOON_SECONDS = 2.0
SOON_CHARACTERS = 60_000
READ = "planning.read"
STEPS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody sent: a file, or pasted text as UTF-8 if there is no `name`."""

    payload: bytes
    name: str
    unit: Unit

    @property
    def shown_name(self) -> str:
        return self.name or _("The pasted text")


def is_large(sent: Sent) -> bool:
    """Say whether opening it may take long; plain text never does."""
    if not sent.name or len(sent.payload) <= SOON_BYTES:
        return False
    try:
        return container_of(sent.payload, name=sent.name) is not Container.TEXT
    except UnreadableFile:  # which takes no time to say
        return False


def opened_soon(sent: Sent) -> Document | None:
    """Open what can be opened while somebody waits; None says that it takes longer.

    Raises
    ------
    InvalidState
        If it cannot be read at all.
    """
    try:
        return open_sent(sent, seconds=SOON_SECONDS)
    except UnreadableFile as error:
        if error.reason in {UnreadableReason.TOO_SLOW, UnreadableReason.BUSY}:
            return None
        raise InvalidState(refusal_of(error, sent.name)) from error


def open_sent(sent: Sent, *, seconds: float | None = None) -> Document:
    """Open a file, or the pasted text without the line ends that a form's transport put in."""
    if not sent.name:
        return Document(text=sent.payload.decode().replace("\r\n", "\n"))
    if seconds is None:
        return read_document(sent.payload, name=sent.name)
    return read_document(sent.payload, name=sent.name, seconds=seconds)


def ask_to_read(actor: Actor, sent: Sent) -> Job:
    """Have what was sent read in the background.

    Raises
    ------
    NotAllowed
        If this actor loads no plan for this unit: it is told at once, and not by the task.
    """
    if not policies.can_plan_under(actor, sent.unit.path):
        raise NotAllowed(_("Only the campaign office of this unit may do this."))
    file = spool.keep(sent.payload)
    arguments = {"file": file, "name": sent.name, "unit": sent.unit.pk}
    title = sent.shown_name
    return ask(actor, READ, key=file, arguments=arguments, unit_path=sent.unit.path, title=title)


def read_sent(run: Run) -> dict[str, str]:
    """Read a plan that waits, as whoever sent it, with what his posts allow now."""
    actor = asker(run)
    payload = spool.read(run.arguments["file"])
    if payload is None:
        raise InvalidState(_("The file is no longer kept: load it again."))
    unit = Unit.objects.get(pk=run.arguments["unit"])
    sent = Sent(payload=payload, name=run.arguments["name"], unit=unit)
    run.progress(0, STEPS, step=_("the file is opened"))
    try:
        document = open_sent(sent)
    except UnreadableFile as error:
        raise InvalidState(refusal_of(error, sent.name)) from error
    run.progress(1, STEPS, step=_("the sentences are read"))
    read = read_whole(document.text, sent.shown_name, document.tables)
    run.progress(2, STEPS, step=_("the draft is written"))
    draft, is_new = load_plan(actor, new_plan(sent, document, read))
    # after a kill between the two the plan is there already, and yet nobody has seen it
    is_new = is_new or draft.created_at >= run.asked_at
    run.progress(STEPS, STEPS)
    spool.drop(run.arguments["file"])
    note = "" if is_new else _("This text was loaded before: this is its plan.")
    return {"address": address_of(actor, draft, is_new=is_new), "note": note}


def load_read(actor: Actor, sent: Sent, document: Document) -> tuple[Draft, bool]:
    """Read and store a document that was opened; return its draft, and whether it is new."""
    read = read_whole(document.text, sent.shown_name, document.tables)
    return load_plan(actor, new_plan(sent, document, read))


def new_plan(sent: Sent, document: Document, read: DraftPlan) -> NewPlan:
    return NewPlan(
        read=read,
        document=document,
        unit=sent.unit,
        file_name=sent.name,
        payload=sent.payload if sent.name else None,
    )


def address_of(actor: Actor, draft: Draft, *, is_new: bool) -> str:
    """Return where to go on: to say what a new plan is to others, or to the draft."""
    page = "planning:kin" if is_new and offers_for(actor, draft.plan) else "planning:confirm"
    return reverse(page, args=[draft.pk])


def refuse_length(text: str, name: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise InvalidState(
            _(
                "%(name)s has %(count)d characters. A plan has at most %(limit)d: load one plan only."
            )
            % {"name": name, "count": len(text), "limit": LONGEST_TEXT}
        )


def read_whole(text: str, name: str, tables: Sequence[Table]) -> DraftPlan:
    """Read a plan's text, or refuse it with one sentence."""
    refuse_length(text, name)
    if "\x00" in text:  # PostgreSQL keeps none, and no plan holds one
        raise InvalidState(
            _("%(name)s holds signs that are no text: copy the text of the plan and paste it.")
            % {"name": name}
        )
    read = read_plan(text, tables)
    grave = {issue.code for issue in read.issues if issue.severity is Severity.ERROR}
    if IssueCode.EMPTY in grave:
        raise InvalidState(
            _("%(name)s is empty: choose the file that holds the plan's text.") % {"name": name}
        )
    if grave:
        raise InvalidState(
            _("%(name)s holds no Chinese plan: load the text of a plan as it was issued.")
            % {"name": name}
        )
    return read


WORKS = (
    Work(
        code=READ,
        label=gettext_lazy("Plan read from a file"),
        does=read_sent,
        limit_seconds=180,
        tries=2,
    ),
)
