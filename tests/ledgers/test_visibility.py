"""Who sees an entry (D8): the same on the sheet, on its page, in totals and in files."""

from __future__ import annotations

import random
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from worlds import World, make_campaign, make_unit

from guatu.accounts.models import Unit
from guatu.campaigns.models import Campaign, Plan
from guatu.core.actors import ANONYMOUS, SYSTEM, Role
from guatu.ledgers.actions import (
    Assigned,
    EntryEdit,
    NewEntry,
    edit_entry,
    insert_entries,
    install_kinds,
)
from guatu.ledgers.models import Entry
from guatu.ledgers.policies import can_edit_entry
from guatu.ledgers.queries import Filters, Scope, lamp_totals, visible_entries
from guatu.ledgers.queries.visibility import sees_entry
from guatu.shell.errors import NotAllowed

pytestmark = pytest.mark.django_db

SEE = [
    "liaison",  # the owner
    "teammate",
    "unit_admin",
    "approver",
    "office",  # a superior: the whole district
    "leader",
    "assessor",
    "supporter",
    "supervisor",
    "member",  # of the task force
]
SEE_NOT = ["stranger", "housing_liaison"]
ADMINISTRATORS = ["system", "security", "auditor"]


@pytest.mark.parametrize("name", SEE)
def test_these_see_it_everywhere(people: World, entry: Entry, name: str) -> None:
    scope = Scope(campaign=entry.campaign, ledger=entry.ledger)
    client = people.client(name)

    assert list(visible_entries(people.actor(name))) == [entry]
    assert sum(lamp_totals(people.actor(name), scope, Filters()).values()) == 1
    assert client.get(reverse("ledgers:entry", args=[entry.pk])).status_code == 200
    page = client.get(reverse("ledgers:sheet", args=["campaign", "task"]))
    assert entry.title in page.content.decode()


@pytest.mark.parametrize("name", SEE_NOT)
def test_to_these_it_does_not_exist(people: World, entry: Entry, name: str) -> None:
    scope = Scope(campaign=entry.campaign, ledger=entry.ledger)
    client = people.client(name)

    assert not visible_entries(people.actor(name)).exists()
    assert lamp_totals(people.actor(name), scope, Filters()) == {}
    for page in ("entry", "source"):
        assert client.get(reverse(f"ledgers:{page}", args=[entry.pk])).status_code == 404
    sheet = client.get(reverse("ledgers:sheet", args=["campaign", "task"]))
    assert entry.title not in sheet.content.decode()


@pytest.mark.parametrize("name", ADMINISTRATORS)
def test_administrators_run_the_system_and_see_no_campaign(
    people: World, entry: Entry, name: str
) -> None:
    assert not visible_entries(people.actor(name)).exists()
    response = people.client(name).get(reverse("ledgers:entry", args=[entry.pk]))
    assert response.status_code == 403


def test_nobody_sees_nothing_and_the_system_all(entry: Entry) -> None:
    assert not visible_entries(ANONYMOUS).exists()
    assert list(visible_entries(SYSTEM)) == [entry]


@pytest.mark.usefixtures("entry")
def test_a_post_elsewhere_in_the_tree_opens_nothing(people: World) -> None:
    other = make_unit("邻区")
    people.add("neighbour", other, Role.CAMPAIGN_OFFICE)

    assert not visible_entries(people.actor("neighbour")).exists()
    sheet = people.client("neighbour").get(reverse("ledgers:sheet", args=["campaign", "task"]))
    assert sheet.status_code == 404


def test_a_supporter_from_another_tree_reaches_its_sheet(people: World, campaign: Campaign) -> None:
    other = make_unit("市级驻区单位")
    people.add("outsider", other, Role.LIAISON)
    new = NewEntry(title="配合事项", supports=(Assigned(unit_id=other.pk),))
    insert_entries(campaign, "task", [new])

    sheet = people.client("outsider").get(reverse("ledgers:sheet", args=["campaign", "task"]))

    assert sheet.status_code == 200
    assert "配合事项" in sheet.content.decode()


