"""How many keys and clicks a whole plan takes, from its file to its campaign; by keyboard."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser import SignIn
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from worlds import World

from guatu.campaigns.actions import install_measures
from guatu.campaigns.models import Campaign
from guatu.ledgers.actions import install_kinds
from guatu.planning.models import Draft

HERE = Path(__file__).parents[2]
DEMO = HERE / "src/guatu/demo/plans/linlan-2026-action-plan.txt"
SHARED = HERE.parent / "shared/plans/echeng-2024-action-plan.txt"
LEAST = 10_000  # characters of a plan worth counting
PER_ITEM = 1.2


@dataclass
class Counted:
    """A person who looks at each item that is doubtful, and counts keys and clicks."""

    page: Page
    keys: int = 0
    clicks: int = 0

    def press(self, key: str) -> None:
        self.keys += 1
        self.page.keyboard.press(key)

    def click(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("link", name=name, exact=True).first.click()


def left(page: Page) -> int:
    return int(page.locator("#confirm-bar").get_attribute("data-left") or "0")


def decide_what_is_open(person: Counted) -> None:
    """Accept with A, reject with X what cannot be accepted; the page goes on by itself."""
    page = person.page
    page.wait_for_load_state()  # with its scripts, which hear the keys
    person.press("j")
    waiting = most = left(page)
    while waiting:
        assert person.keys < 2 * most, "the keys lead nowhere"
        current = page.locator(".item.is-active, .unit-row.is-active")
        name = current.first.get_attribute("id") or ""
        if current.locator('[data-act="accept"]').count():
            person.press("a")
            went_on(page, waiting, name)
            if page.locator(f"#{name} .refused").count():
                person.press("x")
        elif name.startswith("unit-"):  # a group whose units are not there yet
            person.press("e")
            person.click("不计入")
        else:
            person.press("j")
            continue
        went_on(page, waiting, "none")
        waiting = left(page)


def went_on(page: Page, waiting: int, name: str) -> None:
    """Wait until the answer came: less is left, or the card says why it was refused."""
    page.wait_for_function(
        "([was, id]) => Number(document.getElementById('confirm-bar').dataset.left) < was"
        " || document.querySelector('#' + id + ' .refused')",
        arg=[waiting, name],
    )


@pytest.mark.parametrize("path", [DEMO, SHARED], ids=["demo", "shared"])
def test_a_plan_takes_few_keys_and_clicks(
    page: Page, live_server: LiveServer, world: World, sign_in: SignIn, path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    if not path.exists():
        pytest.skip("the plans of the source documents lie beside the repository")
    install_kinds()
    install_measures()
    sign_in(page, world, "office")
    person = Counted(page)
    page.goto(f"{live_server.url}/planning/upload/")
    page.set_input_files('[name="file"]', path)
    person.clicks += 2  # choose the file, open it
    person.click("开始分解")
    page.wait_for_url("**/drafts/*/")
    person.click("采纳置信度")
    expect(page.locator("#messages")).to_contain_text("已采纳")
    person.click("单位按建议")
    expect(page.locator("#messages")).to_contain_text("已处理")

    decide_what_is_open(person)

    draft = Draft.objects.get()
    assert len(draft.plan.text) > LEAST
    items, units = draft.items.exclude(kind="fact").count(), draft.units.count()
    person.follow("生成行动")
    person.click("生成行动")
    page.wait_for_url("**/issuing/**")
    campaign = Campaign.objects.get()
    with capsys.disabled():
        sys.stdout.write(
            f"\n{path.name}: {len(draft.plan.text)} characters, {items} items, {units} unit names:"
            f" {person.keys} keys, {person.clicks} clicks\n"
        )

    assert campaign.targets.exists()
    assert not draft.items.filter(state="pending").exclude(kind="fact").exists()
    assert person.keys + person.clicks <= PER_ITEM * items + units
