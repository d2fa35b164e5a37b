"""Figures in a browser: a liaison fills in a list, is told what is wrong, and saves it at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from browser import SignIn, Watch
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from worlds import World, make_campaign

from guatu.campaigns.actions import NewTarget, insert_targets, install_measures
from guatu.campaigns.models import Observation


def test_a_liaison_reports_several_figures_at_once(
    page: Page, live_server: LiveServer, world: World, sign_in: SignIn, watch: Watch
) -> None:
    install_measures()
    year = timezone.localdate().year
    campaign = make_campaign(
        world.district, starts_on=date(year - 1, 1, 1), ends_on=date(year, 12, 31)
    )
    rows = [
        NewTarget(
            indicator=name, op=">=", value=Decimal(9), measure="公里", unit_id=world.finance.pk
        )
        for name in ("新建道路", "健身步道")
    ]
    insert_targets(campaign, rows)
    sign_in(page, world, "liaison")
    page.goto(f"{live_server.url}/dispatch/mine/")
    page.get_by_role("link", name="指标数据：2项本期未报").click()
    watch.allow("422")
    page.get_by_label("新建道路").fill("约三公里")
    page.get_by_label("健身步道").fill("1.5公里")
    page.get_by_role("button", name="提交已填数据").click()
    expect(page.get_by_text("请填写一个数值及计量单位")).to_be_visible()
    assert not Observation.objects.exists()

    page.get_by_label("新建道路").fill("3公里")
    page.get_by_role("button", name="提交已填数据").click()

    expect(page.get_by_text("已填报2项数据。")).to_be_visible()
    assert Observation.objects.count() == 2