def test_a_supporter_from_another_tree_reads_its_paragraph_and_not_the_plan(
    people: World, campaign: Campaign
) -> None:
    outside = make_unit("市级驻区单位")
    people.add("outsider", outside, Role.LIAISON)
    text = "建立惠企资金直达清单。\n其他单位的任务。"
    plan = Plan.objects.create(
        title="方案", text=text, text_digest="5" * 64, loaded_at=timezone.now(),
        unit=people.finance, campaign=campaign,
    )  # fmt: skip
    new = NewEntry(title="配合事项", supports=(Assigned(unit_id=outside.pk),))
    (entry,) = insert_entries(campaign, "task", [new])
    Entry.objects.filter(pk=entry.pk).update(plan=plan, quote_start=2, quote_end=6)
    address = reverse("ledgers:source", args=[entry.pk])
    pages = {
        who: people.client(who).get(address).content.decode() for who in ("outsider", "office")
    }

    assert "惠企资金" in pages["outsider"]
    assert {who: "其他单位的任务" in page for who, page in pages.items()} == {
        "outsider": False,
        "office": True,
    }


def test_the_superior_of_a_supporting_unit_sees_what_it_supports(
    people: World, campaign: Campaign
) -> None:
    village = make_unit("柳河村", parent=people.town)
    new = NewEntry(
        title="村级事项",
        leads=(Assigned(unit_id=people.finance.pk),),
        supports=(Assigned(unit_id=village.pk),),
    )
    insert_entries(campaign, "task", [new])

    assert visible_entries(people.actor("stranger")).count() == 1  # the town above the village


def test_the_query_can_be_narrowed_to_a_campaign(people: World, entry: Entry) -> None:
    other = make_campaign(people.district)
    insert_entries(other, "task", [NewEntry(title="别的")])

    assert list(visible_entries(people.actor("office"), entry.campaign)) == [entry]


def test_an_office_beneath_sees_but_does_not_change_what_stands_above(
    people: World, entry: Entry
) -> None:
    people.add("finance_office", people.finance, Role.CAMPAIGN_OFFICE)
    actor = people.actor("finance_office")

    assert visible_entries(actor).filter(pk=entry.pk).exists()
    with pytest.raises(NotAllowed):
        edit_entry(
            actor,
            entry,
            version=entry.version,
            edit=EntryEdit(columns={"due_on": date(2026, 9, 30)}, reason="缓办"),
        )


def test_a_lead_from_elsewhere_takes_nothing_from_who_runs_the_campaign(
    people: World, campaign: Campaign
) -> None:
    elsewhere = make_unit("邻区水务局", parent=make_unit("邻区", kind=Unit.Kind.GOVERNMENT))
    new = NewEntry(title="跨区治水", leads=(Assigned(unit_id=elsewhere.pk),))
    entry = insert_entries(campaign, "task", [new])[0]

    for name in ("office", "leader", "assessor"):
        assert visible_entries(people.actor(name)).filter(pk=entry.pk).exists(), name
    assert not visible_entries(people.actor("stranger")).filter(pk=entry.pk).exists()
    assert can_edit_entry(people.actor("office"), entry)


@pytest.mark.parametrize("seed", range(6))
def test_one_entry_is_seen_where_it_is_in_the_list(people: World, seed: int) -> None:
    """Ask of one row and as a set: over chance duties, two campaigns and all who have an account."""
    chance = random.Random(seed)  # noqa: S311 a fixed sequence
    install_kinds()
    units = list(Unit.objects.order_by("pk"))
    elsewhere = make_unit("邻县")
    units += [elsewhere, make_unit("邻县某局", parent=elsewhere)]
    people.add("neighbour", units[-1], Role.LIAISON)
    campaigns = [make_campaign(people.district), make_campaign(elsewhere, slug="other")]
    for one in campaigns:
        new = [
            NewEntry(
                title=f"事项{number}",
                **{
                    role: tuple(Assigned(unit_id=unit.pk) for unit in chance.sample(units, most))
                    for role, most in (("leads", 1), ("supports", 2), ("supervisors", 1))
                    if chance.random() < 0.7
                },
            )
            for number in range(8)
        ]
        insert_entries(one, "task", new)
    entries = list(Entry.objects.select_related("unit", "campaign__unit"))

    seen = 0
    for name in people.accounts:
        actor = people.actor(name)
        listed = set(visible_entries(actor).values_list("pk", flat=True))
        assert {e.pk for e in entries if sees_entry(actor, e, e.campaign)} == listed, name
        seen += len(listed)
    assert 0 < seen < len(entries) * len(people.accounts)
    assert all(sees_entry(SYSTEM, entry, entry.campaign) for entry in entries)
    assert not any(sees_entry(ANONYMOUS, entry, entry.campaign) for entry in entries)
