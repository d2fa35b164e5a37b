"""From the draft to the duty in a browser: office → unit → leader → unit → in force; nothing asked before."""

from __future__ import annotations

import pytest
from browser import SignIn
from django.utils import timezone
from drafts import make_draft, settle
from issued import Way, make_way
from playwright.sync_api import Page, expect
from worlds import World

from guatu.campaigns.actions import install_measures
from guatu.core.actors import SYSTEM
from guatu.dispatch.actions import ensure_cadence, open_round
from guatu.dispatch.models import CheckIn
from guatu.ledgers.actions import install_kinds
from guatu.ledgers.models import Entry
from guatu.planning.models import Issuance

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1366, "height": 768}


@pytest.fixture
def way(world: World) -> Way:
    return make_way(world)


def asked_now(way: Way) -> int:
    """Open this week's round and return how many reports it asks for."""
    one = open_round(SYSTEM, ensure_cadence(SYSTEM, way.campaign), timezone.localdate())
    return CheckIn.objects.filter(round=one).count()


def at(page: Page, way: Way) -> None:
    page.goto(f"/planning/issuing/{way.issuance.pk}/")


def test_the_whole_way(page: Page, way: Way, sign_in: SignIn) -> None:
    assert asked_now(way) == 0
    consulted(page, way, sign_in)
    approved(page, way, sign_in)
    received(page, way, sign_in)
    assert asked_now(way) == 0
    enforced(page, way, sign_in)
    assert asked_now(way) == 3  # finance and housing for the first, housing for the second


def consulted(page: Page, way: Way, sign_in: SignIn) -> None:
    sign_in(page, way.world, "office")
    page.goto("/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="交办").click()
    page.get_by_role("link", name="年中增补任务").click()
    page.get_by_role("button", name="发送单位").click()
    expect(page.locator("#messages")).to_contain_text("已发送 2 个单位")
    expect(page.locator("main")).to_contain_text("未答复单位：区财政局、区住建局")

    sign_in(page, way.world, "liaison")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/planning/issuing/mine/")
    page.get_by_role("link", name="查看任务并答复").click()
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator("#messages")).to_contain_text("答复已提交")

    sign_in(page, way.world, "housing_liaison")
    page.goto("/planning/issuing/mine/")
    page.get_by_role("link", name="查看任务并答复").click()
    line = page.locator("article").filter(has_text=way.second.title)
    line.get_by_text("提出修改意见").click()
    line.get_by_label("所提意见").select_option("deadline")
    line.get_by_label("可完成日期").fill((way.second.due_on or way.today).isoformat())
    line.get_by_label("理由").fill("施工图审查尚未完成")
    page.get_by_text("有修改意见").click()
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator("main")).to_contain_text("施工图审查尚未完成")
    expect(page.locator("main")).to_contain_text("待答复")


def approved(page: Page, way: Way, sign_in: SignIn) -> None:
    sign_in(page, way.world, "office")
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    at(page, way)
    page.get_by_role("link", name="答复", exact=True).click()
    page.get_by_label("不采纳：任务保持不变").check()
    page.get_by_label("答复理由").fill("时限由上级明确，不作调整")
    page.get_by_role("button", name="答复该单位").click()
    at(page, way)
    page.get_by_role("button", name="送领导审定").click()
    expect(page.locator("#messages")).to_contain_text("已送领导审定")

    sign_in(page, way.world, "leader")
    page.goto("/")
    expect(page.get_by_role("link", name="交办 1")).to_be_visible()
    at(page, way)
    page.get_by_role("button", name="审定通过").click()
    expect(page.locator("#messages")).to_contain_text("已审定")

    sign_in(page, way.world, "office")
    at(page, way)
    page.get_by_role("button", name="交办给 2 个单位").click()
    expect(page.locator("#messages")).to_contain_text("已交办")


def received(page: Page, way: Way, sign_in: SignIn) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, way.world, "liaison")
    page.goto("/dispatch/mine/")
    page.get_by_role("link", name="待签收 2 项").click()
    page.get_by_role("button", name="签收全部 2 项").click()
    expect(page.locator("#messages")).to_contain_text("已签收 2 项")

    sign_in(page, way.world, "housing_liaison")
    page.goto("/planning/issuing/mine/")
    page.get_by_label(way.first.title).check()
    page.get_by_role("button", name="签收勾选的任务").click()
    line = page.locator(".issuing-line").filter(has_text=way.second.title)
    line.get_by_role("link", name="提出异议").click()
    page.get_by_label("理由").fill("应由属地镇牵头")
    page.get_by_role("button", name="提交异议").click()
    expect(page.locator("main")).to_contain_text("应由属地镇牵头")


def enforced(page: Page, way: Way, sign_in: SignIn) -> None:
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    sign_in(page, way.world, "office")
    at(page, way)
    page.get_by_role("button", name="生效", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("2 项任务已生效")
    page.goto("/planning/issuing/objections/")
    page.get_by_role("link", name="答复", exact=True).click()
    page.get_by_label("不采纳：任务保持不变").check()
    page.get_by_label("答复理由").fill("按三定规定由贵单位牵头")
    page.get_by_role("button", name="答复该单位").click()

    sign_in(page, way.world, "housing_liaison")
    page.goto("/planning/issuing/mine/")
    expect(page.locator("main")).to_contain_text("按三定规定由贵单位牵头")
    page.get_by_role("button", name="签收全部 1 项").click()

    sign_in(page, way.world, "office")
    at(page, way)
    page.get_by_role("button", name="生效", exact=True).click()
    expect(page.locator("main")).to_contain_text("全部任务已生效")
    page.goto(f"/ledgers/entries/{way.second.pk}/")
    expect(page.locator(".entry-issuing")).to_contain_text("按三定规定由贵单位牵头")
    page.wait_for_load_state("networkidle")  # its other parts share the test's one connection


def test_a_leader_signs_on_paper(page: Page, way: Way, sign_in: SignIn) -> None:
    way.consult()
    way.submit(reason="先行送审")
    sign_in(page, way.world, "office")
    page.goto(f"/planning/issuing/{way.issuance.pk}/sheet/")
    expect(page.locator(".issuing-sheet")).to_contain_text("未答复的单位（不视为同意）")
    at(page, way)
    scan = {"name": "审签单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
    page.locator("input[name=scan]").set_input_files(scan)  # type: ignore[arg-type]
    page.get_by_role("button", name="登记审签单").click()
    expect(page.locator("#messages")).to_contain_text("线下审签已登记")
    expect(page.locator("main")).to_contain_text("审签单.pdf")


def test_a_confirmed_plan_is_a_draft_until_it_is_issued(
    page: Page, world: World, sign_in: SignIn
) -> None:
    install_kinds()
    install_measures()
    draft = settle(world, make_draft(world))
    sign_in(page, world, "office")
    page.goto(f"/planning/drafts/{draft.pk}/finish/")
    page.locator("button.button-primary[type=submit]").last.click()
    expect(page.locator("h1")).to_contain_text("青溪区")
    assert Issuance.objects.get().state == "draft"
    assert set(Entry.objects.values_list("validity", flat=True)) == {"draft"}

    campaign = Issuance.objects.get().campaign
    page.goto(f"/ledgers/{campaign.slug}/task/")
    expect(page.locator("tr.not-in-force").first).to_contain_text("分解稿")
