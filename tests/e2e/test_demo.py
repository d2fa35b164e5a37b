"""The demo as a newcomer sees it: sign in with a printed password, look, and go on with the work."""

from __future__ import annotations

import re

import pytest
from demos import load
from django.utils import timezone
from playwright.sync_api import Page, expect

from guatu.demo.loading import SEED
from guatu.demo.logins import password_of


@pytest.fixture
def demo(transactional_db: None) -> None:  # noqa: ARG001 the live server reads the same tables
    load(timezone.localdate(), weeks=2)


def enter(page: Page, username: str) -> None:
    page.goto("/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password_of(username, SEED))
    page.press("input[name=password]", "Enter")
    expect(page.locator("input[name=password]")).to_have_count(0)


@pytest.mark.usefixtures("demo")
def test_the_office_looks_and_the_liaison_goes_on(page: Page) -> None:
    enter(page, "office")

    expect(page.get_by_text("模拟数据").first).to_be_visible()
    expect(page.locator("h1")).to_contain_text("三登高三破题")
    for address in ("/wall/", "/dispatch/rounds/", "/planning/"):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200
    page.goto("/ledgers/linlan-2026/task/")
    expect(page.get_by_text("推进城市更新焕新颜").first).to_be_visible()

    page.context.clear_cookies()
    enter(page, "liaison")
    page.goto("/dispatch/mine/")
    shown = page.locator("main").inner_text()
    assert re.search(r"待报\d+", shown)
    assert "本期无新进展" in shown
