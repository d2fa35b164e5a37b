"""Later versions of a plan for tests: corrected ones, next year's, and a person's word on them."""

from __future__ import annotations

from drafts import PLAN, accept_all, make_draft, settle
from worlds import World

from guatu.campaigns.models import Plan
from guatu.core.planreading.compare.kin import Kin
from guatu.planning.actions.merging_choices import decide_match
from guatu.planning.actions.merging_kin import settle_kin
from guatu.planning.models import Draft, DraftMatch
from guatu.planning.queries.versions import match_for

CORRECTED = (
    PLAN.replace("行动方案\n", "行动方案（修订）\n", 1)
    .replace("技改投资12.5亿元", "技改投资15亿元")
    .replace("，新增停车泊位1200个", "")
    .replace("牵头单位：区住建局、区财政局；责任单位：区财政局、柳河镇", "牵头单位：区住建局；责任单位：柳河镇")
    .replace(
        "　　三、实施步骤",
        "　　3.实施校园安全行动。年内修缮校舍9栋。（牵头单位：区财政局）\n\n　　三、实施步骤",
    )
)  # fmt: skip


def relate(world: World, text: str, other: Plan, kin: Kin = Kin.CORRECTION) -> Draft:
    """Load a text as the office and say what it is to a known plan."""
    draft = make_draft(world, text)
    draft = fresh(draft)
    settle_kin(world.actor("office"), draft, draft.version, kin=kin, other=other)
    return fresh(draft)


def fresh(draft: Draft) -> Draft:
    return Draft.objects.select_related(
        "plan__unit", "plan__corrects__campaign", "plan__parent", "campaign"
    ).get(pk=draft.pk)


def outcomes(draft: Draft) -> dict[str, tuple[str, str]]:
    """Return outcome and choice of each line beside a known one, by its name."""
    rows = draft.matches.order_by("position", "pk")
    return {f"{row.kind} {row.name}": (row.outcome, row.choice) for row in rows}


def row_of(draft: Draft, name: str) -> DraftMatch:
    return draft.matches.get(name=name)


def choose(world: World, draft: Draft, name: str, choice: str) -> None:
    """Say a person's word on the line of that name; with `take`, on all its fields."""
    decide(world, row_of(draft, name), choice)


def decide(world: World, line: DraftMatch, choice: str) -> None:
    row = match_for(world.actor("office"), line.pk)
    taken = tuple(one["field"] for one in row.differences)
    decide_match(world.actor("office"), row, row.version, choice=choice, taken=taken)


def settle_all(world: World, draft: Draft, **choices: str) -> Draft:
    """Say a person's word on each line (`removed=`, `changed=`), then on all that is open."""
    for row in draft.matches.filter(choice="pending"):
        choice = choices.get(row.outcome, "keep" if row.outcome == "removed" else "take")
        decide(world, row, choice)
    accept_all(draft)
    settle(world, draft)
    return fresh(draft)
