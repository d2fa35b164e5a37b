"""Pages on paper: no navigation, heads on every sheet, rows whole, tables and no phone's cards."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from browser import SignIn
from playwright.sync_api import Page
from scenes import Scene, make_scene
from worlds import World

from guatu.ledgers.actions import Assigned, NewEntry, insert_entries
from guatu.ledgers.models import Entry

COUNT = 90


def printed(page: Page, paper: str, *, is_wide: bool) -> list[str]:
    """Return what each sheet says, without blanks."""
    document = pdfium.PdfDocument(page.pdf(format=paper, landscape=is_wide, print_background=False))
    return ["".join(one.get_textpage().get_text_range().split()) for one in document]


def full(scene: Scene) -> Scene:
    lead = (Assigned(unit_id=scene.world.finance.pk),)
    new = [
        NewEntry(title=f"第{at:03d}项惠企资金兑付", number=str(at), leads=lead)
        for at in range(COUNT)
    ]
    insert_entries(scene.campaign, "task", new)
    return scene


@pytest.mark.parametrize(("paper", "is_wide"), [("A4", False), ("A4", True), ("A3", True)])
def test_a_ledger_prints_as_a_table(
    page: Page, world: World, sign_in: SignIn, paper: str, *, is_wide: bool
) -> None:
    scene = full(make_scene(world))
    sign_in(page, world, "office")
    page.goto(f"/ledgers/{scene.campaign.slug}/task/")

    sheets = printed(page, paper, is_wide=is_wide)

    assert 1 < len(sheets) < 10  # cards would take thirty
    assert all("亮灯" in sheet and "牵头单位" in sheet for sheet in sheets)
    assert not any("退出" in sheet or "基层减负" in sheet for sheet in sheets)
    whole = "".join(sheets)
    shown = [at for at in range(COUNT) if f"第{at:03d}项惠企资金兑付" in whole]
    assert len(shown) >= 50  # a page of the screen, every row whole
    assert all(sum(f"第{at:03d}项惠企资金兑付" in sheet for sheet in sheets) == 1 for at in shown)


@pytest.mark.parametrize(
    "path",
    ["/paper/leaders/", "/paper/units/", "/paper/volumes/", "/dispatch/rounds/", "/supervision/"],
)
def test_lists_print_without_buttons_and_navigation(
    page: Page, world: World, sign_in: SignIn, path: str
) -> None:
    make_scene(world).open()
    sign_in(page, world, "office")
    page.goto(path)

    (sheet, *_more) = printed(page, "A4", is_wide=False)

    assert "退出" not in sheet
    assert "搜索" not in sheet
    assert page.title().partition(" ")[0].partition("·")[0].strip() in sheet


def test_an_entry_prints_its_facts_in_one_column(page: Page, world: World, sign_in: SignIn) -> None:
    scene = make_scene(world)
    sign_in(page, world, "office")
    page.goto(f"/ledgers/entries/{scene.task.pk}/")
    page.emulate_media(media="print")

    box = page.locator(".entry-columns").evaluate("(one) => getComputedStyle(one).display")

    assert box == "block"
    assert scene.task.title in "".join(printed(page, "A4", is_wide=False))


ASTRAY = """() => [...document.querySelectorAll("table.sheet")].flatMap((table) => {
  const heads = [...(table.tHead?.rows[table.tHead.rows.length - 1]?.cells ?? [])];
  return [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) =>
    row.cells.length === heads.length && row.offsetWidth > 0 && [...row.cells].some((cell, at) =>
      Math.abs(cell.getBoundingClientRect().left - heads[at].getBoundingClientRect().left) > 1))
    .map((row) => row.textContent.trim().slice(0, 40));
})"""


@pytest.mark.parametrize(
    "path",
    ["/dispatch/rounds/", "/chart/{slug}/", "/ledgers/{slug}/all/", "/paper/leaders/"],
)
def test_cells_stand_under_their_heads_on_paper(
    page: Page, world: World, sign_in: SignIn, path: str
) -> None:
    """A sheet of A4 is as narrow as a phone: what turns rows into lines there must not reach paper."""
    scene = make_scene(world)
    scene.open()
    sign_in(page, world, "office")
    page.goto(path.format(slug=scene.campaign.slug))
    page.set_viewport_size({"width": 718, "height": 1000})
    page.emulate_media(media="print")

    assert page.locator("table.sheet tbody tr").count() > 0
    assert page.evaluate(ASTRAY) == []


def test_a_sheet_of_many_columns_lies_across(page: Page, world: World, sign_in: SignIn) -> None:
    scene = make_scene(world)
    sign_in(page, world, "office")
    page.goto(f"/ledgers/{scene.campaign.slug}/all/")
    page.evaluate("""() => {
      for (const row of document.querySelectorAll(".sheet tr"))
        while (row.cells.length < 11) row.append(row.cells[1].cloneNode(true));
    }""")

    across = pdfium.PdfDocument(page.pdf(format="A4"))
    page.goto("/paper/leaders/")
    upright = pdfium.PdfDocument(page.pdf(format="A4"))

    assert across[0].get_width() > across[0].get_height()
    assert upright[0].get_width() < upright[0].get_height()


def test_paper_says_of_what_moment_and_for_whom_it_is(
    page: Page, world: World, sign_in: SignIn
) -> None:
    scene = make_scene(world)
    sign_in(page, world, "office")
    page.goto(f"/ledgers/{scene.campaign.slug}/all/")

    assert not page.locator(".printed-at").is_visible()
    assert "页面时间20" in printed(page, "A4", is_wide=False)[0]
    assert page.locator(".who").inner_text() in printed(page, "A4", is_wide=False)[0]


def test_a_long_form_begins_beneath_its_title(page: Page, world: World, sign_in: SignIn) -> None:
    scene = make_scene(world)
    sign_in(page, world, "office")
    page.goto(f"/ledgers/entries/{scene.task.pk}/edit/")

    (first, *_more) = printed(page, "A4", is_wide=False)

    assert "完成标准" in first


def test_what_the_screen_cuts_is_whole_on_paper(page: Page, world: World, sign_in: SignIn) -> None:
    scene = make_scene(world)
    Entry.objects.filter(pk=scene.task.pk).update(title="沿河两岸老旧管网更新改造" * 15)
    sign_in(page, world, "office")
    page.goto(f"/ledgers/{scene.campaign.slug}/all/")

    whole = "".join(printed(page, "A4", is_wide=False))

    assert "沿河两岸老旧管网更新改造" * 15 in whole


def test_large_print_is_large_on_paper_too(page: Page, world: World, sign_in: SignIn) -> None:
    scene = make_scene(world)
    sign_in(page, world, "office")
    page.goto(f"/ledgers/{scene.campaign.slug}/all/")
    page.emulate_media(media="print")
    size = "(one) => parseFloat(getComputedStyle(one).fontSize)"
    cell, head = page.locator(".sheet tbody td").first, page.locator("h1")
    usual = (cell.evaluate(size), head.evaluate(size))
    page.evaluate("document.documentElement.classList.add('large-print')")
    large = (cell.evaluate(size), head.evaluate(size))

    assert all(after >= 1.2 * before for before, after in zip(usual, large, strict=True))


def test_the_dark_pages_are_black_on_white(page: Page, world: World, sign_in: SignIn) -> None:
    scene = make_scene(world)
    sign_in(page, world, "office")
    page.goto(f"/wall/?campaign={scene.campaign.slug}")
    page.emulate_media(media="print")

    ink = page.locator("body").evaluate("(one) => getComputedStyle(one).color")

    assert ink == "rgb(0, 0, 0)"
