"""Who approved a line when it was issued: whoever it is decides on its adjustments (T12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from guatu.accounts.models import Appointment
from guatu.accounts.queries import in_force
from guatu.campaigns.models import Campaign, Target
from guatu.core.actors import Role
from guatu.core.paths import STEP
from guatu.ledgers.models import Entry
from guatu.planning.lines import Line
from guatu.planning.models.issuing import IssuanceLine, IssuanceStep, StepCode
from guatu.planning.policies import Approvers


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Somebody whose signature on paper decides: a person at a post on a day."""

    person_id: int
    name: str
    post_id: int
    post: str
    is_deputy: bool


def approvers_of(line: Line) -> Approvers:
    """Return who decides on adjustments of a line."""
    return approvers_of_lines([line])[key_of(line)]


def approvers_of_lines(lines: Iterable[Line]) -> dict[tuple[str, int], Approvers]:
    """Return who approved each line, by `key_of`: the post of the last 领导审定 of its list.

    Where that step was skipped, or no list holds the line, its campaign's office decides; of a
    line taken on from above it is whoever decides on the line above (T14).
    """
    lines = list(lines)
    found = own_approvers(lines)
    above = lines_above([line for line in lines if not found[key_of(line)].post_ids])
    deciding = (
        approvers_of_lines({key_of(one): one for one in above.values()}.values()) if above else {}
    )
    for key, one in above.items():
        approvers = deciding[key_of(one)]
        path = approvers.office_path or one.campaign.unit.path
        found[key] = replace(approvers, office_path=path)
    return found


def lines_above(lines: Iterable[Line]) -> dict[tuple[str, int], Line]:
    """Return, for lines that were handed down, the line above each: two queries."""
    tied = [
        line
        for line in lines
        if line.parent_version is not None and line.origin == Target.Origin.ASSIGNED
    ]
    entries = {line.parent_id or 0 for line in tied if isinstance(line, Entry)}
    targets = {line.parent_id or 0 for line in tied if not isinstance(line, Entry)}
    known: dict[tuple[str, int], Line] = {}
    for model, ids in ((Entry, entries), (Target, targets)):
        if ids:
            rows = model._default_manager.filter(pk__in=ids)  # noqa: SLF001 Django's public way to a model's manager
            known |= {key_of(one): one for one in rows.select_related("campaign__unit")}
    pairs = ((line, known.get((key_of(line)[0], line.parent_id or 0))) for line in tied)
    return {
        key_of(line): one
        for line, one in pairs
        if one is not None and one.campaign_id != line.campaign_id
    }


def own_approvers(lines: list[Line]) -> dict[tuple[str, int], Approvers]:
    """Return who approved each line in its own campaign."""
    entries = {line.pk for line in lines if isinstance(line, Entry)}
    targets = {line.pk for line in lines if not isinstance(line, Entry)}
    rows = IssuanceLine.objects.filter(Q(entry_id__in=entries) | Q(target_id__in=targets))
    held = {
        ("entry" if entry_id else "target", entry_id or target_id or 0): issuance_id
        for entry_id, target_id, issuance_id in rows.order_by("issuance_id", "pk").values_list(
            "entry_id", "target_id", "issuance_id"
        )
    }
    posts = approving_posts(set(held.values()))
    office = Approvers(is_office=True)
    return {key_of(line): posts.get(held.get(key_of(line), 0), office) for line in lines}


def approving_posts(issuance_ids: set[int]) -> dict[int, Approvers]:
    """Return the post whose approval stands for each list; those whose step was skipped are left out."""
    steps = IssuanceStep.objects.filter(issuance_id__in=issuance_ids, code=StepCode.APPROVE)
    last = {
        issuance_id: None if is_skipped else post_id
        for issuance_id, is_skipped, post_id in steps.order_by("pk").values_list(
            "issuance_id", "is_skipped", "post_id"
        )
    }
    return {
        issuance_id: Approvers(post_ids=frozenset({post_id}))
        for issuance_id, post_id in last.items()
        if post_id is not None
    }


def key_of(line: Line) -> tuple[str, int]:
    return ("entry" if isinstance(line, Entry) else "target", line.pk)


def signers(
    campaign: Campaign, approvers: Approvers, day: date, *, but: int | None
) -> list[Signer]:
    """Return who may have signed on `day`: the posts that decide, with their deputies of that day.

    Where the office decides, a leader over the campaign's unit may sign, too. `but` is the
    person who asked.
    """
    posts = Q(post_id__in=approvers.post_ids)
    if approvers.is_office:
        path = approvers.office_path or campaign.unit.path
        above = [path[:end] for end in range(STEP, len(path) + 1, STEP)]
        roles = (Role.LEADER.value, Role.CAMPAIGN_OFFICE.value)
        posts |= Q(post__role__in=roles, post__scope__path__in=above)
    others = Q() if but is None else ~Q(person_id=but)
    rows = (
        Appointment.objects.filter(posts, others, in_force(day), post__abolished_on__isnull=True)
        .select_related("person", "post")
        .order_by("post__official_order", "post_id", "is_deputy", "pk")
    )
    return [
        Signer(
            person_id=row.person_id,
            name=row.person.name,
            post_id=row.post_id,
            post=row.post.title,
            is_deputy=row.is_deputy,
        )
        for row in rows
    ]
