"""Bulletins that an actor sees, the templates they are drafted from, and how one stands as paper."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Q, QuerySet

from guatu.campaigns.models import Campaign
from guatu.campaigns.policies import CAMPAIGN_WIDE
from guatu.core.actors import Actor, ActorKind
from guatu.core.burden.lengths import Length, length_of
from guatu.core.burden.lengths import Paper as Limit
from guatu.core.official.fields import FieldSet
from guatu.core.official.filling import REQUIRED, writers
from guatu.core.official.paper import OfficialPaper
from guatu.core.official.text import read_text
from guatu.core.official.wording import day
from guatu.core.paths import STEP
from guatu.dispatch.models import Round
from guatu.ledgers.queries.visibility import reached
from guatu.paper.models import Bulletin, BulletinTemplate, Sort
from guatu.shell.errors import NotFound

PACKS = Path(__file__).resolve().parents[2] / "packs" / "bulletins"
OF_PERIOD = {Sort.MONTHLY: "month", Sort.ANNUAL: "year"}
LIMITS = {
    Sort.DISPATCH: Limit.SPECIAL,
    Sort.SPECIAL: Limit.SPECIAL,
    Sort.MONTHLY: Limit.SPECIAL,
    Sort.ANNUAL: Limit.GENERAL,
}
ROUNDS_OFFERED = 12
# an office's template of this name is used where nobody chooses one: in the papers of a round
USUAL_NAMES = {
    Sort.DISPATCH: "调度通报",
    Sort.SPECIAL: "专报",
    Sort.MONTHLY: "月通报",
    Sort.ANNUAL: "年度总结",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A template to draft from: the office's own, or the built-in one (`row` is None)."""

    title: str
    text: str
    addressees: str = ""
    row: BulletinTemplate | None = None


@cache
def built_in(sort: str) -> Wording:
    """Return the built-in wording of a sort."""
    table = tomllib.loads((PACKS / f"{sort}.toml").read_text(encoding="utf-8"))
    return Wording(title=table["title"], text=table["text"].strip(), addressees=table["addressees"])


def fields_of(sort: str) -> FieldSet:
    """Return which fields a template of a sort may and must have."""
    is_period = sort in OF_PERIOD
    inline, block = writers(is_period=is_period)
    other_inline, other_block = writers(is_period=not is_period)
    elsewhere = {*other_inline, *other_block} - {*inline, *block}
    return FieldSet(
        inline=tuple(inline), block=tuple(block), elsewhere=tuple(sorted(elsewhere)),
        required=REQUIRED,
    )  # fmt: skip


def visible_bulletins(actor: Actor, campaign: Campaign | None = None) -> QuerySet[Bulletin]:
    """Return bulletins of campaigns that the actor sees as a whole: a bulletin tells all of one."""
    rows = Bulletin.objects.select_related("campaign__unit", "round__cadence", "docx", "pdf")
    if campaign is not None:
        rows = rows.filter(campaign=campaign)
    if actor.kind is ActorKind.SYSTEM:
        return rows
    if not actor.holds(*CAMPAIGN_WIDE):
        return rows.none()
    return rows.filter(reached("campaign__unit__", set(actor.scopes(*CAMPAIGN_WIDE)), set()))


def visible_bulletin(actor: Actor, bulletin_id: int, *, is_locked: bool = False) -> Bulletin:
    """Return one bulletin.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    rows = visible_bulletins(actor).filter(pk=bulletin_id)
    if is_locked:
        rows = rows.select_for_update(of=("self",))
    if (found := rows.first()) is None:
        raise NotFound
    return found


def templates_for(campaign: Campaign) -> QuerySet[BulletinTemplate]:
    """Return the templates of the campaign's unit and of the units above it."""
    path = campaign.unit.path
    above = [path[:end] for end in range(STEP, len(path) + 1, STEP)]
    rows = BulletinTemplate.objects.filter(unit__path__in=above, dropped_at__isnull=True)
    return rows.select_related("unit").order_by("sort", "name", "pk")


def visible_template(actor: Actor, template_id: int) -> BulletinTemplate:
    """Return one template of a unit that the actor's office reaches.

    Raises
    ------
    NotFound
        If there is none, or it is not for this actor to know of.
    """
    rows = BulletinTemplate.objects.select_related("unit").filter(dropped_at__isnull=True)
    if actor.kind is not ActorKind.SYSTEM:
        scopes = set(actor.scopes(*CAMPAIGN_WIDE))
        rows = rows.filter(reached("unit__", scopes, set()) if scopes else Q(pk__in=()))
    if (found := rows.filter(pk=template_id).first()) is None:
        raise NotFound
    return found


def wording_of(row: BulletinTemplate) -> Wording:
    own = built_in(row.sort)
    return Wording(title=row.title, text=row.text, addressees=own.addressees, row=row)


def rounds_for(campaign: Campaign) -> QuerySet[Round]:
    """Return the newest rounds that a bulletin may speak of."""
    rows = Round.objects.filter(campaign=campaign, cadence__asks_check_ins=True, is_missed=False)
    return rows.select_related("cadence").order_by("-ends_on", "-pk")[:ROUNDS_OFFERED]


def paper_of(row: Bulletin) -> OfficialPaper:
    """Return a bulletin as it is set. Its words are Chinese whatever the page speaks."""
    is_handed_in = row.state == Bulletin.State.SUBMITTED
    notes = ["（送审稿）" if is_handed_in else "（草稿）"]
    if not row.is_sealed:
        notes.append(f"（数据截至{row.facts.get('as_of', '')}，未封存）")
    return OfficialPaper(
        head=row.head,
        title=row.title,
        text=read_text(row.text),
        notes=tuple(notes),
        addressees=row.addressees,
        signature=row.signature,
        dated=day(row.dated_on, year=True) if row.dated_on else "",
        copy_to=row.copy_to,
        printed_by=row.signature,
        mark="模拟数据" if row.campaign.is_simulated else "",
        names=(row.campaign.title, row.campaign.short_title or "", row.facts.get("campaign", "")),
    )


def length_of_bulletin(row: Bulletin) -> Length:
    """Return how long the text is, its annexes left out, against what its sort may have."""
    return length_of(read_text(row.text).words, LIMITS[Sort(row.sort)])
