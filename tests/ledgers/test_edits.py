"""Entries change at the version that was read, by whoever may, with before and after in the record."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from worlds import World, make_unit

from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Campaign
from guatu.core.kinds import marked_values, series_points
from guatu.ledgers.actions import (
    Assigned,
    AssignedPost,
    Duties,
    EntryEdit,
    NewEntry,
    NewMilestone,
    create_entry,
    edit_entry,
    insert_entries,
    set_duties,
    set_milestones,
)
from guatu.ledgers.models import Entry, FieldValue, Kind, SeriesValue
from guatu.ledgers.queries import definition_of, duty_lines, visible_entry
from guatu.shell.errors import InvalidState, NotAllowed, NotFound, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(people: World, campaign: Campaign) -> Entry:
    new = NewEntry(title="产业园", leads=(Assigned(unit_id=people.finance.pk),), amount_fen=100)
    return insert_entries(campaign, "project", [new])[0]


def edit(world: World, entry: Entry, name: str = "office", **values: Any) -> Entry:
    actor = world.actor(name)
    row = visible_entry(actor, entry.pk)
    return edit_entry(actor, row, version=row.version, edit=EntryEdit(**values))


def rows_of(entry: Entry) -> tuple[set[Any], set[Any]]:
    values = FieldValue.objects.filter(entry=entry).values_list("field", "text", "number", "day")
    series = SeriesValue.objects.filter(entry=entry).values_list("field", "month", "number")
    return set(values), set(series)


def test_typed_rows_agree_with_the_fields_after_every_edit(people: World, project: Entry) -> None:
    edits: list[dict[str, Any]] = [
        {"investor": "government", "area": "12.5", "paid": {"2026-01": "1.25", "2026-02": "3"}},
        {"investor": "enterprise", "year_amount": 9_999_999_999},
        {"area": None, "paid": {"2026-02": "4"}},
        {"investor": "", "year_amount": None, "paid": None, "content": "厂房"},
    ]
    kind = definition_of(Kind.objects.get(code="project"))
    for fields in edits:
        edit(people, project, fields=fields)
        stored = Entry.objects.get(pk=project.pk).fields
        expected = (
            {(v.key, v.text, v.number, v.day) for v in marked_values(kind, stored)},
            {(p.key, p.month, p.number) for p in series_points(kind, stored)},
        )

        assert rows_of(project) == expected

    assert rows_of(project) == (set(), set())


def test_the_record_holds_before_and_after(people: World, project: Entry) -> None:
    edit(people, project, columns={"title": "新产业园"}, fields={"area": "12.5"})

    event = AuditEvent.objects.get(act="entry.edit")
    (change,) = event.changes.all()
    assert change.before == {"title": "产业园", "fields.area": None}
    assert change.after == {"title": "新产业园", "fields.area": "12.5"}


def test_an_edit_of_an_older_version_is_refused_and_writes_nothing(
    people: World, project: Entry
) -> None:
    edit(people, project, columns={"title": "第一"})
    actor = people.actor("office")
    row = visible_entry(actor, project.pk)

    with pytest.raises(Stale):
        edit_entry(actor, row, version=1, edit=EntryEdit(fields={"area": "1"}))

    assert rows_of(project) == (set(), set())
    assert AuditEvent.objects.filter(act="entry.edit").count() == 1


def test_an_edit_that_changes_nothing_writes_nothing(people: World, project: Entry) -> None:
    edit(people, project, columns={"title": "产业园"}, fields={"area": None})

    assert Entry.objects.get(pk=project.pk).version == 1
    assert not AuditEvent.objects.filter(act="entry.edit").exists()


@pytest.mark.parametrize("name", ["unit_admin", "approver"])
def test_the_lead_unit_fills_its_own_fields_and_nothing_else(
    people: World, project: Entry, name: str
) -> None:
    edit(people, project, name, fields={"area": "8"})

    assert Entry.objects.get(pk=project.pk).fields == {"area": "8"}
    for values in ({"columns": {"title": "别的"}}, {"fields": {"investor": "government"}}):
        with pytest.raises(NotAllowed):
            edit(people, project, name, **values)


@pytest.mark.parametrize("name", ["liaison", "leader", "assessor"])
def test_others_edit_nothing(people: World, project: Entry, name: str) -> None:
    with pytest.raises(NotAllowed):
        edit(people, project, name, fields={"area": "8"})


def test_putting_a_date_off_needs_a_reason(people: World, entry: Entry) -> None:
    later = {"due_on": date(2026, 9, 30)}
    with pytest.raises(InvalidState):
        edit(people, entry, columns=later)

    edit(people, entry, columns=later, reason="汛期影响")
    edit(people, entry, columns={"due_on": date(2026, 8, 31)})

    first = AuditEvent.objects.filter(act="entry.edit").earliest("number")
    assert first.details == {"reason": "汛期影响"}
    assert Entry.objects.get(pk=entry.pk).due_on == date(2026, 8, 31)


@pytest.mark.parametrize(
    "columns",
    [
        {"title": " "},
        {"title": "长" * 301},
        {"due_on": date(2026, 1, 1)},
        {"stage": "closed"},
        {"lamp": "done"},
    ],
)
def test_columns_that_cannot_be(people: World, entry: Entry, columns: dict[str, Any]) -> None:
    with pytest.raises(InvalidState):
        edit(people, entry, columns=columns)


def test_an_entry_never_stands_beneath_itself(people: World, entry: Entry) -> None:
    (child,) = insert_entries(entry.campaign, "task", [NewEntry(title="下级", parent_id=entry.pk)])

    for parent in (entry.pk, child.pk):
        with pytest.raises(InvalidState):
            edit(people, entry, columns={"parent_id": parent})
    with pytest.raises(NotFound):
        edit(people, entry, columns={"parent_id": 999_999})


def test_the_office_adds_an_entry_and_a_unit_does_not(people: World, campaign: Campaign) -> None:
    new = NewEntry(title="新事项", leads=(Assigned(unit_id=people.finance.pk),))

    made = create_entry(people.actor("office"), campaign, kind_code="task", new=new)

    assert made.unit_id == people.finance.pk
    assert AuditEvent.objects.get(act="entry.create").object_id == str(made.pk)
    with pytest.raises(NotAllowed):
        create_entry(people.actor("unit_admin"), campaign, kind_code="task", new=new)


def test_duties_follow_the_first_lead(people: World, entry: Entry) -> None:
    duties = Duties(
        leads=(Assigned(unit_id=people.housing.pk), Assigned(unit_id=people.finance.pk)),
        supports=(Assigned(unit_id=people.finance.pk),),
        posts=(AssignedPost(post_id=people.posts["leader"].pk, level="leader"),),
    )
    row = visible_entry(people.actor("office"), entry.pk)

    set_duties(people.actor("office"), row, version=1, duties=duties)

    lines = duty_lines(Entry.objects.get(pk=entry.pk))
    assert Entry.objects.get(pk=entry.pk).unit_id == people.housing.pk
    assert [line.unit_id for line in lines["lead"]] == [people.housing.pk, people.finance.pk]
    assert [line.is_both for line in lines["lead"]] == [False, True]
    assert [line.is_both for line in lines["support"]] == [True]
    change = AuditEvent.objects.get(act="entry.set-duties").changes.get()
    assert change.before["unit"] == people.finance.pk
    assert change.after["lead"] == [people.housing.pk, people.finance.pk]


def test_the_lead_unit_does_not_choose_who_owes_it(people: World, entry: Entry) -> None:
    row = visible_entry(people.actor("unit_admin"), entry.pk)

    with pytest.raises(NotAllowed):
        set_duties(people.actor("unit_admin"), row, version=1, duties=Duties())


def test_an_office_adds_nothing_outside_its_reach(people: World, campaign: Campaign) -> None:
    other = make_unit("邻区")
    new = NewEntry(title="越界", leads=(Assigned(unit_id=other.pk),))

    with pytest.raises(NotAllowed):
        create_entry(people.actor("office"), campaign, kind_code="task", new=new)


def test_milestones_are_set_at_once_and_decided_ones_stay(people: World, entry: Entry) -> None:
    kept = entry.milestones.create(kind="node", title="开工", due_on=date(2026, 4, 1))
    entry.milestones.create(kind="node", title="改期", due_on=date(2026, 5, 1))
    met = entry.milestones.create(
        kind="node",
        title="立项",
        due_on=date(2026, 2, 1),
        outcome="met",
        decided_on=date(2026, 2, 1),
    )
    office = people.actor("office")
    new = [
        NewMilestone(title="开工", due_on=date(2026, 4, 1)),
        NewMilestone(title="过半", due_on=date(2026, 5, 31), kind="month"),
    ]

    set_milestones(office, visible_entry(office, entry.pk), version=1, milestones=new)

    rows = {row.title: row.pk for row in entry.milestones.all()}
    assert set(rows) == {"立项", "开工", "过半"}
    assert (rows["立项"], rows["开工"]) == (met.pk, kept.pk)
    event = AuditEvent.objects.get(act="entry.set-milestones")
    assert sorted((c.before is None, c.after is None) for c in event.changes.all()) == [
        (False, True),
        (True, False),
    ]


def test_a_unit_sets_no_milestones(people: World, entry: Entry) -> None:
    unit = people.actor("unit_admin")

    with pytest.raises(NotAllowed):
        set_milestones(unit, visible_entry(unit, entry.pk), version=1, milestones=[])
