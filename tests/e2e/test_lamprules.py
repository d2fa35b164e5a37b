"""The editor of lamp rules in a browser: by the keyboard alone, on a phone, without scripts."""

from __future__ import annotations

import pytest
from browser import SignIn, assert_fits
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from worlds import World, install_kinds, make_campaign

from guatu.core.actors import SYSTEM
from guatu.core.kinds import Name
from guatu.dispatch.actions import recompute_lamps
from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.actions.rulesets import copy_rule_set, install_rule_sets
from guatu.ledgers.models import LampRuleSet
from guatu.ledgers.queries.rulesets import definition_of

PHONE = {"width": 360, "height": 780}


@pytest.fixture
def rules(world: World) -> LampRuleSet:
    """Give an office's own set and a campaign with two lines of which nothing was said."""
    install_kinds()
    install_rule_sets()
    campaign = make_campaign(world.district, slug="lamps")
    leads = (Assigned(unit_id=world.finance.pk),)
    insert_entries(campaign, "task", [NewEntry(title=f"任务{n}", leads=leads) for n in range(2)])
    recompute_lamps(SYSTEM, campaign, timezone.localdate())
    title = Name(zh="本区规则", en="Our rules")
    source = LampRuleSet.objects.get(code="default")
    return copy_rule_set(SYSTEM, source, world.district, title)


def names(page: Page) -> list[str]:
    return page.locator(".rule-words strong").all_inner_texts()


def test_a_rule_is_moved_looked_at_and_saved_by_the_keyboard(
    page: Page, live_server: LiveServer, world: World, sign_in: SignIn, rules: LampRuleSet
) -> None:
    sign_in(page, world, "office")
    page.goto(f"{live_server.url}/dispatch/lamp-rules/set/{rules.code}/edit/")
    before = names(page)
    page.get_by_role("button", name="第12条上移").focus()

    page.keyboard.press("Enter")  # "never reported" goes up, and the keyboard goes with it
    expect(page.get_by_role("button", name="第11条上移")).to_be_focused()
    assert names(page)[10:12] == [before[11], before[10]]
    page.get_by_role("button", name="第11条上移").press("Enter")
    page.get_by_role("button", name="删除第10条").press("Enter")
    page.get_by_role("button", name="预览变化").last.press("Enter")

    expect(page.locator("#preview")).to_contain_text("2个事项中有2个将换灯")
    page.get_by_label("理由").fill("试行")
    page.get_by_role("button", name="保存为新版本").press("Enter")
    expect(page.get_by_role("heading", name="版本")).to_be_visible()
    rules.refresh_from_db()
    assert rules.version == 2
    assert "not_begun" not in [rule.kind.name for rule in definition_of(rules).rules]


def test_the_editor_fits_a_phone(
    page: Page, live_server: LiveServer, world: World, sign_in: SignIn, rules: LampRuleSet
) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, world, "office")
    for address in ("", f"set/{rules.code}/", f"set/{rules.code}/edit/", "choose/lamps/"):
        page.goto(f"{live_server.url}/dispatch/lamp-rules/{address}")

        assert_fits(page)


def test_the_editor_works_without_scripts(
    browser: Browser, live_server: LiveServer, world: World, rules: LampRuleSet
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    client = world.client("office")
    context.add_cookies(
        [
            {"name": key, "value": morsel.value, "url": live_server.url}
            for key, morsel in client.cookies.items()
        ]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/dispatch/lamp-rules/set/{rules.code}/edit/")
    count = len(names(page))

    page.get_by_role("button", name="删除第1条").click()

    assert len(names(page)) == count - 1
    page.get_by_role("button", name="预览变化").last.click()
    expect(page.locator("#preview")).to_contain_text("2个事项中有0个将换灯")
    context.close()
