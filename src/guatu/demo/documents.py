"""The district's other papers: a speech, statements, a town's meeting, leaders' columns, all read alike."""

from __future__ import annotations

from datetime import date

from guatu.campaigns.actions import adopt_target
from guatu.campaigns.models import Target
from guatu.demo.planned import Confirmed, Desk, PlanFile, confirm_plan, decide_items, load_file

STREET_SPEECH = PlanFile(
    name="linlan-2026-street-speech.txt",
    slug="wanglan-2026",
    title="望澜街道2026年“登高争先”行动",
    short_title="望澜街道 登高争先",
    unit="望澜街道",
    lead="望澜街道",
    starts_on=date(2026, 1, 23),
)
TOWN_MEETING = PlanFile(
    name="linlan-2026-town-meeting.txt",
    slug="liushi-100-days",
    title="柳澨镇“大干一百天”行动",
    short_title="柳澨镇 大干一百天",
    unit="柳澨镇",
    lead="柳澨镇",
    starts_on=date(2026, 9, 22),
)
STATEMENTS = PlanFile(
    name="linlan-2026-statements.txt",
    slug="linlan-pledges-2026",
    title="临澜区2026年部门和镇街承诺事项",
    short_title="部门和镇街承诺",
    starts_on=date(2026, 1, 19),
)
ADOPTED = 2
# read and decided; making a campaign of it is left to whoever tries the demo
LEADERS_COLUMNS = "linlan-2026-leaders-columns.txt"


def confirm_documents(desk: Desk, general: Confirmed) -> list[Confirmed]:
    """Read and confirm the papers that commit somebody by today; return their campaigns.

    What a department or town promises itself is a pledge (T15): a 专项 beneath the general plan.
    The speech and the meeting are a lower unit's own campaigns beneath the district's.
    """
    confirmed = [confirm_plan(desk, STATEMENTS, above=general)]
    adopt_pledges(desk, confirmed[0])
    for file in (STREET_SPEECH, TOWN_MEETING):
        starts_on = desk.laying.move(file.starts_on)
        if starts_on is not None and starts_on <= desk.laying.today:
            confirmed.append(confirm_plan(desk, file, under=general.campaign))
    decide_items(desk.office, load_file(desk, LEADERS_COLUMNS))
    return confirmed


def adopt_pledges(desk: Desk, pledged: Confirmed) -> None:
    """Let the office adopt two pledges: they count from then on, the others are only tracked."""
    targets = pledged.campaign.targets.filter(origin=Target.Origin.PLEDGED).select_related(
        "campaign__unit"
    )
    for target in targets.order_by("pk")[:ADOPTED]:
        adopt_target(desk.office, target, target.version)
