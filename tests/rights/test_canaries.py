"""No string of another's rows shows on a page, in a file, in a search or in an error."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from canaries import ABOVE, SIGN, plant, text_of
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from houses import built_once
from objects import Objects, make_objects
from pytest_django import DjangoDbBlocker
from roles import Route, routes
from sight import add_strangers
from worlds import World, make_campaign, make_unit, make_world

from guatu.accounts.models import Unit
from guatu.core.actors import ANONYMOUS, SYSTEM, Role
from guatu.dispatch.actions import ensure_cadence, open_round
from guatu.dispatch.models import CheckIn
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries

# The pages are the same whatever the database: tests/repo asks them all on PostgreSQL too.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

WRITTEN = (
    f"{SIGN} 财政 停车"  # what is typed into every field: it finds planted rows if anything does
)
# What everybody beneath a campaign sees of it, and by which rule. Nothing else of another's.
OF_THE_CAMPAIGN = {
    ABOVE + "accounts.Unit.name": "the unit above by its name",
    ABOVE + "accounts.Unit.short_name": "the same",
    ABOVE
    + "accounts.Post.title": "the leaders of the unit above, one of whom may take an entry on (T1)",
    ABOVE + "campaigns.Campaign.title": "a campaign of the units above is seen beneath",
    ABOVE + "campaigns.Campaign.short_title": "the same",
    ABOVE + "campaigns.Phase.name": "its phases",
    ABOVE + "campaigns.Plan.title": "its plans are read by everybody who works in it",
    ABOVE + "campaigns.Plan.text": "the same",
    ABOVE + "paper.BulletinTemplate.name": "towns may use the wordings of the units above",
}
# Whom work of one's own may be put to: the departments above, by their names where one chooses.
OFFERED = {
    "accounts.Unit.short_name": frozenset(
        {
            "ledgers:need-ask", "ledgers:keeper", "ledgers:create", "ledgers:edit", "ledgers:log",
            "sheets:higher",
            "supervision:inspection-plan-new", "supervision:inspection-record", "supervision:new",
            "supervision:problem-ask",
        }
    ),
    # who chairs a meeting, or leads a matter: leaders above are chosen by their posts
    "accounts.Post.title": frozenset(
        {"meetings:meetings", "meetings:plans", "meetings:prepare", "supervision:new"}
    ),
}  # fmt: skip
# Whoever runs the server sees what it does and by which ways it sends, and the own wishes.
OF_THE_SERVER = frozenset(
    {
        "jobs.Job.asked_by", "jobs.Job.error", "jobs.Job.title", "jobs.Job.work",
        "notices.Channel.keyword", "notices.Channel.title", "notices.Delivery.answer",
        "notices.Delivery.reason", "notices.Notice.sort", "notices.Preference.mail_address",
    }
)  # fmt: skip
# What an administrator keeps for all: the register, never what campaigns hold.
OF_THE_REGISTER = frozenset({"accounts", "audit", "shell"})
BENEATH = ("town_office", "town_leader", "town_admin", "town_approver", "stranger")
BESIDE = {
    "beside_office": Role.CAMPAIGN_OFFICE,
    "beside_leader": Role.LEADER,
    "beside_liaison": Role.LIAISON,
}
KEEPERS = ("system", "security")
MISSING = 999_999
SKIPPED = {"accounts:logout", "set_language"}
REFUSALS = {403, 404, 405}


class House:
    """The finance office's objects, planted; a town beneath the same district; a district beside it."""

    def __init__(self, world: World) -> None:
        self.world = world
        beside = make_unit("邻区", kind=Unit.Kind.GOVERNMENT)
        self.objects = make_objects(world)
        self.planted = plant(world, spared={world.town.pk, beside.pk})
        add_strangers(world)
        for name, role in BESIDE.items():
            world.add(name, beside, role)
        self.own = {"beneath": own_objects(world.town), "beside": own_objects(beside)}


