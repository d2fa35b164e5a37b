"""Two small lists that are on their way today: one to be signed for, one being consulted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from guatu.accounts.models import Post, Unit
from guatu.campaigns.models import Campaign, Validity
from guatu.core.actors import Actor, ActorKind, Grant, Role
from guatu.demo.settling import Settled
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.planning.actions.approving import approve
from guatu.planning.actions.issuing import (
    Asked,
    NewIssuance,
    consult,
    issue,
    start_issuance,
    submit,
)
from guatu.planning.actions.receiving import (
    Answer,
    Proposal,
    answer_consultation,
    object_to,
    sign,
)
from guatu.planning.models import Consultation, Issuance, IssuanceLine

SIGN_DAYS = 3
ANSWER_DAYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One invented line: who leads, who supports, how many days from today it is due."""

    title: str
    lead: str
    supports: tuple[str, ...]
    days: int


TO_SIGN = (
    Task(title="排查整治沿街老旧广告牌和外墙悬挂物", lead="区城管局",
         supports=("区住建局", "云窠镇"), days=30),
    Task(title="完成在建工地冬季施工安全专项检查", lead="区住建局",
         supports=("区应急局",), days=21),
    Task(title="补建云窠集镇公共停车位和充电桩", lead="云窠镇",
         supports=("区住建局", "区交通局"), days=34),
)  # fmt: skip
TO_CONSULT = (
    Task(title="梳理保障性住房空置房源并公布配租计划", lead="区住建局",
         supports=("区民政局", "区财政局"), days=36),
    Task(title="开展集镇自建房安全隐患“回头看”", lead="云窠镇",
         supports=("区住建局",), days=28),
    Task(title="公布老旧小区改造项目验收和回访结果", lead="区住建局",
         supports=("区审计局",), days=38),
)  # fmt: skip
OBJECTION = "检查内容含消防设施，建议由消防部门牵头，我单位配合。"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The district on the demo's day."""

    settled: Settled
    today: date

    @property
    def office(self) -> Actor:
        return self.settled.actor("office", self.today)

    def liaison(self, short_name: str) -> Actor:
        """Return the unit's liaison as an actor, with or without an account."""
        unit = self.settled.units[short_name]
        post = Post.objects.filter(unit=unit, role=Role.LIAISON).order_by("pk")[0]
        grant = Grant(
            role=Role.LIAISON,
            post_id=post.pk,
            unit_id=unit.pk,
            unit_path=unit.path,
            scope_path=unit.path,
        )
        person = self.settled.liaisons[unit.pk]
        return Actor(kind=ActorKind.PERSON, person_id=person, name="", grants=(grant,))

    def units(self, *names: str) -> list[Unit]:
        return [self.settled.units[name] for name in names]


def lay_underway(campaign: Campaign, settled: Settled, today: date) -> None:
    """Put both lists on their way, through the acts by which an office does it."""
    house = House(settled=settled, today=today)
    consulted(house, begun(house, campaign, "岁末补充任务（第二批）", TO_CONSULT))
    issued(house, begun(house, campaign, "岁末补充任务（第一批）", TO_SIGN))


def begun(house: House, campaign: Campaign, title: str, tasks: tuple[Task, ...]) -> Issuance:
    last = campaign.ends_on
    new = [
        NewEntry(
            title=task.title,
            leads=(Assigned(unit_id=house.settled.units[task.lead].pk, written=task.lead),),
            supports=tuple(
                Assigned(unit_id=house.settled.units[name].pk, written=name)
                for name in task.supports
            ),
            starts_on=min(house.today, last),
            due_on=min(house.today + timedelta(days=task.days), last),
            validity=Validity.DRAFT,
        )
        for task in tasks
    ]
    entries = insert_entries(campaign, "task", new)
    kind = Issuance.Kind.ADDED
    return start_issuance(
        house.office,
        NewIssuance(campaign=campaign, title=title, entries=entries, kind=kind),
        house.today,
    )


def ask(house: House, issuance: Issuance, tasks: tuple[Task, ...]) -> None:
    units = house.units(*{name for task in tasks for name in (task.lead, *task.supports)})
    asked = Asked(
        unit_ids=[unit.pk for unit in units], due_on=house.today + timedelta(days=ANSWER_DAYS)
    )
    consult(house.office, issuance, version=issuance.version, asked=asked, today=house.today)


def consulted(house: House, issuance: Issuance) -> None:
    """Two units have answered; 区住建局 and 云窠镇 have not: that is for whoever tries the demo."""
    ask(house, issuance, TO_CONSULT)
    for name in ("区民政局", "区审计局"):
        agree(house, issuance, name)


def agree(house: House, issuance: Issuance, name: str) -> None:
    asked = Consultation.objects.select_related("unit", "issuance__campaign__unit").get(
        issuance=issuance, unit=house.settled.units[name]
    )
    answer_consultation(
        house.liaison(name),
        asked,
        version=asked.version,
        answer=Answer(is_agreed=True, text="同意。"),
        today=house.today,
    )


def issued(house: House, issuance: Issuance) -> None:
    """Approved and handed over: some have signed, one objects, 区住建局 and 云窠镇 have not signed."""
    ask(house, issuance, TO_SIGN)
    for name in ("区城管局", "区应急局", "区交通局"):
        agree(house, issuance, name)
    today = house.today
    issuance.refresh_from_db()
    submit(
        house.office,
        issuance,
        version=issuance.version,
        reason="年底前须部署，已电话沟通",
        today=today,
    )
    leader = house.settled.actor("leader", today)
    approve(leader, issuance, version=issuance.version, today=today)
    issue(house.office, issuance, version=issuance.version, sign_days=SIGN_DAYS, today=today)
    for name in ("区城管局", "区交通局"):
        sign(house.liaison(name), issuance, house.settled.units[name], today=today)
    line = IssuanceLine.objects.select_related("issuance__campaign__unit").get(
        issuance=issuance, entry__title=TO_SIGN[1].title
    )
    wish = Proposal(line_id=line.pk, asks="other", reason=OBJECTION)
    object_to(house.liaison("区应急局"), line, house.settled.units["区应急局"], wish)
