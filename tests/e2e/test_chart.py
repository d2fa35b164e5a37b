"""The charts in a browser: keys, zoom, drawer, sticky columns, a phone, no scripts; the wall at work."""

from __future__ import annotations

import pytest
from browser import SignIn, assert_fits
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from rooms import Line, Scene, make_scene, put_lines
from worlds import World

from guatu.core.lamps import Lamp
from guatu.ledgers.models import Entry, Need

ADDRESS = "/chart/qx-2026/"
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def scene(world: World) -> Scene:
    """Give the lines dates to be drawn by, and thirty more to scroll over."""
    today = timezone.localdate()
    scene = make_scene(world, today)
    more = [
        Line(
            title=f"续建项目{n}", unit=world.town, lamp=Lamp.ON_PACE, due_on=scene.campaign.ends_on
        )
        for n in range(30)
    ]
    put_lines(scene.campaign, more, today)
    Entry.objects.filter(campaign=scene.campaign).update(starts_on=scene.campaign.starts_on)
    return scene


@pytest.fixture
def chart(page: Page, world: World, scene: Scene, sign_in: SignIn) -> Page:  # noqa: ARG001 it is there
    sign_in(page, world, "office")
    page.goto(f"{ADDRESS}?group=unit")
    return page


def test_keys_move_along_the_rows_and_open_them_at_the_right(chart: Page) -> None:
    drawer = chart.locator("#drawer")
    chart.keyboard.press("ArrowDown")
    chart.keyboard.press("ArrowDown")
    second = chart.locator("a.row-link").nth(1)
    expect(second).to_be_focused()
    chart.keyboard.press("Enter")

    expect(drawer.get_by_role("heading", level=1)).to_contain_text(second.inner_text())
    assert ADDRESS in chart.url
    chart.keyboard.press("Escape")
    expect(drawer).to_be_empty()
    expect(second).to_be_focused()


def test_a_click_on_a_bar_opens_its_row(chart: Page, scene: Scene) -> None:
    bar = chart.locator(f'a.bar-link[href="/ledgers/entries/{scene.entries["done"].pk}/"]')
    bar.locator(".bar").click(position={"x": 20, "y": 6}, force=True)

    expect(chart.locator("#drawer").get_by_role("heading", level=1)).to_contain_text("done")
    expect(chart.locator("tr.selected a.row-link")).to_have_text("done")


def sees_today(chart: Page) -> bool:
    """Say whether today's line lies in the box, to the right of the columns that stay."""
    return bool(
        chart.evaluate(
            """() => {
              const x = document.querySelector(".chart-head line.today").getBoundingClientRect().left;
              const left = document.querySelector("thead .col-due").getBoundingClientRect().right;
              return x > left && x < document.querySelector(".chart-scroll").getBoundingClientRect().right;
            }"""
        )
    )


def test_plus_and_minus_look_nearer_and_farther_and_today_stays_in_sight(chart: Page) -> None:
    for zoom in ("quarter", "month", "week", "day"):
        chart.keyboard.press("+")
        chart.wait_for_url(f"**zoom={zoom}*")
        assert "group=unit" in chart.url
    assert sees_today(chart)
    title = chart.locator("th.col-title").nth(1)
    expect(title).to_be_in_viewport()
    left = title.evaluate("one => one.getBoundingClientRect().left")

    chart.locator(".chart-scroll").evaluate("box => { box.scrollLeft = 0; }")
    assert not sees_today(chart)
    moved = title.evaluate("one => one.getBoundingClientRect().left") - left
    assert moved == pytest.approx(0, abs=2)
    chart.keyboard.press("t")
    assert sees_today(chart)
    chart.keyboard.press("-")
    chart.wait_for_url("**zoom=week*")


def test_the_head_stays_while_the_rows_scroll(chart: Page) -> None:
    head = chart.get_by_role("columnheader", name="事项")
    top = head.evaluate("one => one.getBoundingClientRect().top")
    box = chart.locator(".chart-scroll")
    box.evaluate("box => { box.scrollTop = 600; }")

    assert box.evaluate("box => box.scrollTop") == 600
    assert head.evaluate("one => one.getBoundingClientRect().top") == pytest.approx(top, abs=1)


def test_where_one_looked_stays_in_the_middle_when_the_scale_changes(chart: Page) -> None:
    chart.goto(f"{ADDRESS}?zoom=week")
    middle = """box => {
      const track = box.querySelector("thead .col-track").getBoundingClientRect();
      const left = box.querySelector("thead .col-due").getBoundingClientRect().right;
      const right = box.getBoundingClientRect().right;
      return ((left + right) / 2 - track.left) / track.width;
    }"""
    box = chart.locator(".chart-scroll")
    box.evaluate("box => { box.scrollLeft = box.scrollWidth / 9; }")
    before = box.evaluate(middle)
    chart.keyboard.press("+")
    chart.wait_for_url("**zoom=day*")

    assert box.evaluate(middle) == pytest.approx(before, abs=0.02)


def test_drawings_lie_in_their_rows_and_the_page_is_no_wider_than_the_screen(chart: Page) -> None:
    assert_fits(chart)
    outside = chart.evaluate(
        """() => [...document.querySelectorAll("tbody .bar")].filter((bar) => {
          const [a, b] = [bar.getBoundingClientRect(), bar.closest("td").getBoundingClientRect()];
          return a.top < b.top || a.bottom > b.bottom || a.left < b.left - 1 || a.right > b.right + 1;
        }).length"""
    )
    assert outside == 0