def own_objects(unit: Unit) -> dict[str, int | str]:
    """Return the keys of a campaign that the lookers have themselves: their pages are not empty."""
    campaign = make_campaign(unit, title="自己的行动", slug=f"own-{unit.pk}")
    lead = Assigned(unit_id=unit.pk)
    (entry,) = insert_entries(campaign, "task", [NewEntry(title="自己的停车事项", leads=(lead,))])
    one = open_round(SYSTEM, ensure_cadence(SYSTEM, campaign), campaign.starts_on)
    return {
        "slug": campaign.slug,
        "entry_id": entry.pk,
        "round_id": one.pk,
        "check_in_id": CheckIn.objects.get(round=one).pk,
        "unit_id": unit.pk,
        "code": "task",
        "form": "xlsx",
    }


@pytest.fixture(scope="module")
def house(
    django_db_setup: None,  # noqa: ARG001 it needs the tables
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[House]:
    """Build the house once for all who look: none of them leaves anything written."""
    with built_once(django_db_blocker):
        yield House(make_world())


def addresses(route: Route, objects: Objects, own: dict[str, int | str]) -> Iterator[str]:
    """Yield a route's addresses with each argument the finance office's, or one's own."""
    theirs = objects.of(route.name)
    choices = [
        list(dict.fromkeys([theirs[name], own.get(name, theirs[name])])) for name in route.arguments
    ]
    for chosen in product(*choices):
        yield reverse(route.name, kwargs=dict(zip(route.arguments, chosen, strict=True)))


def asked(objects: Objects) -> dict[str, Any]:
    """Return every parameter that a page may read, with what is the finance office's."""
    keys = objects.arguments
    units = (
        "unit",
        "units",
        "lead",
        "leads",
        "support",
        "supports",
        "owner",
        "provider",
        "scope",
        "solver",
    )
    return {
        **dict.fromkeys(("q", "words", "text", "title", "name", "reason", "note", "said"), WRITTEN),
        **dict.fromkeys(units, keys["unit_id"]),
        **dict.fromkeys(("campaign", "into", "above"), keys["slug"]),
        **dict.fromkeys(
            ("entry", "parent", "parent_id", "serves", "pick", "only"), keys["entry_id"]
        ),
        **dict.fromkeys(("plan", "against"), keys["plan_id"]),
        "target": keys["target_id"],
        "issuance": keys["issuance_id"],
        "line": keys["line_id"],
        "post": keys["post_id"],
        "person": keys["person_id"],
        "round": keys["round_id"],
        "version": 1,
        "closed": "1",
    }


def answers(
    client: Client, address: str, body: dict[str, Any], *, writes: bool
) -> Iterator[tuple[str, str]]:
    """Yield what an address answers, however it is asked; nothing is left written.

    What was refused without a look at its parameters is not asked with others again.
    """
    with transaction.atomic():
        plain = client.get(address)
        yield "GET", said(plain)
        if writes:
            if plain.status_code not in REFUSALS or "GET" in vars(plain.wsgi_request):
                yield "GET ?", said(client.get(address, body, headers={"HX-Request": "true"}))
            json = {"Accept": "application/json"}
            key = {"idempotency_key": uuid.uuid4().hex}
            yield "POST", said(client.post(address, body | key, headers=json))
        transaction.set_rollback(True)


def said(response: HttpResponse) -> str:
    assert response.status_code < 500, response.status_code
    return text_of(response)


def leaks(
    house: House, who: str, side: str, *, writes: bool = True
) -> dict[str, dict[str, set[str]]]:
    """Return the foreign columns that somebody gets to see, and where."""
    actor, client = house.world.actor(who), house.world.client(who)
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    body = asked(house.objects)
    for route in routes():
        if route.name in SKIPPED or route.policy is None or not route.policy(actor):
            continue
        for address in addresses(route, house.objects, house.own.get(side, {})):
            for how, text in answers(client, address, body, writes=writes):
                for column in house.planted.seen_in(text):
                    found[column][route.name].add(f"{how} {address}")
    return {column: dict(places) for column, places in found.items()}


def assert_silent(found: dict[str, dict[str, set[str]]]) -> None:
    lines = [
        f"{column}: {name} {', '.join(sorted(places))}"
        for column, by_route in found.items()
        for name, places in sorted(by_route.items())
    ]
    assert not lines, "\n".join(["shown to a stranger:", *sorted(lines)])


def test_every_text_column_is_planted(house: House) -> None:
    """A new table is found by itself; what cannot be filled needs a sample in `canaries.py`."""
    assert not house.planted.missing, "\n".join(house.planted.missing)


@pytest.mark.parametrize("who", BESIDE)
def test_a_district_beside_sees_nothing(house: House, who: str) -> None:
    assert_silent(leaks(house, who, "beside"))


@pytest.mark.parametrize("who", BENEATH)
def test_a_town_beneath_sees_of_its_neighbours_only_the_campaign(house: House, who: str) -> None:
    found = leaks(house, who, "beneath")

    for column, offering in OFFERED.items():
        for name in offering:
            found.get(column, {}).pop(name, None)
    assert_silent({c: places for c, places in found.items() if c not in OF_THE_CAMPAIGN})


@pytest.mark.parametrize("who", KEEPERS)
def test_an_administrator_sees_the_register_and_no_campaign(house: House, who: str) -> None:
    found = leaks(house, who, "")

    of_campaigns = {
        c: places
        for c, places in found.items()
        if c.removeprefix(ABOVE).partition(".")[0] not in OF_THE_REGISTER
        and not (who == "system" and c in OF_THE_SERVER)
    }
    assert_silent(of_campaigns)


def test_the_canaries_do_sing_for_those_whose_rows_they_are(house: House) -> None:
    """The test above could not fail if the strings showed to nobody."""
    seen = leaks(house, "office", "", writes=False).keys() | (
        leaks(house, "approver", "", writes=False).keys()
    )

    assert {
        "ledgers.Entry.title", "ledgers.Entry.standard", "dispatch.CheckIn.said",
        "campaigns.Target.written", "planning.Adjustment.reason",
        "accounts.Person.name", "accounts.UnitAlias.name", "audit.Evidence.file_name",
        "campaigns.Plan.text", "planning.Objection.reason", "ledgers.Milestone.title",
    } <= seen  # fmt: skip


@pytest.mark.parametrize("who", ["town_office", "stranger", "beside_office"])
def test_what_is_not_in_sight_answers_like_what_is_not_there(house: House, who: str) -> None:
    """Neither the status nor a word of the answer tells one from the other."""
    actor, client = house.world.actor(who), house.world.client(who)
    differing = []
    for route in routes():
        if route.policy is None or not route.policy(actor):
            continue
        keys = house.objects.of(route.name)
        if not any(isinstance(keys[name], int) for name in route.arguments):
            continue
        missing = {n: MISSING if isinstance(keys[n], int) else keys[n] for n in route.arguments}
        foreign = {name: keys[name] for name in route.arguments}
        here, there = (client.get(reverse(route.name, kwargs=k)) for k in (foreign, missing))
        if here.status_code == 404 != there.status_code or (
            here.status_code == there.status_code == 404 and bare(here) != bare(there)
        ):
            differing.append(route.name)

    assert differing == []


def bare(response: HttpResponse) -> str:
    """Return an answer without what differs from one to the next: tokens, keys, time, address."""
    text = re.sub(
        r'[0-9A-Za-z]{64}|[0-9a-f]{32}|"print-only printed-at">[^<]*', "", response.content.decode()
    )
    return text.replace(response.wsgi_request.path, "")  # type: ignore[attr-defined]


def test_nobody_sees_nothing(house: House) -> None:
    client = Client()
    for route in routes():
        if route.policy is not None and not route.policy(ANONYMOUS):
            for address in addresses(route, house.objects, {}):
                assert not house.planted.seen_in(text_of(client.get(address)))
