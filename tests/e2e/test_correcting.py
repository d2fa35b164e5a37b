"""A corrected plan in a browser: what it is, how it differs, one's word on each line, merged."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import SignIn, assert_fits
from drafts import make_confirmed, settle
from playwright.sync_api import Page, expect
from versions import CORRECTED
from worlds import World

from guatu.campaigns.actions import install_measures
from guatu.campaigns.models import Campaign
from guatu.ledgers.actions import install_kinds
from guatu.planning.models import Draft

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = """async () => (await axe.run(document, {
  resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
})).violations.filter((one) => ["serious", "critical"].includes(one.impact)).map((one) => one.id)"""
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def campaign(world: World) -> Campaign:
    install_kinds()
    install_measures()
    return make_confirmed(world)


def check(page: Page) -> None:
    """Look for grave findings and for overflow, on a phone and at a desk."""
    for size in (PHONE, DESK):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        if AXE.exists():
            page.evaluate(AXE.read_text(encoding="utf-8"))
            assert page.evaluate(GRAVE) == []
        assert_fits(page)


def test_a_corrected_plan_is_merged_line_by_line(
    page: Page,
    world: World,
    campaign: Campaign,
    sign_in: SignIn,
    tmp_path: Path,
) -> None:
    file = tmp_path / "修订.txt"
    file.write_text(CORRECTED, encoding="utf-8")
    sign_in(page, world, "office")
    page.goto("/planning/upload/")
    page.set_input_files('[name="file"]', file)
    page.get_by_role("button", name="开始分解").click()

    page.wait_for_url("**/kin/")
    expect(page.locator(".kin-offer").first).to_contain_text("它的更正（修订）版")
    check(page)
    page.get_by_role("button", name="继续").click()

    page.wait_for_url("**/lines/")
    expect(page.locator(".line-row")).to_have_count(3)
    check(page)
    page.get_by_role("button", name="未经人工改动的全部采用新值").click()
    gone = page.locator(".line-row.is-removed")
    expect(gone).to_contain_text("新增停车泊位")
    gone.get_by_role("button", name="停止执行").click()
    expect(gone).to_contain_text("✓ 停止执行")
    expect(page.locator("#lines-bar")).to_contain_text("全部条目已确认")

    page.get_by_role("link", name="逐句比对").click()
    expect(page.locator(".versions-changed del").first).to_be_visible()
    check(page)

    draft = settle(world, Draft.objects.latest("pk"))
    page.goto(f"/planning/drafts/{draft.pk}/merge/")
    check(page)
    page.get_by_role("button", name="并入").click()
    page.wait_for_url("**/?campaign=*")
    expect(page.locator("#messages")).to_contain_text("方案已并入")

    target = campaign.targets.get(indicator__name="完成技改投资")
    assert target.plan == draft.plan
    assert campaign.targets.get(indicator__name="新增停车泊位").validity == "withdrawn"
    page.goto(f"/targets/{target.pk}/")
    expect(page.locator(".entry-sources")).to_contain_text("原表述，已被更正")
