"""What changed in the laid year: a child campaign of a town, adjustments, a decomposed target."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_UP, Decimal

from django.utils import timezone

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Indicator, Target, Validity
from guatu.core.actors import Actor
from guatu.core.decomposing import share_out
from guatu.demo.settling import Settled
from guatu.ledgers.actions import Proof
from guatu.ledgers.models import Duty, Entry
from guatu.planning.actions.adjusting import Wish, ask_adjustment
from guatu.planning.actions.adjusting_decisions import Paper, Verdict, decide_adjustment
from guatu.planning.actions.cascade import Order, hand_down
from guatu.planning.actions.cascade_shares import Portion, set_shares
from guatu.planning.lines import FIGURE, figure_of, values_of
from guatu.planning.models import Adjustment
from guatu.planning.queries.approvers import approvers_of, signers

TOWN = "云窠镇"
ASKING = "区住建局"  # whose approver has an account
TIED = 4
MONTH = timedelta(days=31)
TOWNS = 4  # a target is decomposed over so many
WEIGHTS = (Decimal(3), Decimal(2), Decimal(2), Decimal(1))
PILED = Decimal("1.05")  # what the first town adds of its own
SCAN = "模拟数据：任务调整审批签批件。\n"
FLOODS = "汛期延长，外业测绘推迟一个月。"
Kind = Adjustment.Kind


def lay_changes(campaign: Campaign, settled: Settled, today: date) -> None:
    """Lay what tries out adjusting and handing down; call it inside the load's transaction."""
    tied = hand_lines_down(campaign, settled, today)
    if tied:
        postpone(tied[0], settled, today)
    own = lines_of(campaign, settled.units[ASKING], today)
    if len(own) > 1:
        refuse(own[0], settled, today)
        leave_asked(own[1], settled, today)
    decompose_one(campaign, settled, today)


def lines_of(campaign: Campaign, unit: Unit, today: date) -> list[Entry]:
    """Return the lines that a unit leads and that are under way, in the plan's order."""
    rows = Entry.objects.filter(
        campaign=campaign, unit=unit, closed_on__isnull=True, due_on__gt=today,
        validity=Validity.IN_FORCE, parent__isnull=True,
    ).select_related("campaign__unit", "kind", "unit")  # fmt: skip
    return list(rows.order_by("ledger__kind__official_order", "position", "pk"))


def hand_lines_down(campaign: Campaign, settled: Settled, today: date) -> list[Entry]:
    """Let the town take on the first lines in which it has a part; return the lines above."""
    town = settled.units[TOWN]
    parts = Duty.objects.filter(
        unit=town, entry__campaign=campaign, entry__closed_on__isnull=True,
        entry__validity=Validity.IN_FORCE, entry__due_on__gt=today,
    ).order_by("entry__ledger__kind__official_order", "entry__position", "entry")  # fmt: skip
    ids = list(dict.fromkeys(parts.values_list("entry_id", flat=True)))[:TIED]
    if not ids:
        return []
    order = Order(
        unit=town,
        slug=f"{campaign.slug}-yunke",
        title=f"{town.label}承接：{campaign}",
        entry_ids=frozenset(ids),
    )
    hand_down(settled.actor("office", today), campaign, order)
    rows = Entry.objects.filter(pk__in=ids).select_related("campaign__unit", "kind", "unit")
    return sorted(rows, key=lambda row: ids.index(row.pk))


def postpone(entry: Entry, settled: Settled, today: date) -> None:
    """Put a line off; below it the change waits for the town's word."""
    due_on = (entry.due_on or entry.campaign.ends_on) + MONTH
    put_off(entry, settled.actor("office", today), due_on=due_on, reason=FLOODS)


def put_off(entry: Entry, office: Actor, *, due_on: date, reason: str) -> None:
    """Let the office ask for another day, and enter the paper that the leader signed."""
    wish = Wish(kind=Kind.POSTPONE, reason=reason, due_on=due_on)
    row = ask_adjustment(office, entry, wish)
    decide_on_paper(office, row, Adjustment.State.APPROVED, "同意。")


def decide_on_paper(office: Actor, row: Adjustment, state: str, note: str) -> None:
    """Enter the word of the first who may sign; the paper is signed on the day it was asked."""
    day = timezone.localdate()
    signer = signers(row.campaign, approvers_of(row.line), day, but=row.asked_by)[0]
    scan = Proof(payload=SCAN.encode(), file_name="任务调整签批件.txt")
    paper = Paper(scan=scan, person_id=signer.person_id, post_id=signer.post_id, signed_on=day)
    verdict = Verdict(state=state, note=note, paper=paper)
    decide_adjustment(office, row, row.version, verdict=verdict, today=day)


def refuse(entry: Entry, settled: Settled, today: date) -> None:
    """Let the lead unit ask to suspend a line, and be told no."""
    wish = Wish(kind=Kind.SUSPEND, reason="本年度配套资金尚未落实。")
    row = ask_adjustment(settled.actor("approver", today), entry, wish)
    note = "专项债额度已下达，按原时限推进。"
    decide_on_paper(settled.actor("office", today), row, Adjustment.State.REFUSED, note)


def leave_asked(entry: Entry, settled: Settled, today: date) -> None:
    """Leave one request waiting, for whoever tries the demo."""
    due_on = (entry.due_on or entry.campaign.ends_on) + MONTH
    wish = Wish(kind=Kind.POSTPONE, reason="管线迁改需错峰施工，申请延期一个月。", due_on=due_on)
    ask_adjustment(settled.actor("approver", today), entry, wish)


def decompose_one(campaign: Campaign, settled: Settled, today: date) -> None:
    """Decompose the first countable total of the district over four towns, one piling up."""
    rows = Target.objects.filter(
        campaign=campaign, unit=campaign.unit, indicator__shape=Indicator.Shape.CUMULATIVE,
        mantissa__gt=0, high_mantissa__isnull=True, is_growth=False, validity=Validity.IN_FORCE,
    ).select_related("campaign__unit", "unit", "indicator")  # fmt: skip
    target = rows.order_by("pk").first()
    towns = Unit.objects.filter(
        parent=campaign.unit, kind=Unit.Kind.TOWNSHIP, valid_to__isnull=True
    ).order_by("official_order", "path")[:TOWNS]
    if target is None or len(towns) < TOWNS:
        return
    whole = figure_of(values_of(target, FIGURE)).value or Decimal(0)
    weights = {unit.pk: weight for unit, weight in zip(towns, WEIGHTS, strict=True)}
    parts = share_out(whole, weights, places=0)
    parts[towns[0].pk] = (parts[towns[0].pk] * PILED).to_integral_value(ROUND_UP)
    portions = [Portion(unit=unit, value=parts[unit.pk], weight=weights[unit.pk]) for unit in towns]
    set_shares(
        settled.actor("office", today),
        target,
        target.version,
        portions=portions,
        grounds="区政府常务会议议定的分解办法（模拟）",
    )
