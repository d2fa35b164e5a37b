"""Who sees what (D8), told once more in plain Python, over random trees, posts, duties and task forces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Indicator, Target
from guatu.campaigns.queries import visible_observations, visible_targets
from guatu.core.actors import APART, Actor, ActorKind, Grant, Role
from guatu.core.paths import child_path, is_within
from guatu.dispatch.models import Cadence, CheckIn, Round
from guatu.dispatch.queries.checkins import visible_check_ins
from guatu.ledgers.actions import install_kinds
from guatu.ledgers.models import Duty, Entry, Kind, Ledger
from guatu.ledgers.queries import Filters, Scope, lamp_totals, sheet_page, visible_entries
from guatu.overview.queries import lamp_matrix

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 1)
WIDE = {Role.CAMPAIGN_OFFICE, Role.LEADER, Role.ASSESSOR}
MOST_UNITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A district drawn at random; units, campaigns and entries are named by their place in the list."""

    parents: list[int | None]
    campaigns: list[int]
    entries: list[tuple[int, int, list[tuple[int, str]]]]  # campaign, unit, duties
    targets: list[tuple[int, int, int | None]]  # campaign, unit, provider
    grants: list[tuple[Role, int, int]]  # role, unit, unit of the scope
    forces: list[int]


@st.composite
def plots(draw: DrawFn) -> Plot:
    count = draw(st.integers(2, MOST_UNITS))
    unit = st.integers(0, count - 1)
    parents = [None, *(draw(st.none() | st.integers(0, n - 1)) for n in range(1, count))]
    campaigns = draw(st.lists(unit, min_size=1, max_size=3))
    campaign = st.integers(0, len(campaigns) - 1)
    duty = st.tuples(unit, st.sampled_from(list(Duty.Role.values)))
    duties = st.lists(duty, max_size=3, unique=True)
    return Plot(
        parents=parents,
        campaigns=campaigns,
        entries=draw(st.lists(st.tuples(campaign, unit, duties), max_size=6)),
        targets=draw(st.lists(st.tuples(campaign, unit, st.none() | unit), max_size=4)),
        grants=draw(st.lists(st.tuples(st.sampled_from(list(Role)), unit, unit), max_size=3)),
        forces=draw(st.lists(unit, max_size=2, unique=True)),
    )


