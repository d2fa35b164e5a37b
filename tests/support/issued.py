"""A list on its way, for tests: two lines of finance and housing, and a target; and the steps it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from worlds import World, make_campaign

from guatu.accounts.models import Unit
from guatu.campaigns.actions import NewTarget, insert_targets
from guatu.campaigns.models import Campaign, Target, Validity
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries, install_kinds
from guatu.ledgers.models import Entry
from guatu.planning.actions.approving import approve
from guatu.planning.actions.issuing import (
    Asked,
    NewIssuance,
    consult,
    issue,
    start_issuance,
    submit,
)
from guatu.planning.actions.receiving import Answer, answer_consultation, sign
from guatu.planning.models import Consultation, Issuance, IssuanceLine

TODAY = timezone.localdate


@dataclass
class Way:
    """`first` is led by finance and supported by housing, `second` led by housing alone; `target` finance's."""

    world: World
    campaign: Campaign
    issuance: Issuance
    first: Entry
    second: Entry
    target: Target

    @property
    def today(self) -> date:
        return TODAY()

    def line(self, row: Entry | Target) -> IssuanceLine:
        lines = IssuanceLine.objects.select_related("issuance__campaign__unit", "entry", "target")
        key = "entry" if isinstance(row, Entry) else "target"
        return lines.get(issuance=self.issuance, **{key: row})

    def fresh(self) -> Issuance:
        self.issuance = Issuance.objects.select_related("campaign__unit", "plan").get(
            pk=self.issuance.pk
        )
        return self.issuance

    def asked(self, unit: Unit) -> Consultation:
        rows = Consultation.objects.select_related("unit", "issuance__campaign__unit")
        return rows.get(issuance=self.issuance, unit=unit)

    def consult(self, *units: Unit, due_on: date | None = None) -> None:
        asked = Asked(
            unit_ids=[u.pk for u in units or (self.world.finance, self.world.housing)],
            due_on=due_on or self.today + timedelta(days=5),
        )
        row = self.fresh()
        consult(self.world.actor("office"), row, version=row.version, asked=asked, today=self.today)

    def answer(self, who: str, unit: Unit, answer: Answer | None = None) -> None:
        asked = self.asked(unit)
        answer_consultation(
            self.world.actor(who),
            asked,
            version=asked.version,
            answer=answer or Answer(is_agreed=True),
            today=self.today,
        )

    def submit(self, reason: str = "") -> None:
        row = self.fresh()
        submit(
            self.world.actor("office"),
            row,
            version=row.version,
            reason=reason,
            today=self.today,
        )

    def approve(self, who: str = "leader") -> None:
        row = self.fresh()
        approve(self.world.actor(who), row, version=row.version, today=self.today)

    def issue(self, days: int = 3, today: date | None = None) -> None:
        row = self.fresh()
        issue(
            self.world.actor("office"),
            row,
            version=row.version,
            sign_days=days,
            today=today or self.today,
        )

    def sign(self, who: str, unit: Unit, *, today: date | None = None) -> int:
        return sign(self.world.actor(who), self.fresh(), unit, today=today or self.today)

    def to_issued(self) -> Way:
        """Take all steps up to 交办."""
        self.consult()
        self.answer("liaison", self.world.finance)
        self.answer("housing_liaison", self.world.housing)
        self.submit()
        self.approve()
        self.issue()
        return self


def make_way(world: World) -> Way:
    install_kinds()
    campaign = make_campaign(
        world.district, starts_on=date(TODAY().year, 1, 1), ends_on=date(TODAY().year + 1, 12, 31)
    )
    finance, housing = Assigned(unit_id=world.finance.pk), Assigned(unit_id=world.housing.pk)
    due_on = TODAY() + timedelta(days=60)
    new = [
        NewEntry(title="建立惠企资金直达清单", leads=(finance,), supports=(housing,), due_on=due_on,
                 starts_on=campaign.starts_on, validity=Validity.DRAFT),
        NewEntry(title="改造老旧小区三处", leads=(housing,), due_on=due_on,
                 starts_on=campaign.starts_on, validity=Validity.DRAFT),
    ]  # fmt: skip
    first, second = insert_entries(campaign, "task", new)
    figure = NewTarget(indicator="惠企资金兑付", op=">=", value=Decimal(3), measure="亿元",
                       written="兑付惠企资金3亿元", unit_id=world.finance.pk, due_on=due_on,
                       validity=Validity.DRAFT)  # fmt: skip
    (target,) = insert_targets(campaign, [figure])
    issuance = start_issuance(
        world.actor("office"),
        NewIssuance(
            campaign=campaign,
            title="年中增补任务",
            entries=[first, second],
            targets=[target],
            kind=Issuance.Kind.ADDED,
        ),
        TODAY(),
    )
    way = Way(
        world=world,
        campaign=campaign,
        issuance=issuance,
        first=first,
        second=second,
        target=target,
    )
    way.fresh()
    return way
