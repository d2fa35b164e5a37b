"""A district of any size for the timed cases: 500 units, 100,000 entries, a year of weekly check-ins.

Rows are made in the database by one statement a table, on SQLite and PostgreSQL alike; columns
that are not named here get their defaults, so that a new column does not break it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.utils import timezone

from guatu.accounts.models import Account, Appointment, Person, Post, Unit
from guatu.campaigns.actions import (
    NewObservation,
    NewTarget,
    insert_observations,
    insert_targets,
    install_measures,
)
from guatu.campaigns.models import Campaign
from guatu.core.actors import SYSTEM, Role
from guatu.core.paths import child_path
from guatu.dispatch.models import Cadence, CheckIn, CheckInMove, EntryState, Round
from guatu.ledgers.actions import install_kinds
from guatu.ledgers.models import Duty, Entry, FieldValue, Kind, Ledger

DEPARTMENTS, TOWNS = 40, 20
WEEK = timedelta(days=7)
TOPICS = (
    "推进老旧小区改造", "新增公共停车泊位", "整治重点河段水质", "建设乡村振兴示范片", "培育专精特新企业",
    "办理惠企资金直达", "排查地质灾害隐患点", "完成高标准农田建设",
)  # fmt: skip
SAID = "本周完成现场踏勘和施工图审查，正在办理用地手续，预计下周开工。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much there is. Every entry is asked in the `full_rounds` newest rounds, one of ten before."""

    entries: int = 100_000
    units: int = 500
    rounds: int = 52
    full_rounds: int = 4
    targets: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """What was made: the campaign, its open round, and accounts by a short name."""

    campaign: Campaign
    open_round: Round
    accounts: dict[str, Account]


