"""Charts in the browser: drawn under the policy, walked by the keyboard, whole without scripts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from browser import SignIn
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from worlds import World, make_campaign

from guatu.campaigns.actions import (
    NewObservation,
    NewTarget,
    insert_observations,
    insert_targets,
    install_measures,
)
from guatu.campaigns.models import Observation, Target
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries, install_kinds
from guatu.ledgers.models import Entry

INKED = """canvas => {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels.some((value, place) => place % 4 === 3 && value > 0);
}"""


@pytest.fixture
def target(world: World) -> Target:
    install_measures()
    first = timezone.localdate().replace(day=1)
    campaign = make_campaign(
        world.district,
        starts_on=date(first.year - 1, 1, 1),
        ends_on=date(first.year + 1, 12, 31),
    )
    new = NewTarget(indicator="新建停车泊位", op=">=", value=Decimal(700), measure="个",
                    written="新建停车泊位700个", unit_id=world.finance.pk)  # fmt: skip
    (row,) = insert_targets(campaign, [new])
    for place, value in enumerate((60, 150), start=1):
        day = date(first.year - 1, place, 28)
        figure = NewObservation(indicator=row.indicator, unit=row.unit, period_start=day,
                                period_end=day, as_of=day, value=Decimal(value), measure="个",
                                facet="cumulative")  # fmt: skip
        insert_observations(world.actor("liaison"), [figure])
    return row


@pytest.fixture
def project(world: World) -> Entry:
    install_kinds()
    today = timezone.localdate()
    campaign = make_campaign(
        world.district, starts_on=today - timedelta(days=200), ends_on=today + timedelta(days=100)
    )
    months = [f"{today.year - 1}-{month:02d}" for month in (10, 11, 12)]
    new = NewEntry(
        title="云溪水厂扩建",
        leads=(Assigned(unit_id=world.finance.pk),),
        fields={
            "planned": dict.fromkeys(months, "100"),
            "paid": dict(zip(months, ("110", "40", "20"), strict=True)),
        },
    )
    return insert_entries(campaign, "project", [new])[0]


def test_a_point_says_its_report_and_opens_it(
    page: Page, world: World, sign_in: SignIn, target: Target
) -> None:
    sign_in(page, world, "office")
    page.goto(f"/targets/indicators/{target.indicator_id}/")
    canvas = page.locator("[data-canvas] canvas")
    expect(canvas).to_be_visible()

    assert canvas.evaluate(INKED)

    page.locator("[data-canvas]").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    said = page.locator("[data-said]")
    expect(said).to_contain_text("150个")
    expect(said).to_contain_text(world.accounts["liaison"].person.name)
    page.keyboard.press("Enter")

    newest = Observation.objects.latest("as_of")
    row = page.locator(f"#figure-{newest.pk}")
    expect(row).to_be_focused()
    expect(row).to_have_class("is-shown")
    expect(row).to_be_in_viewport()


def test_the_chart_in_the_drawer_draws_too(
    page: Page, world: World, sign_in: SignIn, project: Entry
) -> None:
    sign_in(page, world, "office")
    page.goto(f"/ledgers/{project.campaign.slug}/project/")
    page.get_by_role("link", name=project.title).first.click()

    canvas = page.locator("#drawer [data-canvas] canvas")
    expect(canvas).to_be_visible()
    assert canvas.evaluate(INKED)
    bad = page.locator("#drawer tr.month-bad th")
    expect(bad).to_have_count(2)  # 150 of 200 in the second month, 170 of 300 in the third


def test_without_scripts_the_table_holds_the_same(
    browser: Browser, live_server: LiveServer, world: World, sign_in: SignIn, target: Target
) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, locale="zh-CN"
    )
    page = context.new_page()
    sign_in(page, world, "office")
    page.goto(f"/targets/indicators/{target.indicator_id}/")

    assert not page.locator("[data-canvas]").is_visible()
    assert page.locator("tr[id^=figure-] td.figure").first.inner_text() == "150个"
    context.close()
