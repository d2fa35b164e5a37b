"""Pages on paper: no navigation, heads on every sheet, rows whole, tables and no phone's cards."""

from __future__ import annotations

import pypdfium2 as pdfium
import pytest
from browser import SignIn
from playwright.sync_api import Page
from scenes import Scene, make_scene
from worlds import World

from guatu.ledgers.actions import Assigned, NewEntry, insert_entries

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
