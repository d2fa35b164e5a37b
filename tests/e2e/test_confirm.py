"""The confirm page in a browser: a click in either pane, the keys, two people, a phone, a campaign at the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import OneAtATime, SignIn, Watch, assert_fits
from drafts import PLAN, make_draft, settle
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from worlds import World

from guatu.campaigns.actions import install_measures
from guatu.campaigns.models import Campaign
from guatu.core.actors import Role
from guatu.ledgers.actions import install_kinds
from guatu.planning.actions import be_present, decide_item
from guatu.planning.models import Draft, DraftItem

DEMO = Path(__file__).parents[2] / "src/guatu/demo/plans/linlan-2026-action-plan.txt"


@pytest.fixture
def draft(page: Page, live_server: LiveServer, world: World, sign_in: SignIn) -> Draft:
    """Load a plan and open its page."""
    install_kinds()
    install_measures()
    draft = make_draft(world)
    sign_in(page, world, "office")
    page.goto(f"{live_server.url}/planning/drafts/{draft.pk}/")
    return draft


def first(draft: Draft, kind: str) -> DraftItem:
    return draft.items.filter(kind=kind).order_by("ordinal")[0]


def to_the_first_item(page: Page, draft: Draft) -> None:
    """Go past the unit names that are open: they stand before the items."""
    for _row in range(draft.units.filter(decision="pending").count() + 1):
        page.keyboard.press("j")
    expect(page.locator(".item.is-active")).to_have_count(1)


def test_a_click_in_either_pane_leads_to_the_other(page: Page, draft: Draft) -> None:
    item = first(draft, "phase")

    page.locator(f'.mark[data-keys~="{item.pk}"]').first.click()

    card = page.locator(f"#item-{item.pk}")
    expect(card).to_have_class("item item-phase is-pending is-active")
    expect(card).to_be_in_viewport()

    task = first(draft, "task")
    page.locator(f"#item-{task.pk} h4 a").click()
    expect(page.locator(f'.mark-task.is-active[data-keys~="{task.pk}"]').first).to_be_in_viewport()


def test_the_keys_decide_and_go_on(page: Page, draft: Draft) -> None:
    to_the_first_item(page, draft)
    active = page.locator(".item.is-active")
    one = active.get_attribute("id") or ""

    page.keyboard.press("a")
    expect(page.locator(f"#{one}")).to_contain_text("已采纳")
    expect(active).to_have_count(1)
    expect(active).not_to_have_id(one)
    two = active.get_attribute("id") or ""
    page.keyboard.press("x")
    expect(page.locator(f"#{two}")).to_contain_text("未采纳")
    expect(page.locator("#confirm-bar")).to_contain_text("待确认 13 条")
    expect(active).to_have_count(1)
    expect(active).not_to_have_id(two)
    page.keyboard.press("k")
    page.keyboard.press("k")
    expect(page.locator(f"#{one}")).to_have_class("item item-target is-accepted is-active")

    states = DraftItem.objects.filter(draft=draft).values_list("state", flat=True)
    assert sorted(states).count("rejected") == 1


def test_a_key_pressed_as_the_answer_arrives_is_kept(page: Page, draft: Draft) -> None:
    to_the_first_item(page, draft)
    active = page.locator(".item.is-active")
    one = active.get_attribute("id") or ""
    page.evaluate(
        """() => {
          const back = () => {
            document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', bubbles: true }));
            setTimeout(() => { document.body.dataset.later = 'yes'; }, 100);
          };
          document.addEventListener('htmx:afterSwap', () => setTimeout(back, 0), { once: true });
        }"""
    )

    page.keyboard.press("x")

    expect(page.locator("body")).to_have_attribute("data-later", "yes")
    expect(page.locator(f"#{one}")).to_have_class("item item-target is-rejected is-active")


def test_letters_typed_into_a_form_decide_nothing(page: Page, draft: Draft, watch: Watch) -> None:
    watch.allow("422")
    target = first(draft, "target")
    page.locator(f"#item-{target.pk}").get_by_role("link", name="修改").click()
    name = page.locator(f"#id_i{target.pk}-indicator")
    value = page.locator(f"#id_i{target.pk}-value")
    expect(name).to_be_focused()
    name.fill("")
    page.keyboard.type("ajx")
    value.fill("许多")
    page.get_by_role("button", name="保存并采纳").click()
    expect(page.locator(f"#item-{target.pk} .error").first).to_contain_text("不是数字")
    value.fill("7.5")
    page.get_by_role("button", name="保存并采纳").click()
    expect(page.locator(f"#item-{target.pk}")).to_contain_text("≥7.5%")

    target.refresh_from_db()
    assert (target.state, target.fields["indicator"]) == ("accepted", "ajx")


def test_a_change_by_somebody_else_is_shown_on_the_card(
    page: Page, draft: Draft, world: World, watch: Watch
) -> None:
    watch.allow("412")
    item = first(draft, "target")
    with OneAtATime.lock:
        decide_item(world.actor("office"), item, item.version, state="rejected")

    card = page.locator(f"#item-{item.pk}")
    card.get_by_role("button", name="采纳", exact=True).click()

    expect(card).to_contain_text("请查看最新")
    expect(card).to_contain_text("未采纳")


def test_words_that_were_selected_become_an_item(page: Page, draft: Draft) -> None:
    page.evaluate(
        """() => {
          const run = [...document.querySelectorAll('[data-start]')].find((e) => e.textContent.includes('全面推进'));
          const at = run.textContent.indexOf('全面推进');
          const range = document.createRange();
          range.setStart(run.firstChild, at);
          range.setEnd(run.firstChild, at + 4);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.keyboard.press("n")
    form = page.locator("#confirm-new")
    start = PLAN.index("全面推进")
    expect(form.locator('[name="start"]')).to_have_value(str(start))
    expect(form.locator('[name="end"]')).to_have_value(str(start + 4))
    form.get_by_role("link", name="调度频次").click()
    expect(form.locator('[name="new-event"]')).to_have_value("全面推进")
    form.get_by_role("button", name="新增").click()

    made = page.locator("#cards-cadence .item.is-active")
    expect(made).to_contain_text("全面推进")
    expect(made).to_contain_text("人工新增")
    expect(form.locator("form")).to_have_count(0)
    assert draft.items.filter(kind="cadence", read_fields__isnull=True).count() == 1


def test_u_takes_back_step_by_step(page: Page, draft: Draft) -> None:
    to_the_first_item(page, draft)
    names = []
    for key in ("a", "x"):
        name = page.locator(".item.is-active").get_attribute("id") or ""
        names.append(name)
        page.keyboard.press(key)
        expect(page.locator(f"#{name}")).not_to_have_attribute("data-state", "pending")

    page.keyboard.press("u")
    expect(page.locator(f"#{names[1]}")).to_have_attribute("data-state", "pending")
    expect(page.locator(f"#{names[0]}")).to_have_attribute("data-state", "accepted")
    page.keyboard.press("u")
    expect(page.locator(f"#{names[0]}")).to_have_attribute("data-state", "pending")
    expect(page.locator("#messages")).to_contain_text("已撤销")
    page.keyboard.press("u")
    expect(page.locator("#messages")).to_contain_text("没有可以撤销")
    assert not draft.items.filter(state="rejected").exists()


def test_what_another_does_comes_by_itself_and_spares_a_form(
    page: Page, draft: Draft, world: World
) -> None:
    with OneAtATime.lock:
        world.add("second", world.district, Role.CAMPAIGN_OFFICE)
        second = world.actor("second")
    one, two = draft.items.filter(kind="target").order_by("ordinal")[:2]
    page.locator(f"#item-{one.pk}").get_by_role("link", name="修改").click()
    page.locator(f"#id_i{one.pk}-indicator").fill("正在填写")
    with OneAtATime.lock:
        be_present(second, draft)
        for each in (one, two):
            decide_item(second, each, each.version, state="rejected")

    expect(page.locator(f"#item-{two.pk}")).to_contain_text("未采纳", timeout=15_000)
    expect(page.locator(f"#item-{two.pk}")).to_contain_text(f"{second.name}处理")
    expect(page.locator("#confirm-others")).to_contain_text(f"同时在线：{second.name}")
    expect(page.locator(f"#id_i{one.pk}-indicator")).to_have_value("正在填写")
    expect(page.locator(f"#item-{one.pk}")).to_contain_text("您编辑时其他人改动了此条")


def test_cards_are_found_by_words_and_filtered(page: Page, draft: Draft) -> None:
    page.keyboard.press("/")
    page.keyboard.type("停车泊位")
    page.keyboard.press("Enter")
    active = page.locator(".item.is-active")
    expect(active).to_contain_text("停车泊位")
    expect(page.locator(f"#item-{first(draft, 'phase').pk}")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    expect(page.locator(f"#item-{first(draft, 'phase').pk}")).to_be_visible()

    page.locator('[data-filter="kind"][data-value="task"]').click()

    expect(page.locator(f"#item-{first(draft, 'phase').pk}")).to_be_hidden()
    expect(page.locator(f"#item-{first(draft, 'task').pk}")).to_be_visible()
    assert "kind=task" in page.url


def test_it_fits_a_phone_and_large_print(page: Page, draft: Draft) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    assert_fits(page)
    page.evaluate("document.documentElement.classList.add('large-print')")
    assert_fits(page)
    item = first(draft, "task")
    page.locator(f"#item-{item.pk} h4 a").click()
    expect(page.locator(f'.mark.is-active[data-keys~="{item.pk}"]').first).to_be_in_viewport()
    expect(page.locator(f"#item-{item.pk} h4")).to_be_in_viewport()


def test_from_a_file_to_a_campaign(
    page: Page, live_server: LiveServer, world: World, sign_in: SignIn
) -> None:
    install_kinds()
    install_measures()
    sign_in(page, world, "office")
    page.goto(f"{live_server.url}/planning/")
    page.get_by_role("link", name="载入方案").first.click()
    page.set_input_files('[name="file"]', DEMO)
    page.get_by_role("button", name="开始分解").click()
    page.wait_for_url("**/drafts/*/")
    page.get_by_role("button", name="采纳置信度").click()
    page.get_by_role("button", name="单位按建议").click()
    expect(page.locator("#messages")).to_contain_text("已处理")
    draft = settle(world, Draft.objects.get())
    page.get_by_role("link", name="生成行动").click()
    page.get_by_label("网址名").fill("linlan")
    page.get_by_role("button", name="生成行动").click()
    expect(page.locator("#messages")).to_contain_text("已生成")

    campaign = Campaign.objects.get(slug="linlan")
    accepted = draft.items.filter(state="accepted")
    assert (
        campaign.entries.filter(kind__code="task").count() == accepted.filter(kind="task").count()
    )
    assert campaign.targets.count() == accepted.filter(kind="target").count() > 150


def test_the_key_of_yes_opens_a_group_without_members(
    page: Page, live_server: LiveServer, draft: Draft
) -> None:
    group = draft.units.get(name="各镇街")
    group.expands.clear()
    draft.items.update(state="accepted")
    draft.units.exclude(pk=group.pk).update(decision="leave")
    draft.units.filter(pk=group.pk).update(decision="pending")
    page.goto(f"{live_server.url}/planning/drafts/{draft.pk}/")

    page.keyboard.press("a")

    row = page.locator(f"#unit-{group.pk}")
    expect(row.locator(".unit-form").first).to_be_visible()
    expect(row.locator('.unit-form input[type="text"]').first).to_be_focused()
