"""Reading a large old ledger, and taking over one of many lines, behind the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guatu.accounts.queries import asker
from guatu.audit.evidence import evidence_path
from guatu.audit.models import Evidence
from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.core.adopting.grids import Grid
from guatu.core.errors import UnreadableFile
from guatu.interchange.grids import read_grids
from guatu.jobs.actions import ask
from guatu.jobs.models import Job
from guatu.jobs.works import Run, Work
from guatu.ledgers.models import Kind
from guatu.sheets.actions.adopting import keep, stage_kept
from guatu.sheets.actions.filesheets import apply_all
from guatu.sheets.models import Adoption
from guatu.sheets.queries.adopting import own_adoption, own_adoptions
from guatu.sheets.unread import refusal
from guatu.shell.errors import InvalidState

Seen = Sequence[tuple[Adoption, int]]  # ledgers with the versions that were seen
READ = "sheets.read-ledger"
APPLY = "sheets.adopt"
MANY = 300  # lines: what takes longer than somebody waits
STEPS = 2  # of reading: the cells, then what they mean
LARGE = 600_000  # bytes: a workbook of some twelve thousand lines takes two seconds to be read


def ask_to_read(actor: Actor, campaign: Campaign, kind: Kind, file: tuple[str, bytes]) -> Job:
    """Have a large ledger read in the background; its file is kept at once."""
    evidence = keep(actor, campaign, file)
    return ask(
        actor,
        READ,
        key=str(evidence.pk),
        arguments={"campaign": campaign.pk, "kind": kind.code, "evidence": evidence.pk},
        unit_path=campaign.unit.path,
        title=evidence.file_name,
    )


def read_asked(run: Run) -> Mapping[str, Any]:
    """Read it; one that was read before a kill is there."""
    actor, evidence = asker(run), Evidence.objects.get(pk=run.arguments["evidence"])
    row = own_adoptions(actor).filter(evidence=evidence).first()
    if row is None:
        run.progress(0, STEPS, step=_("reading the file"))
        campaign = Campaign.objects.select_related("unit").get(pk=run.arguments["campaign"])
        grids = ledgers_of(evidence.file_name, evidence_path(evidence.digest).read_bytes())
        run.progress(1, STEPS, step=_("finding its head and columns"))
        kind = Kind.objects.get(code=run.arguments["kind"])
        row = stage_kept(actor, campaign, kind, grids=grids, evidence=evidence)
    run.progress(STEPS, STEPS)
    count = len(row.grid.get("rows", ()))
    said = ngettext("%(count)d row was read.", "%(count)d rows were read.", count)
    return {
        "address": reverse("sheets:adoption", args=[row.pk]),
        "note": said % {"count": count},
    }


def ledgers_of(name: str, payload: bytes) -> Sequence[Grid]:
    """Return the tables of a file as an old ledger: those that go on with one another are one."""
    return grids_of(name, payload, joins=True)


def grids_of(name: str, payload: bytes, *, joins: bool = False) -> Sequence[Grid]:
    """Return the tables of a file.

    Raises
    ------
    InvalidState
        If it cannot be read, with what helps.
    """
    try:
        return read_grids(payload, name=name, joins=joins)
    except UnreadableFile as error:
        raise InvalidState(refusal(error)) from error


def ask_to_apply(
    actor: Actor, adoption: Adoption, version: int, as_of: date | None, *, others: Seen = ()
) -> Job:
    """Have a ledger applied in the background, as it was seen, with other sheets of its file."""
    return ask(
        actor,
        APPLY,
        key=f"{adoption.pk}:{version}",
        arguments={
            "adoption": adoption.pk,
            "version": version,
            "as_of": as_of.isoformat() if as_of else "",
            "others": [[one.pk, seen] for one, seen in others],
        },
        unit_path=adoption.campaign.unit.path,
        title=str(adoption),
    )


def apply_asked(run: Run) -> Mapping[str, Any]:
    """Apply it; one that was applied before a kill is done."""
    actor, version, as_of = asker(run), run.arguments["version"], run.arguments["as_of"]
    adoption = own_adoption(actor, run.arguments["adoption"])
    others = [(own_adoption(actor, pk), seen) for pk, seen in run.arguments.get("others", ())]
    is_done = adoption.state == Adoption.State.APPLIED and adoption.version > version
    if not is_done:
        run.progress(0, 1, step=_("looking at each line"))
        day = date.fromisoformat(as_of) if as_of else None
        apply_all(actor, [(adoption, version), *others], as_of=day)
    count = sum(one.lines.count() for one in (adoption, *(one for one, _version in others)))
    said = ngettext("%(count)d entry was made.", "%(count)d entries were made.", count)
    return {
        "address": reverse("sheets:adoption", args=[adoption.pk]),
        "note": said % {"count": count},
    }


WORKS = (
    Work(
        code=READ,
        label=gettext_lazy("Reading an old ledger"),
        does=read_asked,
        limit_seconds=300,
    ),
    Work(
        code=APPLY,
        label=gettext_lazy("Taking over an old ledger"),
        does=apply_asked,
        limit_seconds=1800,
    ),
)
