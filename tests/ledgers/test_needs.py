"""要素保障: asked, granted, refused, taken back; who may, who sees, and the worst first."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from worlds import World, make_campaign

from guatu.accounts.models import TaskForceMembership, Unit
from guatu.accounts.queries.handovers import held, owed_groups
from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import install_measures
from guatu.ledgers.actions import NewNeed, Settlement, open_need, settle_need, withdraw_need
from guatu.ledgers.models import Entry, Need
from guatu.ledgers.queries import needs_in, visible_needs
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
LIST = "/ledgers/needs/"


@pytest.fixture(autouse=True)
def measures() -> None:
    install_measures()


def ask(world: World, entry: Entry, name: str = "approver", **values: Any) -> Need:
    facts = {"sort": "land", "title": "建设用地指标", "solver": world.housing,
             "amount": Decimal("45.5"), "measure": "亩"} | values  # fmt: skip
    return open_need(world.actor(name), entry, NewNeed(**facts), TODAY)


def settle(
    world: World, need: Need, state: str, name: str = "housing_approver", **values: Any
) -> Need:
    row = Need.objects.select_related("entry__campaign__unit").get(pk=need.pk)
    said = Settlement(state=state, **values)
    return settle_need(world.actor(name), row, version=row.version, settlement=said, today=TODAY)


def figures(need: Need) -> tuple[int | None, int | None, int]:
    row = Need.objects.get(pk=need.pk)
    return row.asked_mantissa, row.granted_mantissa, row.scale


def test_a_need_is_granted_whole_in_part_or_not_at_all(people: World, entry: Entry) -> None:
    whole, part, none = (ask(people, entry) for _number in range(3))

    settle(people, whole, "granted")
    settle(people, part, "partly", granted=Decimal(20), answer="余下列入下批次")
    settle(people, none, "refused", answer="不符合规划")

    assert [figures(need) for need in (whole, part, none)] == [
        (455, 455, 1),
        (455, 200, 1),
        (455, None, 1),
    ]
    assert {n.state for n in Need.objects.filter(settled_on=TODAY)} == {
        "granted",
        "partly",
        "refused",
    }
    assert AuditEvent.objects.filter(act="need.settle").count() == 3


def test_money_is_kept_in_fen(people: World, entry: Entry) -> None:
    need = ask(
        people, entry, sort="funds", title="专项债", amount=Decimal("1200.5"), measure="万元"
    )

    settle(people, need, "partly", granted=Decimal("0.000001"), answer="首期")

    row = Need.objects.get(pk=need.pk)
    assert (row.asked_fen, row.granted_fen) == (1_200_500_000, 1)


@pytest.mark.parametrize(
    ("state", "values"),
    [
        ("partly", {"answer": "部分"}),
        ("partly", {"granted": Decimal("45.5"), "answer": "部分"}),
        ("partly", {"granted": Decimal("1.55"), "answer": "部分"}),
        ("partly", {"granted": Decimal(5)}),
        ("refused", {}),
        ("withdrawn", {"answer": "不要了"}),
    ],
    ids=["no-part", "whole", "too-fine", "no-word", "no-reason", "not-theirs"],
)
def test_an_answer_that_says_too_little_is_refused(
    people: World, entry: Entry, state: str, values: dict[str, Any]
) -> None:
    need = ask(people, entry)

    with pytest.raises(InvalidState):
        settle(people, need, state, **values)

    assert Need.objects.get().state == "open"


def test_only_who_was_asked_or_the_office_answers(people: World, entry: Entry) -> None:
    for name in ("approver", "leader", "stranger", "supporter"):
        with pytest.raises(NotAllowed):
            settle(people, ask(people, entry), "granted", name)

    settle(people, Need.objects.first() or ask(people, entry), "granted", "office")
    with pytest.raises(InvalidState):
        settle(people, Need.objects.get(state="granted"), "refused", answer="改主意")


def test_only_the_lead_unit_or_the_office_asks_and_takes_back(people: World, entry: Entry) -> None:
    for name in ("liaison", "housing_approver", "leader"):
        with pytest.raises(NotAllowed):
            ask(people, entry, name)
    need = ask(people, entry)
    with pytest.raises(NotAllowed):
        withdraw_need(people.actor("housing_approver"), need, version=1, reason="不办", today=TODAY)

    withdraw_need(people.actor("approver"), need, version=1, reason="改用存量厂房", today=TODAY)

    assert Need.objects.get().state == "withdrawn"
    with pytest.raises(InvalidState):
        settle(people, need, "granted")


def test_two_answers_at_once_do_not_both_stand(people: World, entry: Entry) -> None:
    need = ask(people, entry)
    first = Need.objects.select_related("entry__campaign__unit").get(pk=need.pk)
    settle(people, need, "granted")

    with pytest.raises((Stale, InvalidState)):
        settle_need(people.actor("office"), first, version=1,
                    settlement=Settlement(state="refused", answer="无指标"), today=TODAY)  # fmt: skip

    assert Need.objects.get().state == "granted"


def test_who_was_asked_sees_the_need_and_not_the_entry(people: World, entry: Entry) -> None:
    need = ask(people, entry)
    address = reverse("ledgers:need", args=[need.pk])

    page = people.client("housing_liaison").get(address).content.decode()

    assert entry.title in page
    assert f'href="{reverse("ledgers:entry", args=[entry.pk])}"' not in page
    assert people.client("liaison").get(address).status_code == 200
    assert people.client("stranger").get(address).status_code == 404
    assert not visible_needs(people.actor("stranger")).exists()


def test_the_worst_stand_first(people: World, entry: Entry) -> None:
    titles = {"无期限": None, "下周": 7, "下月": 30}
    for title, days in titles.items():
        due = TODAY + timedelta(days=days) if days else None
        ask(people, entry, title=title, due_on=due)
    Need.objects.filter(title="下月").update(due_on=TODAY - timedelta(days=30))
    settle(people, ask(people, entry, title="办了", due_on=TODAY), "granted")

    found = needs_in(people.actor("office"), entry.campaign).values_list("title", flat=True)

    assert list(found) == ["下月", "下周", "无期限", "办了"]


def test_the_page_asks_and_the_other_unit_answers(people: World, entry: Entry) -> None:
    asked = people.client("approver").post(
        reverse("ledgers:need-ask", args=[entry.pk]),
        {"sort": "land", "title": "建设用地指标", "figure": "45.5亩", "solver": people.housing.pk,
         "due_on": (timezone.localdate() + timedelta(days=9)).isoformat()},
    )  # fmt: skip
    need = Need.objects.get()
    client = people.client("housing_approver")
    body = {"state": "partly", "granted": "20.5", "answer": "余下列入下批次", "version": "1"}
    wrong = client.post(reverse("ledgers:need-settle", args=[need.pk]), body | {"granted": "99"})
    right = client.post(reverse("ledgers:need-settle", args=[need.pk]), body)

    assert (asked.status_code, wrong.status_code, right.status_code) == (302, 422, 302)
    assert figures(need) == (455, 205, 1)
    page = people.client("office").get(reverse("ledgers:entry", args=[entry.pk])).content.decode()
    assert "45.5亩" in page
    assert "20.5亩" in page


def test_a_figure_without_a_known_unit_is_refused(people: World, entry: Entry) -> None:
    answer = people.client("approver").post(
        reverse("ledgers:need-ask", args=[entry.pk]),
        {"sort": "land", "title": "用地", "figure": "四五张", "solver": people.housing.pk},
    )

    assert answer.status_code == 422
    assert "四五张" in answer.content.decode()
    assert not Need.objects.exists()


def test_the_list_counts_what_it_shows_and_takes_the_same_queries(
    people: World, entry: Entry
) -> None:
    client, counts = people.client("office"), []
    client.get(f"{LIST}?campaign={entry.campaign.slug}")
    for extra in (3, 20):
        for number in range(extra):
            ask(people, entry, title=f"需求{extra}-{number}")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LIST).content.decode()
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert len(re.findall(r'/ledgers/needs/\d+/"', page)) == 23
    assert "需求3-0" not in people.client("stranger").get(LIST).content.decode()


@pytest.mark.parametrize(
    ("sort", "measure"),
    [("funds", "亩"), ("land", "万元"), ("land", None)],
    ids=["mu", "yuan", "none"],
)
def test_each_sort_is_asked_for_in_its_own_measure(
    people: World, entry: Entry, sort: str, measure: str | None
) -> None:
    with pytest.raises(InvalidState):
        ask(people, entry, sort=sort, measure=measure)

    assert not Need.objects.exists()


def test_a_unit_finds_what_a_campaign_out_of_its_sight_asks(people: World, entry: Entry) -> None:
    """A town's own campaign asks a bureau of the district, which sees no town's campaigns."""
    own = make_campaign(people.town, slug="town")
    entry.campaign = own
    entry.save(update_fields=["campaign"])
    ask(people, entry, "office", title="还建用地")

    page = people.client("housing_liaison").get(f"{LIST}?mine=1").content.decode()

    assert "还建用地" in page
    assert "还建用地" not in people.client("stranger").get(f"{LIST}?mine=1").content.decode()


def test_an_administrator_in_a_task_force_is_asked_nothing(people: World, entry: Entry) -> None:
    force = Unit.objects.get(kind=Unit.Kind.TASK_FORCE)
    ask(people, entry, solver=force)
    TaskForceMembership.objects.create(
        task_force=force, post=people.posts["security"], started_on=date(2020, 1, 1)
    )

    assert visible_needs(people.actor("member")).count() == 1
    assert not visible_needs(people.actor("security")).exists()


def test_a_handover_shows_the_asked_units_posts_its_needs(people: World, entry: Entry) -> None:
    """The unit that is asked reads the need, not the entry that waits for it."""
    need = ask(people, entry, title="还建用地")
    post, account = people.posts["housing_liaison"], people.accounts["housing_liaison"]
    one = held(post, account.person_id, TODAY)

    def shown(name: str) -> list[tuple[list[str], int]]:
        return [
            ([item.address for item in group.items], group.hidden_count)
            for group in owed_groups(people.actor(name), one)
            if str(group.label) == "需本单位协调解决的要素保障"
        ]

    address = reverse("ledgers:need", args=[need.pk])
    assert shown("housing_liaison") == [([address], 0)]
    assert people.client("housing_liaison").get(address).status_code == 200
    assert shown("security") == [([], 1)]