class District:
    """A plot as rows, with the actor, and what the rule says of each row."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.units = make_units(plot.parents)
        self.paths = {unit.pk: unit.path for unit in self.units}
        self.campaigns = [make_campaign(self.units[n], at) for at, n in enumerate(plot.campaigns)]
        self.kind = Kind.objects.get(code="task")
        self.ledgers = {
            c.pk: Ledger.objects.create(campaign=c, kind=self.kind, created_at=timezone.now())
            for c in self.campaigns
        }
        self.entries = [self.make_entry(n, *drawn) for n, drawn in enumerate(plot.entries)]
        self.targets = [self.make_target(n, *drawn) for n, drawn in enumerate(plot.targets)]
        self.actor = Actor(
            kind=ActorKind.PERSON,
            account_id=1,
            person_id=1,
            grants=tuple(self.grant(n, *drawn) for n, drawn in enumerate(plot.grants)),
            task_force_ids=tuple(self.units[n].pk for n in plot.forces) if plot.grants else (),
        )

    def make_entry(
        self, number: int, campaign: int, unit: int, duties: Sequence[tuple[int, str]]
    ) -> Entry:
        row = self.campaigns[campaign]
        entry = Entry.objects.create(
            ledger=self.ledgers[row.pk],
            campaign=row,
            kind=self.kind,
            unit=self.units[unit],
            title=f"事项{number}",
            stage="assigned",
            lamp=("overdue", "on_pace", "done")[number % 3],
            created_at=timezone.now(),
        )
        for ordinal, (owner, role) in enumerate(duties):
            Duty.objects.create(entry=entry, unit=self.units[owner], role=role, ordinal=ordinal)
        return entry

    def make_target(self, number: int, campaign: int, unit: int, provider: int | None) -> Target:
        row = self.campaigns[campaign]
        indicator = Indicator.objects.create(
            name=f"指标{number}",
            owner=row.unit,
            shape=Indicator.Shape.values[0],
            provider=None if provider is None else self.units[provider],
        )
        return Target.objects.create(
            campaign=row, indicator=indicator, unit=self.units[unit], op=Target.Op.values[0], mantissa=1
        )  # fmt: skip

    def grant(self, number: int, role: Role, unit: int, scope: int) -> Grant:
        return Grant(
            role=role,
            post_id=number + 1,
            unit_id=self.units[unit].pk,
            unit_path=self.units[unit].path,
            scope_path=self.units[scope].path,
        )

    def make_check_ins(self) -> list[CheckIn]:
        """Ask a report of every entry."""
        rows = []
        for n, campaign in enumerate(self.campaigns):
            cadence = Cadence.objects.create(campaign=campaign, event="check_in", every="week")
            one = Round.objects.create(
                cadence=cadence, campaign=campaign, ordinal=1, slug=f"r{n}", starts_on=DAY,
                ends_on=DAY, opened_at=timezone.now(),
            )  # fmt: skip
            rows += [
                CheckIn.objects.create(
                    round=one, entry=entry, unit=entry.unit, role="lead", saved_at=timezone.now()
                )
                for entry in self.entries
                if entry.campaign_id == campaign.pk
            ]
        return rows

    # The rule, as the documents say it.

    @property
    def working(self) -> list[Grant]:
        return [grant for grant in self.actor.grants if grant.role not in APART]

    def reaches(self, unit_id: int) -> bool:
        """Own unit, own task forces, and the subtree of each post."""
        own = {grant.unit_id for grant in self.working} | set(self.actor.task_force_ids)
        return bool(self.working) and (
            unit_id in own
            or any(is_within(self.paths[unit_id], grant.scope_path) for grant in self.working)
        )

    def runs(self, campaign: Campaign) -> bool:
        """Who runs, leads or assesses a campaign sees all of it."""
        return any(
            grant.role in WIDE and is_within(self.paths[campaign.unit_id], grant.scope_path)
            for grant in self.working
        )

    def sees_entry(self, entry: Entry) -> bool:
        parts = [entry.unit_id, *entry.duties.values_list("unit_id", flat=True)]
        return self.runs(entry.campaign) or any(map(self.reaches, parts))

    def sees_target(self, target: Target) -> bool:
        provider = target.indicator.provider_id
        return (
            self.runs(target.campaign)
            or self.reaches(target.unit_id)
            or (provider is not None and self.reaches(provider))
        )


def make_units(parents: Sequence[int | None]) -> list[Unit]:
    units: list[Unit] = []
    for number, place in enumerate(parents, start=1):
        parent = None if place is None else units[place]
        path = child_path(parent.path if parent else "", number)
        units.append(
            Unit.objects.create(
                name=f"单位{number}",
                kind="department",
                parent=parent,
                path=path,
                official_order=number,
            )
        )
    return units


def make_campaign(unit: Unit, number: int) -> Campaign:
    return Campaign.objects.create(
        slug=f"campaign-{number}", title="行动", unit=unit, starts_on=DAY, ends_on=DAY,
        created_at=timezone.now(),
    )  # fmt: skip


def keys(rows: Any) -> list[int]:
    return sorted(row.pk for row in rows)


@pytest.fixture
def kinds(db: None) -> None:  # noqa: ARG001 it needs the database
    install_kinds()


drawn = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)  # fmt: skip


@pytest.mark.usefixtures("kinds")
@given(plot=plots())
@drawn
def test_the_queries_say_what_the_rule_says(plot: Plot) -> None:
    with transaction.atomic():
        district = District(plot)
        actor = district.actor
        seen = keys(filter(district.sees_entry, district.entries))
        check_ins = district.make_check_ins()

        assert keys(visible_entries(actor)) == seen
        assert keys(visible_targets(actor)) == keys(filter(district.sees_target, district.targets))
        assert keys(visible_check_ins(actor)) == keys(c for c in check_ins if c.entry_id in seen)
        assert not visible_observations(actor).exists()
        transaction.set_rollback(True)


@pytest.mark.usefixtures("kinds")
@given(plot=plots())
@drawn
def test_totals_are_the_number_of_rows_beneath_them(plot: Plot) -> None:
    with transaction.atomic():
        district = District(plot)
        for campaign in district.campaigns:
            beneath = [e for e in district.entries if e.campaign_id == campaign.pk]
            seen = [e for e in beneath if district.sees_entry(e)]
            scope = Scope(campaign=campaign)
            totals = lamp_totals(district.actor, scope, Filters())
            matrix = lamp_matrix(district.actor, campaign)

            assert sum(totals.values()) == len(seen) == matrix.total
            assert matrix.total + matrix.invisible == len(beneath)
            for lamp, number in totals.items():
                page = sheet_page(district.actor, scope, filters=Filters(lamps=(lamp.value,)))
                assert (
                    [row.lamp for row in page.rows] == [lamp.value] * number == [lamp] * page.count
                )
        transaction.set_rollback(True)
