"""The ledger in a browser: keys and drawer, totals that open what they count, a phone, no scripts."""

from __future__ import annotations

from datetime import date

import pytest
from browser import SignIn, assert_fits
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from worlds import World, install_kinds, make_campaign, make_unit

from guatu.campaigns.models import Campaign
from guatu.core.lamps import Lamp
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.models import Entry

PHONE = {"width": 390, "height": 844}
LONG = "区高新技术产业开发区综合执法和安全生产监督管理局"


@pytest.fixture
def campaign(world: World) -> Campaign:
    """Give a ledger of 120 lines; the first is as long as a title may be and has twenty supporters."""
    install_kinds()
    campaign = make_campaign(world.district, slug="ledger")
    units = [make_unit(f"{LONG}{place}科", parent=world.district) for place in range(20)]
    supports = tuple(Assigned(unit_id=unit.pk) for unit in units)
    finance = (Assigned(unit_id=world.finance.pk),)
    entries = insert_entries(
        campaign,
        "task",
        [
            NewEntry(title="长" * 300, number="1", leads=supports[:3], supports=supports),
            *(
                NewEntry(
                    title=f"任务{n:03}", number=str(n), leads=finance, due_on=date(2026, 6, 30)
                )
                for n in range(2, 121)
            ),
        ],
    )
    ids = [entry.pk for entry in entries[10:17]]
    Entry.objects.filter(pk__in=ids).update(lamp=Lamp.OVERDUE)
    return campaign


@pytest.fixture
def sheet(
    page: Page, live_server: LiveServer, world: World, sign_in: SignIn, campaign: Campaign
) -> Page:
    sign_in(page, world, "office")
    page.goto(live_server.url + reverse("ledgers:sheet", args=[campaign.slug, "task"]))
    return page


def test_keys_move_along_the_rows_and_open_them_at_the_right(sheet: Page) -> None:
    drawer = sheet.locator("#drawer")
    expect(drawer).to_be_hidden()
    sheet.keyboard.press("j")
    sheet.keyboard.press("ArrowDown")
    sheet.keyboard.press("Enter")
    expect(drawer.get_by_role("heading", level=1)).to_contain_text("任务002")
    sheet.keyboard.press("j")
    expect(drawer.get_by_role("heading", level=1)).to_contain_text("任务003")
    sheet.keyboard.press("k")
    expect(drawer.get_by_role("heading", level=1)).to_contain_text("任务002")
    sheet.keyboard.press("Escape")

    expect(drawer).to_be_hidden()
    expect(sheet.get_by_role("link", name="任务002")).to_be_focused()


def test_letters_typed_into_the_search_do_not_move_rows(sheet: Page) -> None:
    sheet.get_by_role("searchbox", name="查找文字").press_sequentially("jk")

    expect(sheet.get_by_role("searchbox", name="查找文字")).to_have_value("jk")
    expect(sheet.locator("tr.selected")).to_have_count(0)


def test_a_total_opens_what_it_counts(sheet: Page) -> None:
    total = sheet.locator(".lamp-totals a", has_text="逾期").first
    expect(total).to_contain_text("7")
    total.click()

    expect(sheet.locator("tbody tr")).to_have_count(7)
    expect(sheet.locator("h1")).to_contain_text("7")


def test_the_next_page_goes_on_where_this_one_ends(sheet: Page) -> None:
    expect(sheet.locator("tbody tr")).to_have_count(100)
    sheet.get_by_role("link", name="下一页").click()

    expect(sheet.locator("tbody tr")).to_have_count(20)
    expect(sheet.locator("tbody tr").first).to_contain_text("任务101")


@pytest.mark.parametrize("is_large", [False, True], ids=["usual print", "large print"])
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["desk", "phone"])
def test_long_names_and_titles_never_push_the_page_sideways(
    sheet: Page, size: tuple[int, int], *, is_large: bool
) -> None:
    sheet.set_viewport_size({"width": size[0], "height": size[1]})
    if is_large:
        sheet.evaluate("document.documentElement.classList.add('large-print')")

    assert_fits(sheet)
    row = sheet.locator("tbody tr").first.bounding_box()
    assert row is not None
    assert row["height"] < size[1] * 0.6  # the next row is in sight


def test_on_a_phone_an_entry_is_a_page_of_its_own(sheet: Page, campaign: Campaign) -> None:
    sheet.set_viewport_size(PHONE)  # type: ignore[arg-type]
    first = campaign.entries.order_by("position")[0]
    sheet.locator("a.row-link").first.click()
    sheet.wait_for_url(f"**{reverse('ledgers:entry', args=[first.pk])}")

    expect(sheet.locator("#drawer")).to_have_count(0)
    assert_fits(sheet)


def test_everything_works_without_scripts(
    browser: Browser, live_server: LiveServer, world: World, sign_in: SignIn, campaign: Campaign
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    sign_in(page, world, "office")
    page.goto(live_server.url + reverse("ledgers:sheet", args=[campaign.slug, "task"]))
    page.get_by_role("searchbox", name="查找文字").fill("任务077")
    page.get_by_role("button", name="筛选").click()
    page.get_by_role("link", name="任务077").click()
    page.get_by_role("link", name="转换环节").click()
    page.get_by_label("转入环节").select_option("under_way")
    page.get_by_role("button", name="保存").click()

    expect(page.locator(".stage-current")).to_contain_text("推进中")
    assert Entry.objects.get(title="任务077").stage == "under_way"
    context.close()
