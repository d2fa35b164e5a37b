"""axe-core over every main page: nothing serious or critical, at a desk and on a phone in large print."""

from __future__ import annotations

from decimal import Decimal

import pytest
from browser import SignIn, Watch
from django.utils import timezone
from drafts import make_draft
from grave import both_ways
from issued import make_way
from playwright.sync_api import Page
from rooms import Scene, make_scene, put_target
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.campaigns.actions import NewTarget
from guatu.dispatch.actions import Draft, open_round, save_draft, submit_check_ins
from guatu.dispatch.models import Round


@pytest.fixture
def working(world: World) -> Scene:
    """Give a campaign with figures, an open round, one check-in submitted and the others asked for."""
    today = timezone.localdate()
    scene = make_scene(world, today)
    put_target(
        scene.campaign,
        NewTarget(indicator="项目投资", op=">=", value=Decimal(120), measure="亿元"),
        [(scene.campaign.starts_on, "1.5"), (today, "60")],
    )
    one = open_round(world.actor("office"), scene.campaign.cadences.get(), today)
    row = one.check_ins.get(entry=scene.entries["recovered"])
    save_draft(world.actor("liaison"), row.pk, row.version, Draft(said="已完成招标，进场施工。"))
    submit_check_ins(world.actor("liaison"), one)
    return scene


def main_pages(page: Page) -> list[str]:
    """Return the addresses that the navigation offers to whoever is signed in."""
    links = page.locator("nav.rail li a")
    return [link.get_attribute("href") or "" for link in links.all()]


@pytest.mark.parametrize("name", ["office", "liaison", "auditor", "security"])
def test_every_page_of_the_navigation(
    page: Page, world: World, working: Scene, sign_in: SignIn, axe: str,
    name: str,
) -> None:  # fmt: skip
    sign_in(page, world, name)
    page.goto("/")
    addresses = main_pages(page)
    assert len(addresses) >= 2
    assert working.entries
    found = []
    for address in addresses:
        page.goto(address)
        found += both_ways(page, axe)

    assert found == []


def test_the_pages_behind(
    page: Page, watch: Watch, world: World, working: Scene, sign_in: SignIn, axe: str
) -> None:  # fmt: skip
    watch.allow("/nowhere-at-all/")
    draft = make_draft(world)
    entry = working.entries["recovered"].pk
    found = []
    page.goto("/accounts/sign-in/")
    found += both_ways(page, axe)
    sign_in(page, world, "office")
    for address in (
        f"/wall/?campaign={working.campaign.slug}",
        f"/?unit={world.finance.pk}",
        f"/chart/{working.campaign.slug}/?zoom=week&group=unit",
        f"/chart/{working.campaign.slug}/needs/",
        f"/chart/{working.campaign.slug}/needs/?group=solver&state=all",
        f"/chart/{working.campaign.slug}/paper/?paper=A3&group=unit",
        f"/chart/{working.campaign.slug}/paper/?chart=support&code=1",
        f"/ledgers/{working.campaign.slug}/task/",
        f"/ledgers/{working.campaign.slug}/task/new/",
        f"/ledgers/entries/{entry}/",
        f"/ledgers/entries/{entry}/edit/",
        f"/ledgers/entries/{entry}/duties/",
        f"/ledgers/entries/{entry}/milestones/",
        f"/ledgers/entries/{entry}/stage/",
        f"/dispatch/entries/{entry}/reports/",
        f"/dispatch/entries/{entry}/reports/?all=1",
        f"/dispatch/rounds/{Round.objects.latest('pk').pk}/",
        f"/planning/drafts/{draft.pk}/",
        f"/planning/drafts/{draft.pk}/?order=text&state=pending",
        f"/planning/drafts/{draft.pk}/finish/",
        f"/planning/drafts/{draft.pk}/new/?start=20&end=40",
        f"/planning/units/{draft.units.order_by('pk')[0].pk}/",
        f"/planning/items/{draft.items.order_by('pk')[0].pk}/edit/",
        f"/planning/plans/{draft.plan_id}/",
        f"/accounts/units/{world.finance.pk}/",
        f"/accounts/people/{world.accounts['liaison'].person_id}/",
        "/accounts/password/",
        "/nowhere-at-all/",
    ):
        page.goto(address)
        found += both_ways(page, axe)

    assert found == []


