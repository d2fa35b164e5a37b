"""纳统 as a track of its own (T7), and the nodes of a choice: steps, who records them, what the page says."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.ledgers.actions import (
    Assigned,
    EntryEdit,
    NewEntry,
    Proof,
    TrackStep,
    create_entry,
    edit_entry,
    insert_entries,
    name_keeper,
    set_nodes,
    step_track,
)
from guatu.ledgers.actions.keepers import count_kept, pass_keepers
from guatu.ledgers.models import Entry, FieldValue, Milestone, TrackPassage
from guatu.ledgers.queries import awaiting_entries, visible_entries
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 16)
FILE = Proof(payload="申报材料".encode(), file_name="材料.txt")


@pytest.fixture(autouse=True)
def evidence_folder(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_ROOT = tmp_path


def add_project(world: World, campaign: Campaign, **fields: Any) -> Entry:
    new = NewEntry(
        title="云溪水厂扩建",
        leads=(Assigned(unit_id=world.finance.pk),),
        starts_on=date(2026, 1, 1),
        due_on=date(2026, 12, 31),
        fields=fields,
    )
    return create_entry(world.actor("office"), campaign, kind_code="project", new=new)


@pytest.fixture
def project(people: World, campaign: Campaign) -> Entry:
    people.add("statistics", people.housing, Role.APPROVER, title="统计审核")
    return add_project(people, campaign)


@pytest.fixture
def kept(people: World, project: Entry) -> Entry:
    """Return a project whose ledger names housing as the unit that confirms 纳统."""
    unit = people.housing
    name_keeper(people.actor("office"), project.ledger, track="inclusion", unit=unit, version=0)
    return project


def go(world: World, entry: Entry, to_state: str, name: str, **values: Any) -> TrackPassage:
    row = Entry.objects.get(pk=entry.pk)
    facts = {"passed_on": TODAY, **values}
    step = TrackStep(track="inclusion", to_state=to_state, **facts)
    return step_track(world.actor(name), row, version=row.version, step=step, today=TODAY)


def applied(world: World, entry: Entry) -> None:
    go(world, entry, "ready", "approver")
    go(world, entry, "applied", "approver", proof=FILE)


def state_of(entry: Entry) -> tuple[str, str | None]:
    fields = Entry.objects.get(pk=entry.pk).fields
    value = FieldValue.objects.filter(entry=entry, field="inclusion").values_list("text", flat=True)
    return fields.get("inclusion", ""), value.first()


def test_a_project_goes_its_way_into_the_statistics(people: World, kept: Entry) -> None:
    applied(people, kept)
    go(people, kept, "returned", "statistics", reason="用地手续不全")
    go(people, kept, "applied", "approver", proof=FILE)
    go(people, kept, "included", "statistics")

    rows = TrackPassage.objects.values_list("from_state", "to_state", "reason")
    assert list(rows) == [
        ("", "ready", ""),
        ("ready", "applied", ""),
        ("applied", "returned", "用地手续不全"),
        ("returned", "applied", ""),
        ("applied", "included", ""),
    ]
    assert state_of(kept) == ("included", "included")
    assert AuditEvent.objects.filter(act="entry.step-track").count() == 5


@pytest.mark.parametrize("name", ["office", "approver", "unit_admin", "leader"])
def test_nobody_but_the_named_unit_confirms(people: World, kept: Entry, name: str) -> None:
    applied(people, kept)

    with pytest.raises(NotAllowed):
        go(people, kept, "included", name)

    assert state_of(kept) == ("applied", "applied")


def test_without_a_named_unit_nobody_confirms(people: World, project: Entry) -> None:
    applied(people, project)

    with pytest.raises(NotAllowed):
        go(people, project, "included", "statistics")


def test_who_applied_does_not_confirm_even_for_the_unit_that_does(
    people: World, project: Entry
) -> None:
    name_keeper(
        people.actor("office"), project.ledger, track="inclusion", unit=people.finance, version=0
    )
    applied(people, project)

    with pytest.raises(NotAllowed):
        go(people, project, "included", "approver")

    go(people, project, "included", "unit_admin")
    assert state_of(project)[0] == "included"


@pytest.mark.parametrize(
    ("to_state", "values"),
    [
        ("included", {}),
        ("returned", {}),
        ("applied", {"passed_on": date(2026, 3, 15), "proof": FILE}),
    ],
    ids=["skips", "of-keeper", "before-last"],
)
def test_a_step_that_does_not_follow_is_refused(
    people: World, kept: Entry, to_state: str, values: dict[str, Any]
) -> None:
    go(people, kept, "ready", "approver")

    with pytest.raises(InvalidState):
        go(people, kept, to_state, "approver", **values)

    assert state_of(kept)[0] == "ready"


def test_sending_back_asks_for_a_reason_and_applying_for_its_papers(
    people: World, kept: Entry
) -> None:
    go(people, kept, "ready", "approver")
    with pytest.raises(InvalidState):
        go(people, kept, "applied", "approver")
    go(people, kept, "applied", "approver", proof=FILE)
    with pytest.raises(InvalidState):
        go(people, kept, "returned", "statistics", reason="  ")
    with pytest.raises(InvalidState):
        go(people, kept, "included", "statistics", passed_on=date(2026, 3, 17))

    assert TrackPassage.objects.count() == 2


def test_two_people_at_once_do_not_step_twice(people: World, kept: Entry) -> None:
    read = Entry.objects.get(pk=kept.pk)
    go(people, kept, "ready", "approver")

    with pytest.raises(Stale):
        step_track(
            people.actor("office"),
            Entry.objects.get(pk=kept.pk),
            version=read.version,
            step=TrackStep(track="inclusion", to_state="applied", passed_on=TODAY, proof=FILE),
            today=TODAY,
        )


def test_the_state_is_not_filled_in_by_hand(people: World, kept: Entry) -> None:
    row = Entry.objects.get(pk=kept.pk)
    with pytest.raises(InvalidState):
        edit_entry(
            people.actor("office"),
            row,
            version=row.version,
            edit=EntryEdit(fields={"inclusion": "included"}),
        )

    page = people.client("office").get(reverse("ledgers:edit", args=[kept.pk])).content.decode()
    assert 'name="field_investor"' in page
    assert 'name="field_inclusion"' not in page


def test_who_confirms_finds_what_waits_though_it_sees_no_project(
    people: World, kept: Entry
) -> None:
    applied(people, kept)
    actor, client = people.actor("statistics"), people.client("statistics")

    assert not visible_entries(actor).filter(pk=kept.pk).exists()
    assert [one.entry.pk for one in awaiting_entries(actor)] == [kept.pk]

    page = client.get(reverse("ledgers:tracks")).content.decode()
    passage = TrackPassage.objects.get(to_state="applied")
    proof = reverse("ledgers:track-proof", args=[kept.pk, "inclusion", passage.pk])
    assert "云溪水厂扩建" in page
    assert f'href="{reverse("ledgers:entry", args=[kept.pk])}"' not in page
    assert b"".join(client.get(proof).streaming_content).decode() == "申报材料"
    assert people.client("stranger").get(proof).status_code == 404
    assert awaiting_entries(people.actor("stranger")) == []


def test_the_form_sends_a_project_back_with_the_reason(people: World, kept: Entry) -> None:
    applied(people, kept)
    address = reverse("ledgers:track", args=[kept.pk, "inclusion"])
    client = people.client("statistics")
    version = Entry.objects.get(pk=kept.pk).version
    body = {"to_state": "returned", "passed_on": TODAY.isoformat(), "version": str(version)}

    refused = client.post(address, body)
    answer = client.post(address, body | {"reason": "用地手续不全"})

    assert (refused.status_code, answer.status_code) == (422, 302)
    assert answer.headers["Location"] == reverse("ledgers:tracks")
    page = people.client("office").get(reverse("ledgers:entry", args=[kept.pk])).content.decode()
    assert "用地手续不全" in page
    assert "纳统" in page


def test_the_office_names_the_unit_by_the_page(people: World, project: Entry) -> None:
    address = reverse("ledgers:keeper", args=[project.campaign.slug, "project", "inclusion"])
    body = {"unit": str(people.housing.pk), "version": "0"}

    answer = people.client("office").post(address, body)
    late = people.client("office").post(address, body)

    assert (answer.status_code, late.status_code) == (302, 412)
    assert project.ledger.track_keepers.get().unit == people.housing


def days_of(entry: Entry) -> dict[str, date]:
    rows = Milestone.objects.filter(entry=entry).exclude(node="")
    return {row.node: row.due_on for row in rows}


def test_a_new_line_gets_the_nodes_of_its_choice(people: World, campaign: Campaign) -> None:
    works = add_project(people, campaign, investor="government")
    plant = add_project(people, campaign, investor="enterprise")

    assert days_of(works)["proposal"] == date(2026, 1, 19)  # 5 % of 364 days: 18.2
    assert days_of(works)["acceptance"] == date(2026, 12, 1)
    assert days_of(plant)["filing"] == date(2026, 1, 16)
    assert "filing" not in days_of(works)
    assert not Milestone.objects.filter(entry=works).exclude(kind="node").exists()


def test_changing_the_choice_lets_undecided_nodes_give_way(
    people: World, campaign: Campaign
) -> None:
    entry = add_project(people, campaign, investor="government")
    Milestone.objects.filter(entry=entry, node="proposal").update(
        outcome="met", decided_on=date(2026, 1, 20)
    )
    Milestone.objects.create(entry=entry, kind="node", title="群众说明会", due_on=TODAY)
    row = Entry.objects.get(pk=entry.pk)

    edit = EntryEdit(fields={"investor": "enterprise"})
    edit_entry(people.actor("office"), row, version=row.version, edit=edit)

    assert "proposal" in days_of(entry)  # decided: history
    assert "feasibility" not in days_of(entry)
    assert "filing" in days_of(entry)
    assert Milestone.objects.filter(entry=entry, title="群众说明会").exists()


def test_the_office_moves_and_strikes_nodes_but_not_decided_ones(
    people: World, campaign: Campaign
) -> None:
    entry = add_project(people, campaign, investor="government")
    office, moved = people.actor("office"), date(2026, 2, 9)

    set_nodes(office, entry, version=entry.version, days={"proposal": moved, "land": None})
    Milestone.objects.filter(entry=entry, node="proposal").update(outcome="met", decided_on=moved)

    assert days_of(entry)["proposal"] == moved
    assert "land" not in days_of(entry)
    for days in ({"proposal": TODAY}, {"unheard": TODAY}):
        row = Entry.objects.get(pk=entry.pk)
        with pytest.raises(InvalidState):
            set_nodes(office, row, version=row.version, days=days)
    with pytest.raises(NotAllowed):
        set_nodes(people.actor("approver"), entry, version=entry.version, days={"design": TODAY})


def test_the_page_of_nodes_saves_all_days_at_once(people: World, campaign: Campaign) -> None:
    entry = add_project(people, campaign, investor="enterprise")
    client, address = people.client("office"), reverse("ledgers:nodes", args=[entry.pk])
    body = {code: day.isoformat() for code, day in days_of(entry).items()}
    body |= {"filing": "2026-02-02", "trial": "", "version": str(entry.version)}

    answer = client.post(address, body)

    assert answer.status_code == 302
    assert days_of(entry)["filing"] == date(2026, 2, 2)
    assert "trial" not in days_of(entry)
    assert AuditEvent.objects.filter(act="entry.set-nodes").count() == 1


def test_a_line_that_was_read_from_a_plan_gets_its_nodes_by_one_press(
    people: World, campaign: Campaign
) -> None:
    new = NewEntry(
        title="云溪水厂扩建",
        starts_on=date(2026, 1, 1),
        due_on=date(2026, 12, 31),
        fields={"investor": "government"},
    )
    (entry,) = insert_entries(campaign, "project", [new])
    client, address = people.client("office"), reverse("ledgers:nodes", args=[entry.pk])

    page = client.get(address).content.decode()
    days = dict(re.findall(r'name="(\w+)" value="(2026-\d\d-\d\d)"', page))
    answer = client.post(address, days | {"version": str(entry.version)})

    assert days["proposal"] == "2026-01-19"
    assert answer.status_code == 302
    assert {code: str(day) for code, day in days_of(entry).items()} == days


def test_the_successor_of_a_unit_confirms_in_its_place(people: World, kept: Entry) -> None:
    assert count_kept(people.housing.pk) == 1

    changes = pass_keepers(people.housing, people.town, TODAY)

    assert len(changes) == 1
    assert kept.ledger.track_keepers.get().unit == people.town
