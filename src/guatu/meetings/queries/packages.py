"""The packages of rounds: for those who see all of a campaign, as a package holds all of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from guatu.campaigns.models import Campaign
from guatu.core.actors import Actor
from guatu.dispatch.models import Round
from guatu.dispatch.queries.rounds import visible_rounds
from guatu.jobs.models import Job
from guatu.jobs.queries import visible_jobs
from guatu.meetings.models import Package
from guatu.shell.errors import NotFound

WORK = "meetings.package"  # the code under which packages are made in the background
ROUNDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A round with its packages, the newest first."""

    round: Round
    packages: tuple[Package, ...]


def visible_packages(actor: Actor) -> QuerySet[Package]:
    rows = Package.objects.select_related("round__campaign__unit", "round__cadence", "archive")
    return rows.filter(round__in=visible_rounds(actor).order_by().values("pk"))


def visible_package(actor: Actor, package_id: int) -> Package:
    """Return one package.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    found = visible_packages(actor).filter(pk=package_id).first()
    if found is None:
        raise NotFound
    return found


def packed_rounds(actor: Actor, campaign: Campaign) -> list[Packed]:
    """Return the newest rounds that ask for check-ins, each with its packages."""
    rounds = visible_rounds(actor).filter(campaign=campaign, cadence__asks_check_ins=True)
    newest = list(rounds.select_related("cadence").order_by("-ends_on", "-pk")[:ROUNDS])
    made: defaultdict[int, list[Package]] = defaultdict(list)
    for row in Package.objects.filter(round__in=newest).order_by("-number"):
        made[row.round_id].append(row)
    return [Packed(round=one, packages=tuple(made[one.pk])) for one in newest]


def asked_jobs(actor: Actor, campaign: Campaign) -> list[Job]:
    """Return the packages that are being made."""
    rows = visible_jobs(actor).filter(
        work=WORK,
        unit_path=campaign.unit.path,
        state__in=[Job.State.WAITING, Job.State.RUNNING],
    )
    return list(rows.order_by("pk"))
