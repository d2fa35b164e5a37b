"""Entries go into a ledger set-wise, with their duties, ties and typed values."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from worlds import World

from guatu.campaigns.models import Campaign
from guatu.core.lamps import Lamp
from guatu.ledgers.actions import Assigned, LampRow, NewEntry, insert_entries, write_lamps
from guatu.ledgers.models import Duty, Entry, EntryLamp, FieldValue, Ledger, SeriesValue
from guatu.shell.errors import InvalidState, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_the_first_lead_owns_the_entry_and_the_order_stays(
    world: World, campaign: Campaign
) -> None:
    new = NewEntry(
        title="新建停车场",
        leads=(Assigned(unit_id=world.housing.pk), Assigned(unit_id=world.finance.pk)),
        supports=(Assigned(unit_id=world.town.pk, written="各镇"),),
    )

    (entry,) = insert_entries(campaign, "task", [new])

    assert entry.unit_id == world.housing.pk
    assert [
        (world.housing.pk, "lead", 1, ""),
        (world.finance.pk, "lead", 2, ""),
        (world.town.pk, "support", 1, "各镇"),
    ] == list(entry.duties.values_list("unit_id", "role", "ordinal", "written"))
    assert entry.stage == "assigned"


def test_a_unit_that_leads_and_supports_stands_in_both(world: World, campaign: Campaign) -> None:
    both = Assigned(unit_id=world.finance.pk)

    (entry,) = insert_entries(
        campaign, "task", [NewEntry(title="甲", leads=(both, both), supports=(both,))]
    )

    assert Duty.objects.filter(entry=entry).count() == 2


def test_without_a_lead_the_campaign_s_unit_owns_it(world: World, campaign: Campaign) -> None:
    (own,) = insert_entries(campaign, "task", [NewEntry(title="甲")])
    (fallback,) = insert_entries(campaign, "task", [NewEntry(title="乙", unit_id=world.town.pk)])

    assert own.unit_id == world.district.pk
    assert fallback.unit_id == world.town.pk
    assert own.position == 1
    assert fallback.position == 2
    assert Ledger.objects.count() == 1


def test_marked_fields_become_typed_rows(campaign: Campaign) -> None:
    fields = {
        "inclusion": "ready",
        "year_amount": 1_200_000_00,
        "area": "35.5",
        "paid": {"2026-01": "120.50", "2026-02": "80"},
        "content": "标准厂房",
    }

    (entry,) = insert_entries(campaign, "project", [NewEntry(title="产业园", fields=fields)])

    assert {
        ("inclusion", "ready", None),
        ("year_amount", None, 120_000_000),
        ("area", None, 3550),
    } == {*FieldValue.objects.filter(entry=entry).values_list("field", "text", "number")}
    assert [(date(2026, 1, 1), 12050), (date(2026, 2, 1), 8000)] == list(
        SeriesValue.objects.filter(entry=entry).order_by("month").values_list("month", "number")
    )


@pytest.mark.parametrize(
    "new",
    [
        NewEntry(title=""),
        NewEntry(title="长" * 301),
        NewEntry(title="甲", stage="nowhere"),
        NewEntry(title="甲", fields={"colour": "red"}),
        NewEntry(title="甲", starts_on=date(2026, 5, 2), due_on=date(2026, 5, 1)),
    ],
)
def test_a_line_that_does_not_fit_leaves_nothing_behind(campaign: Campaign, new: NewEntry) -> None:
    with pytest.raises(InvalidState):
        insert_entries(campaign, "task", [NewEntry(title="好"), new])

    assert not Entry.objects.exists()
    assert not Ledger.objects.exists()


def test_a_kind_that_is_not_installed_is_refused(campaign: Campaign) -> None:
    with pytest.raises(NotFound):
        insert_entries(campaign, "nothing", [NewEntry(title="甲")])


def test_entries_are_written_in_batches(world: World, campaign: Campaign) -> None:
    lines = [
        NewEntry(title=f"任务{place}", leads=(Assigned(unit_id=world.finance.pk),))
        for place in range(300)
    ]

    with CaptureQueriesContext(connection) as queries:
        insert_entries(campaign, "task", lines)

    assert len(queries) < 30  # SQLite takes some thirty rows a statement


def lamp_row(entry: Entry, lamp: Lamp) -> LampRow:
    return LampRow(entry_id=entry.pk, lamp=lamp, rule="rule", rule_set="default", inputs={"n": 1})


def test_a_lamp_keeps_the_day_since_which_it_burns(world: World, campaign: Campaign) -> None:
    one, two = insert_entries(campaign, "task", [NewEntry(title="甲"), NewEntry(title="乙")])
    office = world.actor("office")
    first, second = date(2026, 3, 1), date(2026, 3, 8)
    write_lamps(office, [lamp_row(one, Lamp.BEHIND), lamp_row(two, Lamp.BEHIND)], first)

    changed = write_lamps(office, [lamp_row(one, Lamp.BEHIND), lamp_row(two, Lamp.DONE)], second)

    assert changed == 1
    assert {one.pk: ("behind", first, second), two.pk: ("done", second, second)} == {
        pk: rest
        for pk, *rest_ in EntryLamp.objects.values_list("entry_id", "lamp", "since", "computed_on")
        for rest in [tuple(rest_)]
    }
    assert set(Entry.objects.values_list("lamp", "version")) == {("behind", 1), ("done", 1)}


def test_a_liaison_may_not_write_lamps(world: World, campaign: Campaign) -> None:
    (entry,) = insert_entries(campaign, "task", [NewEntry(title="甲")])

    with pytest.raises(NotAllowed):
        write_lamps(world.actor("liaison"), [lamp_row(entry, Lamp.DONE)], date(2026, 3, 1))


@pytest.fixture
def few_parameters(db: None) -> Iterator[None]:  # noqa: ARG001 it needs the connection
    connection.ensure_connection()
    kind = sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
    before = connection.connection.setlimit(kind, 999)
    yield
    connection.connection.setlimit(kind, before)


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("few_parameters")
def test_lamps_of_more_entries_than_a_statement_takes(world: World, campaign: Campaign) -> None:
    entries = insert_entries(campaign, "task", [NewEntry(title=f"{n}") for n in range(1200)])

    rows = [lamp_row(entry, Lamp.DONE) for entry in entries]
    changed = write_lamps(world.actor("office"), rows, date(2026, 3, 1))

    assert changed == 1200
    assert EntryLamp.objects.filter(lamp=Lamp.DONE).count() == 1200
