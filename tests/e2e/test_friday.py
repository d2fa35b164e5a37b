"""A township's Friday on a phone: reminded, reported, a directive answered, the day's lines said done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from browser import SignIn, assert_fits
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from scenes import Scene, make_scene
from worlds import World

from guatu.dispatch.actions.running import remind
from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.due import step_now
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.supervision.actions.directives import NewDirective, issue
from guatu.supervision.models import Directive
from guatu.worklists.actions.lines import NewLine, add_line
from guatu.worklists.models import WeekItem

PHONE = {"width": 390, "height": 844}
QUIET, MOVED = "镇村道路巡查", "农房安全排查"


@pytest.fixture
def scene(world: World) -> Scene:
    """Return a Friday of the town: two entries to report of, one directive, two lines of the leader's day."""
    scene = make_scene(world)
    today = timezone.localdate()
    town = Assigned(unit_id=world.town.pk)
    started = today.replace(month=1, day=1)
    rows = [NewEntry(title=one, leads=(town,), starts_on=started) for one in (QUIET, MOVED)]
    insert_entries(scene.campaign, "task", rows)
    one = scene.open(today)
    put_before_cut_off(one, scene.cadence.hours_before[0])
    office = world.actor("office")
    asked = NewDirective(
        campaign_id=scene.campaign.pk, unit_id=world.town.pk, title="补齐农房排查台账",
        requirement="三日内补齐缺失的排查记录。", limit_on=today + timedelta(days=3),
        source="leader",
    )  # fmt: skip
    issue(office, asked)
    for content in ("入户核查危房", "报送巡查照片"):
        line = NewLine(
            day=today, content=content, unit_id=world.town.pk, campaign_id=scene.campaign.pk
        )
        add_line(office, world.posts["leader"], line)
    return scene


def put_before_cut_off(one: Round, hours: int) -> None:
    """Let the round be so far gone that its reminder is due, and remind as the clock would."""
    now = timezone.now()
    due_at = now + timedelta(hours=hours) - timedelta(minutes=5)
    Round.objects.filter(pk=one.pk).update(
        opened_at=now - timedelta(days=4), due_at=due_at, late_at=due_at
    )
    one = Round.objects.select_related("cadence", "campaign").get(pk=one.pk)
    assert remind(one.pk, step_now(one, now) or "", now) > 0


def card(page: Page, title: str) -> Locator:
    return page.locator("[data-checkin]").filter(has_text=title)


def unread(page: Page) -> Locator:
    return page.locator("a.bell .rail-count")


def open_notice(page: Page, words: str) -> None:
    """Open the notice with these words from the bell, as the thumb does."""
    page.locator("a.bell").click()
    assert_fits(page)
    told = page.locator(".notice-list > li").filter(has_text=words)
    told.locator("button.link-like").click()
    assert_fits(page)


def test_a_townships_friday_on_a_phone(page: Page, scene: Scene, sign_in: SignIn) -> None:
    sign_in(page, scene.world, "stranger")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto("/dispatch/mine/")
    expect(unread(page)).to_have_text("2")

    open_notice(page, "待填报提醒")
    card(page, QUIET).locator("label").filter(has_text="本期无新进展").click()
    expect(card(page, QUIET).locator("[data-status]")).to_contain_text("已存到服务器")
    card(page, MOVED).locator("[data-field=said]").fill("排查62户，整改3户")
    expect(card(page, MOVED).locator("[data-status]")).to_contain_text("已存到服务器")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("提交成功")
    expect(page.locator(".receipt")).to_contain_text("排查62户，整改3户")
    expect(page.locator(".receipt .facts")).to_contain_text("✓ 按时")

    open_notice(page, "补齐农房排查台账")
    page.get_by_role("button", name="签收").click()
    page.get_by_label("办理情况").fill("缺失记录已补齐，镇长已审。")
    page.get_by_label("已完成，报请核查").check()
    page.get_by_role("button", name="反馈", exact=True).click()
    expect(page.locator("main")).to_contain_text("缺失记录已补齐")

    page.goto("/worklists/today/?show=say")
    assert_fits(page)
    lines = page.locator(".strike-lines > li")
    expect(lines).to_have_count(2)
    for left in (1, 0):
        lines.filter(has=page.get_by_role("button", name="已完成")).first.get_by_role(
            "button", name="已完成"
        ).click()
        expect(page.get_by_role("link", name=f"待我填报 {left}")).to_be_visible()
    nothing_is_left(page)
    held(scene)


def nothing_is_left(page: Page) -> None:
    """Look at the town's pages again: nothing to report, to answer or to say, nothing unread."""
    expect(page.get_by_text("没有待销号事项。")).to_be_visible()
    page.goto("/supervision/mine/")
    expect(page.get_by_role("button", name="签收")).to_have_count(0)
    expect(page.get_by_role("link", name="反馈")).to_have_count(0)
    page.goto("/dispatch/mine/")
    expect(page.locator("[data-checkin]")).to_have_count(0)
    expect(page.get_by_role("button", name="提交")).to_have_count(0)
    expect(unread(page)).to_have_count(0)


def held(scene: Scene) -> None:
    town = scene.world.town
    told = CheckIn.objects.filter(unit=town).values_list("entry__title", "is_unchanged", "is_late")
    assert sorted(told) == sorted([(QUIET, True, False), (MOVED, False, False)])
    assert set(CheckIn.objects.filter(unit=town).values_list("state", flat=True)) == {"submitted"}
    assert Directive.objects.get().state == Directive.State.REPLIED
    assert set(WeekItem.objects.values_list("state", flat=True)) == {WeekItem.State.DONE}
