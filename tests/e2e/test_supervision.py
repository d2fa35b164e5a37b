"""A red lamp to a closed directive: at the desk and on a phone, and by the keyboard alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from browser import SignIn, assert_fits
from django.utils import timezone
from gatherings import light
from playwright.sync_api import Page, expect
from scenes import Scene, make_scene
from worlds import World

from guatu.ledgers.models import Entry
from guatu.supervision.models import Directive

DESK = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def scene(world: World) -> Scene:
    scene = make_scene(world)
    due = timezone.localdate() - timedelta(days=5)
    Entry.objects.filter(pk=scene.task.pk).update(due_on=due)
    light(scene.task, "overdue", due_on=due.isoformat())
    return scene


def take(page: Page, world: World, sign_in: SignIn, who: str) -> None:
    """Hand the page to another person: the office at a desk, the unit with a phone."""
    sign_in(page, world, who)
    page.set_viewport_size(DESK if who == "office" else PHONE)  # type: ignore[arg-type]


def report_finished(page: Page, said: str) -> None:
    """Open the card of what is owed, say that it is finished, on a page no wider than the phone."""
    page.goto("/supervision/mine/")
    assert_fits(page)
    page.get_by_role("link", name="反馈", exact=True).click()
    form = page.locator("#answer")
    form.get_by_label("办理情况").fill(said)
    form.get_by_label("已完成，报请核查").check()
    assert_fits(page)
    form.get_by_role("button", name="反馈").click()
    expect(page.locator(".lead")).to_contain_text("待核查")
    assert_fits(page)


def test_a_red_lamp_to_a_closed_directive(
    page: Page, world: World, scene: Scene, sign_in: SignIn
) -> None:
    """Issued from the entry, signed for and answered on a phone, returned once, answered, closed."""
    take(page, world, sign_in, "office")
    page.goto(f"/ledgers/entries/{scene.task.pk}/")
    page.get_by_role("main").get_by_role("link", name="督办", exact=True).click()
    expect(page.get_by_label("单位", exact=True)).to_have_values([str(world.finance.pk)])
    page.get_by_role("button", name="下达督办单").click()
    row = Directive.objects.get()
    assert (row.unit_id, row.entry_id, row.source) == (world.finance.pk, scene.task.pk, "lamp")
    assert row.limit_on > timezone.localdate()

    take(page, world, sign_in, "liaison")
    page.goto("/supervision/mine/")
    assert_fits(page)
    page.get_by_role("button", name="签收").click()
    expect(page.locator(f"#d{row.pk}")).to_contain_text("已签收")
    report_finished(page, "首批清单已发布。")

    take(page, world, sign_in, "office")
    page.goto(f"/supervision/{row.pk}/")
    page.locator("#return summary").click()
    page.locator("#return").get_by_label("理由").fill("缺少兑付凭证。")
    page.locator("#return").get_by_role("button").click()
    expect(page.locator(".lead")).to_contain_text("退回")

    take(page, world, sign_in, "liaison")
    page.goto(f"/supervision/{row.pk}/")
    expect(page.locator("main")).to_contain_text("缺少兑付凭证。")
    report_finished(page, "兑付凭证已补齐。")
    expect(page.locator("main")).not_to_contain_text("核查方式")

    take(page, world, sign_in, "office")
    page.goto(f"/supervision/{row.pk}/")
    close = page.locator("#close")
    close.get_by_role("radio").first.check()
    close.get_by_role("button", name="核查办结").click()
    expect(page.locator(".lead")).to_contain_text("已办结")
    expect(page.locator(".directive-time-done")).to_have_count(6)  # all seven but the split
    row.refresh_from_db()
    assert row.state == Directive.State.CLOSED
    assert list(row.steps.order_by("pk").values_list("act", flat=True))[-1] == "close"


def focus_on(page: Page, selector: str) -> None:
    """Press Tab until the focus is there: what Tab does not reach is not there for the keyboard."""
    for _turn in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"Tab never comes to {selector}")


def test_a_directive_by_keys_alone(page: Page, world: World, scene: Scene, sign_in: SignIn) -> None:
    """Issue, sign for, report as finished, check and close: Tab, space, Enter and letters."""
    take(page, world, sign_in, "office")
    page.goto(f"/supervision/new/?entry={scene.task.pk}")
    focus_on(page, "main form .actions button")
    page.keyboard.press("Enter")
    expect(page.locator(".lead")).to_contain_text("待签收")
    row = Directive.objects.get()

    sign_in(page, world, "liaison")
    page.goto(f"/supervision/{row.pk}/")
    focus_on(page, "#sign button")
    page.keyboard.press("Enter")
    expect(page.locator(".lead")).to_contain_text("已签收")
    focus_on(page, "#answer textarea")
    page.keyboard.type("已全部办结。")
    focus_on(page, "#answer input[type=radio]")
    page.keyboard.press("ArrowDown")
    focus_on(page, "#answer button")
    page.keyboard.press("Enter")
    expect(page.locator(".lead")).to_contain_text("待核查")

    sign_in(page, world, "office")
    page.goto(f"/supervision/{row.pk}/")
    focus_on(page, "#close input[type=radio]")
    page.keyboard.press("Space")
    focus_on(page, "#close .actions button")
    page.keyboard.press("Enter")
    expect(page.locator(".lead")).to_contain_text("已办结")
    row.refresh_from_db()
    assert row.state == Directive.State.CLOSED
