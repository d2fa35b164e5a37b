"""The demo as a newcomer sees it: sign in with a printed password, look, and go on with the work."""

from __future__ import annotations

import re

import pytest
from demos import load
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from guatu.demo.loading import SEED
from guatu.demo.logins import password_of


@pytest.fixture
def demo(transactional_db: None) -> None:  # noqa: ARG001 the live server reads the same tables
    load(timezone.localdate(), weeks=2)


def enter(page: Page, username: str) -> None:
    page.context.clear_cookies()
    page.goto("/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password_of(username, SEED))
    page.press("input[name=password]", "Enter")
    expect(page.locator("input[name=password]")).to_have_count(0)


def look(page: Page, address: str, heading: str) -> None:
    """Open a page: it answers, bears its heading, and says that its data is simulated."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    expect(page.locator("h1").first).to_contain_text(heading)
    expect(page.get_by_text("模拟数据").first).to_be_visible()


def follow(page: Page, link: Locator) -> None:
    """Go where a link leads, by its address: what lies over it on the way is not the matter here."""
    address = link.first.get_attribute("href")
    assert address is not None
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address


def main_links(page: Page, address: str) -> Locator:
    return page.locator(f"main a[href*='{address}']")


@pytest.mark.usefixtures("demo")
def test_each_printed_role_finds_its_work(page: Page) -> None:
    """One load of the demo, walked by all: it takes longer than the walk."""
    enter(page, "office")
    office_looks(page)
    office_runs_rounds(page)
    office_supervises(page)
    office_meets(page)
    office_sees_the_burden(page)
    enter(page, "leader")
    leader_has_lists(page)
    enter(page, "liaison")
    liaison_goes_on(page)
    enter(page, "town")
    look(page, "/supervision/", "督办")


def office_looks(page: Page) -> None:
    look(page, "/", "三登高三破题")
    for address in ("/wall/", "/planning/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
    page.goto("/ledgers/linlan-2026/task/")
    expect(page.get_by_text("推进城市更新焕新颜").first).to_be_visible()


def office_runs_rounds(page: Page) -> None:
    """From the rounds to one of them, its cadence, and who never answers."""
    look(page, "/dispatch/rounds/", "调度")
    follow(page, page.locator("main a", has_text=re.compile(r"^第\d+期$")))
    expect(page.locator("h1")).to_contain_text(re.compile(r"第\d+期"))
    expect(page.locator("main table tbody tr").first).to_be_visible()
    look(page, "/dispatch/cadences/linlan-2026/", "调度频次")
    expect(page.get_by_text("每日销号").first).to_be_visible()
    look(page, "/dispatch/silence/linlan-2026/", "无人应答")
    expect(main_links(page, "/accounts/").first).to_be_visible()


def office_supervises(page: Page) -> None:
    """From the board to a directive with its seven times, and the letter of it."""
    look(page, "/supervision/", "督办")
    rows = page.locator("main a[href^='/supervision/']").filter(has_not_text="督办")
    directive = next(
        link
        for link in rows.all()
        if re.fullmatch(r"/supervision/\d+/", link.get_attribute("href") or "")
    )
    follow(page, directive)
    expect(page.locator("ol.directive-times li")).to_have_count(7)
    expect(page.get_by_text("模拟数据").first).to_be_visible()
    follow(page, main_links(page, "/letter/"))
    expect(page.get_by_text("督办").first).to_be_visible()


def office_meets(page: Page) -> None:
    """From the meetings to one of them, on the screen; and Friday's package."""
    look(page, "/meetings/", "调度会")
    follow(page, page.locator("main a", has_text=re.compile(r"^周调度会第")))
    expect(page.get_by_text("模拟数据").first).to_be_visible()
    expect(page.locator("#agenda")).to_be_visible()
    follow(page, main_links(page, "/walk/"))
    expect(page.locator("body")).to_contain_text("周调度会")
    look(page, "/meetings/packages/", "调度会")
    follow(page, main_links(page, "/meetings/packages/").filter(has_text=re.compile(r"^第\d+版$")))
    expect(page.get_by_text("模拟数据").first).to_be_visible()


def office_sees_the_burden(page: Page) -> None:
    look(page, "/burden/", "基层减负")
    expect(page.locator("main table tbody tr").first).to_be_visible()
    follow(page, main_links(page, "/burden/units/"))
    expect(page.get_by_text("模拟数据").first).to_be_visible()


def leader_has_lists(page: Page) -> None:
    """Open the week of one post, and what is to be struck off today."""
    look(page, "/worklists/", "周工作清单")
    follow(page, main_links(page, "/worklists/weeks/"))
    expect(page.get_by_text("模拟数据").first).to_be_visible()
    look(page, "/worklists/today/", "今日应销号")


def liaison_goes_on(page: Page) -> None:
    page.goto("/dispatch/mine/")
    shown = page.locator("main").inner_text()
    assert re.search(r"待报\d+", shown)
    assert "本期无新进展" in shown
    look(page, "/supervision/", "督办")
    expect(page.locator("main a[href^='/supervision/']").first).to_be_visible()
