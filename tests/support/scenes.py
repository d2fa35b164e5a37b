"""A campaign with entries of two kinds, a lead and a support unit, and a weekly cadence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from worlds import World, make_campaign

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import Draft, ensure_cadence, open_round, save_draft, submit_check_ins
from guatu.dispatch.models import Cadence, CheckIn, Round
from guatu.ledgers.actions import Assigned, NewEntry, NewMilestone, insert_entries, install_kinds
from guatu.ledgers.models import Entry

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 6, 15)  # its round runs from Saturday 13 to Friday 19 June


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


@dataclass
class Scene:
    """`task` is led by finance and supported by housing; `project` (with a quantity) by finance alone."""

    world: World
    campaign: Campaign
    cadence: Cadence
    task: Entry
    project: Entry

    def open(self, day: date = MONDAY) -> Round:
        return open_round(SYSTEM, self.cadence, day)

    def check_in(self, one: Round, entry: Entry, unit: Unit | None = None) -> CheckIn:
        return CheckIn.objects.get(round=one, entry=entry, unit=unit or self.world.finance)

    def write(self, row: CheckIn, who: str = "liaison", **values: object) -> CheckIn:
        return save_draft(self.world.actor(who), row.pk, row.version, Draft(**values))  # type: ignore[arg-type]

    def submit(self, one: Round, entry: Entry, who: str = "liaison", **values: object) -> CheckIn:
        unit = self.world.housing if who.startswith("housing") else self.world.finance
        row = self.check_in(one, entry, unit)
        self.write(row, who, **(values or {"said": "完成第一批"}))
        submit_check_ins(self.world.actor(who), one)
        row.refresh_from_db()
        return row


def make_scene(world: World) -> Scene:
    install_kinds()
    campaign = make_campaign(world.district)
    finance, housing = Assigned(unit_id=world.finance.pk), Assigned(unit_id=world.housing.pk)
    task = NewEntry(
        title="建立惠企资金直达清单",
        number="1",
        leads=(finance,),
        supports=(housing,),
        starts_on=date(2026, 3, 1),
        due_on=date(2026, 12, 31),
        milestones=(NewMilestone(title="发布首批清单", due_on=date(2026, 6, 30), kind="month"),),
    )
    project = NewEntry(
        title="智慧停车一期",
        leads=(finance,),
        starts_on=date(2026, 6, 1),
        due_on=date(2026, 7, 30),
    )
    (task_row,) = insert_entries(campaign, "task", [task])
    (project_row,) = insert_entries(campaign, "project", [project])
    cadence = ensure_cadence(SYSTEM, campaign)
    return Scene(
        world=world, campaign=campaign, cadence=cadence, task=task_row, project=project_row
    )