def test_receipts_and_records(
    page: Page, world: World, working: Scene, sign_in: SignIn, axe: str
) -> None:  # fmt: skip
    submitted = AuditEvent.objects.filter(act="check_in.submit").latest("number")
    assert submitted.person_id == world.accounts["liaison"].person_id
    assert working.entries
    sign_in(page, world, "liaison")
    page.goto(f"/dispatch/receipts/{submitted.number}")
    found = both_ways(page, axe)
    sign_in(page, world, "auditor")
    for address in (f"/audit/{submitted.number}/", "/audit/verify/"):
        page.goto(address)
        found += both_ways(page, axe)

    assert found == []


def test_in_english_too(
    page: Page, world: World, working: Scene, sign_in: SignIn, axe: str
) -> None:  # fmt: skip
    sign_in(page, world, "office")
    page.goto("/")
    page.context.add_cookies(
        [{"name": "guatu_language", "value": "en", "url": page.url}]
    )  # fmt: skip
    page.goto(f"/?campaign={working.campaign.slug}")
    assert page.locator("html").get_attribute("lang") == "en"

    assert both_ways(page, axe) == []


def test_the_pages_of_issuing(page: Page, world: World, sign_in: SignIn, axe: str) -> None:
    way = make_way(world)
    sign_in(page, world, "office")
    found = []
    step = f"/planning/issuing/{way.issuance.pk}/"
    page.goto(step)
    found += both_ways(page, axe)
    way.consult()
    sign_in(page, world, "liaison")
    for address in (
        "/planning/issuing/mine/",
        f"/planning/issuing/consultations/{way.asked(world.finance).pk}/",
    ):
        page.goto(address)
        found += both_ways(page, axe)
    way.submit(reason="先行送审")
    sign_in(page, world, "leader")
    for address in (step, f"{step}sheet/"):
        page.goto(address)
        found += both_ways(page, axe)
    way.approve()
    way.issue()
    sign_in(page, world, "liaison")
    line = way.line(way.first).pk
    for address in (
        "/planning/issuing/mine/",
        f"/planning/issuing/lines/{line}/object/",
        f"/planning/issuing/entries/{way.first.pk}/",
        f"/ledgers/entries/{way.first.pk}/",
    ):
        page.goto(address)
        found += both_ways(page, axe)
    page.goto(f"/planning/issuing/lines/{line}/object/")
    page.locator("textarea[name=reason]").fill("职责交叉")
    page.locator("form.card button[type=submit]").click()
    page.wait_for_url("**/mine/")
    sign_in(page, world, "office")
    for address in ("/planning/issuing/", "/planning/issuing/objections/", step):
        page.goto(address)
        found += both_ways(page, axe)
    page.goto("/planning/issuing/objections/")
    page.locator("article a.button").click()
    found += both_ways(page, axe)

    assert found == []


@pytest.mark.parametrize("name", ["system", "office", "unit_admin"])
def test_the_pages_of_the_settings(
    page: Page, world: World, working: Scene, sign_in: SignIn, axe: str, name: str
) -> None:
    sign_in(page, world, name)
    page.goto("/accounts/settings/")
    found = both_ways(page, axe)
    cards = page.locator(".setting-cards a").all()
    addresses = [card.get_attribute("href") or "" for card in cards]
    addresses.append(f"/accounts/posts/{world.posts['liaison'].pk}/handover/")
    if name == "office":
        addresses += [
            f"/ledgers/responsibility/of/{working.campaign.slug}/set/",
            f"/ledgers/entries/{working.entries['recovered'].pk}/responsibility/",
        ]
    for address in addresses:
        page.goto(address)
        found += both_ways(page, axe)

    assert found == []