def build(size: Size, today: date) -> District:
    """Fill an empty database."""
    install_kinds()
    install_measures()
    units = make_units(size.units)
    campaign = Campaign.objects.create(
        slug="bench", title="全区重点工作攻坚行动", unit=units[0], starts_on=today - 52 * WEEK,
        ends_on=today + 8 * WEEK, created_at=timezone.now(),
    )  # fmt: skip
    accounts = make_accounts(units)
    make_entries(campaign, size, first_unit=units[1].pk, others=len(units) - 1)
    rounds = make_rounds(campaign, size, today)
    make_check_ins(size, rounds)
    make_targets(campaign, units, size, today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return District(campaign=campaign, open_round=rounds[-1], accounts=accounts)


def make_units(count: int) -> list[Unit]:
    """Make a district, its departments and towns, and villages beneath the towns."""
    district = Unit.objects.create(name="临澜区", kind="government", path="0001")
    rows = [district]
    for n in range(1, min(count, DEPARTMENTS + TOWNS + 1)):
        is_town = n > DEPARTMENTS
        rows.append(
            Unit.objects.create(
                name=f"{'第' if is_town else '区'}{n}{'镇' if is_town else '局'}",
                kind="township" if is_town else "department",
                parent=district,
                path=child_path(district.path, n),
                official_order=n,
            )
        )
    towns = rows[DEPARTMENTS + 1 :]
    villages = [
        Unit(
            name=f"第{n}村",
            kind="village",
            parent=(town := towns[n % len(towns)]),
            path=child_path(town.path, n // len(towns) + 1),
            official_order=n,
        )
        for n in range(len(rows), count)
    ]
    return rows + Unit.objects.bulk_create(villages)


def make_accounts(units: list[Unit]) -> dict[str, Account]:
    district, department, town = units[0], units[1], units[min(DEPARTMENTS + 1, len(units) - 1)]
    holders = {
        "office": (district, Role.CAMPAIGN_OFFICE),
        "leader": (district, Role.LEADER),
        "liaison": (department, Role.LIAISON),
        "approver": (department, Role.APPROVER),
        "town": (town, Role.UNIT_ADMINISTRATOR),
    }
    found = {}
    for name, (unit, role) in holders.items():
        post = Post.objects.create(unit=unit, title=name, role=role, scope=unit)
        person = Person.objects.create(name=name, created_at=timezone.now())
        Appointment.objects.create(
            person=person, post=post, started_on=date(2020, 1, 1), created_at=timezone.now()
        )
        found[name] = Account.objects.create(
            username=name, person=person, created_at=timezone.now()
        )
    return found


def make_entries(campaign: Campaign, size: Size, *, first_unit: int, others: int) -> None:
    """Make tasks, one in five of them projects, spread over the units, with their duties and values."""
    kinds = {kind.code: kind for kind in Kind.objects.filter(code__in=["task", "project"])}
    ledgers = {
        code: Ledger.objects.create(campaign=campaign, kind=kind, created_at=timezone.now())
        for code, kind in kinds.items()
    }
    topics = " ".join(f"WHEN {n} THEN '{topic}'" for n, topic in enumerate(TOPICS))
    is_project = "i %% 5 = 0"
    start = campaign.starts_on.isoformat()
    task, project = kinds["task"].pk, kinds["project"].pk
    copy(
        Entry,
        numbers(size.entries),
        {
            "ledger": f"CASE WHEN {is_project} THEN {ledgers['project'].pk} ELSE {ledgers['task'].pk} END",
            "kind": f"CASE WHEN {is_project} THEN {project} ELSE {task} END",
            "campaign": str(campaign.pk),
            "unit": f"{first_unit} + (i * 7919) %% {others}",
            "title": f"CASE i %% {len(TOPICS)} {topics} END || '（第' || i || '项）'",
            "number": "CAST(i AS VARCHAR(20))",
            "position": "i",
            "standard": "'完成竣工验收，资料齐全，群众满意度不低于九成。'",
            "heading": "'第' || (i %% 12 + 1) || '项行动'",
            "stage": f"CASE WHEN {is_project} THEN 'building' ELSE 'under_way' END",
            "starts_on": day_after(start, "i %% 100"),
            "due_on": day_after(start, "120 + (i * 13) %% 300"),
            "last_said": f"'{SAID}'",
            "created_at": "%s",
        },
        [timezone.now()],
    )
    for ordinal, (role, step) in enumerate(
        (("lead", 0), ("lead", 3), ("support", 7), ("support", 11))
    ):
        copy(
            Duty,
            "FROM ledgers_entry e",
            {
                "entry": "e.id",
                "unit": f"{first_unit} + (e.unit_id - {first_unit} + {step}) %% {others}",
                "role": f"'{role}'",
                "ordinal": str(ordinal % 2),
            },
        )
    choices = "CASE e.position %% 3 WHEN 0 THEN 'reform' WHEN 1 THEN 'build' ELSE 'service' END"
    copy(
        FieldValue,
        f"FROM ledgers_entry e WHERE e.kind_id = {task}",
        {"entry": "e.id", "field": "'category'", "text": choices},
    )


def make_rounds(campaign: Campaign, size: Size, today: date) -> list[Round]:
    """Make a round a week; the newest is open, those before it are frozen."""
    cadence = Cadence.objects.create(
        campaign=campaign, event="周调度", every=Cadence.Every.WEEK, asks_check_ins=True
    )
    rows = []
    for ordinal in range(1, size.rounds + 1):
        starts_on = today - (size.rounds - ordinal) * WEEK - timedelta(days=today.weekday())
        is_open = ordinal == size.rounds
        opened_at = timezone.make_aware(datetime.combine(starts_on, datetime.min.time()))
        rows.append(
            Round(
                cadence=cadence,
                campaign=campaign,
                ordinal=ordinal,
                slug=f"bench-{ordinal}",
                starts_on=starts_on,
                ends_on=starts_on + timedelta(days=6),
                state=Round.State.OPEN if is_open else Round.State.FROZEN,
                opened_at=opened_at,
                closed_at=None if is_open else opened_at + WEEK,
                frozen_at=None if is_open else opened_at + WEEK,
            )
        )
    return Round.objects.bulk_create(rows)


def make_check_ins(size: Size, rounds: list[Round]) -> None:
    """Make what was said in a year; one in thirteen is left at the unit's own approval."""
    one = "(e.id + r.ordinal)"
    asked = f"r.ordinal > {size.rounds - size.full_rounds} OR e.id %% 10 = 0"
    is_open = "r.state = 'open'"
    is_done = f"CASE WHEN {one} %% 13 = 0 THEN 'unit_approved' ELSE 'verified' END"
    copy(
        CheckIn,
        f"FROM ledgers_entry e CROSS JOIN dispatch_round r WHERE {asked}",
        {
            "round": "r.id",
            "entry": "e.id",
            "unit": "e.unit_id",
            "role": "'lead'",
            "state": f"CASE WHEN {is_open} THEN 'draft' ELSE {is_done} END",
            "is_unchanged": f"(r.state <> 'open' AND {one} %% 4 = 0)",
            "is_late": f"(r.state <> 'open' AND {one} %% 17 = 0)",
            "said": f"CASE WHEN {is_open} THEN '' ELSE '{SAID}' END",
            "saved_at": "r.opened_at",
            "received_at": f"CASE WHEN {is_open} THEN NULL ELSE r.opened_at END",
            "submitted_by": f"CASE WHEN {is_open} THEN NULL ELSE 1 END",
        },
    )
    copy(
        CheckInMove,
        f"FROM dispatch_checkin c WHERE c.round_id <> {rounds[-1].pk}",
        {
            "check_in": "c.id",
            "from_state": "'draft'",
            "to_state": "'submitted'",
            "moved_at": "c.received_at",
            "person_id": "1",
        },
    )
    copy(
        EntryState,
        "FROM ledgers_entry e",
        {
            "entry": "e.id",
            "from_round": str(rounds[0].pk),
            "from_ordinal": "1",
            "unit_id": "e.unit_id",
            "stage": "e.stage",
            "lamp": "CASE WHEN e.id %% 9 = 0 THEN 'behind' ELSE 'on_pace' END",
            "due_on": "e.due_on",
        },
    )


def make_targets(campaign: Campaign, units: list[Unit], size: Size, today: date) -> None:
    """Make targets that units owe, each with a year of monthly values."""
    new = [
        NewTarget(indicator=f"指标{n}", op=">=", value=Decimal(1000), measure="个",
                  written=f"指标{n}达到1000个", unit_id=units[1 + n % (len(units) - 1)].pk)
        for n in range(size.targets)
    ]  # fmt: skip
    values = [
        NewObservation(
            indicator=target.indicator, unit=target.unit, period_start=campaign.starts_on,
            period_end=(day := today - timedelta(days=30 * (12 - month))), as_of=day,
            value=Decimal(70 * month + target.pk % 60), measure="个",
        )
        for target in insert_targets(campaign, new)
        for month in range(1, 13)
    ]  # fmt: skip
    insert_observations(SYSTEM, values)


def numbers(count: int) -> str:
    """Return a table `n` with the numbers from 1 in its column `i`."""
    # a number is all that is put in
    rows = f"SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count:d}"  # noqa: S608
    return f"FROM (WITH RECURSIVE n(i) AS ({rows}) SELECT i FROM n) AS n"  # noqa: S608


def day_after(start: str, days: str) -> str:
    if connection.vendor == "postgresql":
        return f"(DATE '{start}' + CAST({days} AS integer))"
    return f"date('{start}', '+' || ({days}) || ' days')"


def copy(
    model: type[models.Model], source: str, values: dict[str, str], params: list[Any] | None = None
) -> None:
    """Insert a row for each of the source: expressions by field name, defaults for all other fields."""
    columns, expressions, given = [], [], []
    known, meta = list(params or []), model._meta  # noqa: SLF001 Django's public way to a table
    for column in meta.concrete_fields:
        if column.primary_key:
            continue
        columns.append(connection.ops.quote_name(column.column))
        expression = values.get(column.name) or values.get(column.attname)
        if expression is None:
            default = column.get_default()
            given.append(column.get_db_prep_save(default, connection))
            expressions.append("%s")
        else:
            given += [known.pop(0) for _place in range(expression.count("%s"))]
            expressions.append(expression)
    table = connection.ops.quote_name(meta.db_table)
    # names come from the models and expressions from this file
    sql = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(expressions)} {source}"
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
