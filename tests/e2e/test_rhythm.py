"""A round from opening to frozen: opened, reported, approved, closed, reported late, frozen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from browser import SignIn
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from scenes import Scene, make_scene
from worlds import World

from guatu.dispatch.models import CheckIn, EntryState, Round
from guatu.ledgers.models import Entry

As = Callable[[str, str], None]


@pytest.fixture
def scene(world: World) -> Scene:
    """Return entries that are under way whatever day it is, all led by finance; no round yet."""
    scene = make_scene(world)
    first = timezone.localdate().replace(day=1)
    Entry.objects.update(starts_on=first.replace(month=1), due_on=None)
    scene.task.milestones.update(due_on=first)
    return scene


@pytest.fixture
def enter(page: Page, scene: Scene, sign_in: SignIn) -> As:
    """Let the browser look at an address as one of the world's accounts."""
    page.on("dialog", lambda dialog: dialog.accept())

    def look(name: str, address: str) -> None:
        page.context.clear_cookies()
        sign_in(page, scene.world, name)
        page.goto(address)

    return look


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).focus()
    page.keyboard.press("Enter")


def report(page: Page, title: str, said: str) -> None:
    """Write on one card as a liaison does, and hand in what is filled in."""
    card = page.locator("[data-checkin]").filter(has_text=title)
    card.locator("[data-field=said]").fill(said)
    expect(card.locator("[data-status]")).to_contain_text("已存到服务器")
    press(page, "提交")
    expect(page.get_by_role("heading", level=1)).to_contain_text("提交成功")


def pass_cut_off(one: Round) -> None:
    """Let the time of a round be over, as if the days had gone by."""
    over = timezone.now() - timedelta(minutes=1)
    Round.objects.filter(pk=one.pk).update(due_at=over, late_at=over)


def line_of(page: Page, unit: str) -> Locator:
    return page.get_by_role("row").filter(has_text=unit)


def test_a_round_from_opening_to_frozen(page: Page, scene: Scene, enter: As) -> None:
    enter("office", "/dispatch/rounds/")
    press(page, "开启本期并要求填报")
    expect(page.locator("table.sheet")).to_contain_text("填报中")
    one = Round.objects.get()

    enter("liaison", "/dispatch/mine/")
    report(page, scene.task.title, "首批清单已发布")
    expect(page.locator(".receipt .facts")).to_contain_text("✓ 按时")
    enter("approver", "/dispatch/reviews/")
    expect(page.locator("[data-review]")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".empty")).to_be_visible()

    enter("office", f"/dispatch/rounds/{one.pk}/")
    finance = line_of(page, "区财政局").locator("td[data-label=未报]")
    expect(finance).to_contain_text("○ 1")
    pass_cut_off(one)
    page.goto("/dispatch/rounds/")
    press(page, "截止")
    expect(page.get_by_text("第1期已截止。")).to_be_visible()
    kept = list(EntryState.objects.order_by("pk").values())

    enter("liaison", "/dispatch/mine/")
    expect(page.locator(".lead")).to_contain_text("▲ 已截止，现在提交记为迟报")
    report(page, scene.project.title, "主体结构封顶")
    expect(page.locator(".receipt .facts")).to_contain_text("▲ 1项迟报")

    enter("office", "/dispatch/rounds/")
    press(page, "冻结")
    expect(page.get_by_text("第1期已冻结。")).to_be_visible()
    page.get_by_role("link", name="第1期").click()
    expect(line_of(page, "区财政局").locator("td[data-label=迟报]")).to_have_text("1")
    expect(page.locator("table.sheet button")).to_have_count(0)
    page.get_by_role("link", name="截至第1期").click()
    expect(page.locator(".notice").first).to_contain_text("该期已冻结")

    enter("liaison", f"/ledgers/entries/{scene.project.pk}/")
    expect(page.locator(".stream-report").first).to_contain_text("▲ 迟报")
    page.goto("/dispatch/mine/")
    expect(page.locator("[data-checkin]")).to_have_count(0)
    late = dict(CheckIn.objects.filter(role="lead").values_list("entry__title", "is_late"))
    assert late == {scene.task.title: False, scene.project.title: True}
    assert list(EntryState.objects.order_by("pk").values()) == kept