def test_a_phone_reads_a_list(chart: Page) -> None:
    chart.set_viewport_size(PHONE)  # type: ignore[arg-type]  # its width and height
    chart.goto(f"{ADDRESS}?zoom=day")

    assert_fits(chart)
    told = chart.locator(".track-told").first
    told.scroll_into_view_if_needed()
    expect(told).to_be_in_viewport()
    assert "–" in told.inner_text()
    chart.locator("a.row-link").first.click()
    chart.wait_for_url("**/ledgers/entries/**")


def test_without_scripts_bars_are_links_and_the_scale_changes(
    browser: Browser, live_server: LiveServer, world: World, scene: Scene, sign_in: SignIn
) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    plain = context.new_page()
    sign_in(plain, world, "office")
    plain.goto(f"{live_server.url}{ADDRESS}")
    plain.get_by_role("link", name="按月").click()
    plain.wait_for_url("**zoom=month*")
    href = plain.locator("a.bar-link").first.get_attribute("href")
    assert href is not None
    plain.goto(f"{live_server.url}{href}")

    assert plain.get_by_role("heading", level=1).count() == 1
    assert scene.campaign.slug
    context.close()


def test_the_needs_open_beside_and_go_back(chart: Page, world: World, scene: Scene) -> None:
    Need.objects.create(
        entry=scene.entries["severe"], sort="land", title="新增用地", solver=world.finance,
        asked_on=scene.today,
    )  # fmt: skip
    chart.get_by_role("link", name="作战保障图").click()
    row = chart.locator("a.row-link")
    expect(row).to_have_text("severe")
    row.click()

    expect(chart.locator("#drawer").get_by_role("heading", level=1)).to_contain_text("severe")


@pytest.fixture
def wall(page: Page, world: World, scene: Scene, sign_in: SignIn) -> Page:
    sign_in(page, world, "leader")
    page.clock.install()
    page.goto(f"/wall/?campaign={scene.campaign.slug}")
    return page


def shown(wall: Page) -> str:
    return wall.locator(".wall-page:not([hidden])").get_attribute("aria-label") or ""


def test_the_wall_pauses_and_turns_by_keys(wall: Page) -> None:
    first = shown(wall)
    wall.keyboard.press(" ")
    expect(wall.locator("#wall-paused")).to_be_visible()
    wall.clock.run_for(60_000)
    assert shown(wall) == first

    wall.keyboard.press("ArrowRight")
    counter = wall.locator("#wall-page")
    expect(counter).to_contain_text("2 / ")
    wall.keyboard.press("ArrowLeft")
    wall.keyboard.press(" ")
    expect(wall.locator("#wall-paused")).to_be_hidden()
    wall.clock.run_for(15_500)
    expect(counter).to_contain_text("2 / ")


def test_the_wall_shows_the_chart_drawn(wall: Page) -> None:
    for _page in range(wall.locator(".wall-page").count()):
        if shown(wall) == "作战进度图":
            break
        wall.keyboard.press("ArrowRight")
    picture = wall.locator(".wall-page:not([hidden]) img")

    expect(picture).to_be_visible()
    assert picture.evaluate("one => one.complete && one.naturalWidth") == 1840


def test_the_wall_takes_in_fresh_figures_where_it_stands(wall: Page, scene: Scene) -> None:
    wall.evaluate("() => { window.stayed = true; }")
    Entry.objects.filter(pk=scene.entries["overdue"].pk).update(title="新的标题")
    wall.clock.run_for(11 * 60_000)

    expect(wall.locator(".wall-matters", has_text="新的标题")).to_have_count(1)
    assert wall.evaluate("() => window.stayed") is True
    expect(wall.locator(".wall-page:not([hidden])")).to_have_count(1)


def test_the_wall_says_that_its_session_ended_and_goes_on(wall: Page) -> None:
    Session.objects.all().delete()
    wall.clock.run_for(11 * 60_000)

    expect(wall.locator("#wall-ended")).to_be_visible()
    expect(wall.locator("#wall-ended")).to_contain_text("登录已失效")
    expect(wall.locator(".wall-page:not([hidden])")).to_have_count(1)


def test_what_the_chart_was_narrowed_to_is_chosen_seen_and_taken_on_paper(chart: Page) -> None:
    chart.goto(f"{ADDRESS}?lamp=on_pace&group=unit")
    chart.get_by_role("link", name="打印上墙").click()
    chart.get_by_label("纸张").select_option("A3")
    chart.get_by_role("button", name="预览").press("Enter")
    seen = chart.locator(".paper-preview img")
    expect(seen).to_be_visible()
    chart.wait_for_function(
        "() => document.querySelector('.paper-preview img').naturalWidth > 1000"
    )
    with chart.expect_download() as taken:
        chart.get_by_role("link", name="下载 PDF").press("Enter")

    assert "lamp=on_pace" in chart.url
    assert taken.value.suggested_filename.endswith(".pdf")
    assert taken.value.path().read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("scene")
def test_asking_for_paper_fits_a_phone(browser: Browser, live_server: LiveServer, world: World,
                                       sign_in: SignIn) -> None:  # fmt: skip
    page = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="zh-CN").new_page()
    sign_in(page, world, "office")
    page.goto(f"{ADDRESS}paper/?paper=A0&code=1")

    assert_fits(page)
    page.context.close()
