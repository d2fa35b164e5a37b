"""Workbooks by the browser: sent out, dropped at once, a conflict decided by keys, the same on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import SignIn, assert_fits
from playwright.sync_api import Page, expect
from scenes import Scene, make_scene
from sheetbooks import filled, payload_of
from worlds import World

from guatu.sheets.models import IssuedBook, ReturnedBook

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def scene(world: World) -> Scene:
    return make_scene(world)


def test_a_workbook_goes_out_and_its_conflict_is_decided(
    page: Page, world: World, scene: Scene, sign_in: SignIn, tmp_path: Path
) -> None:
    """Made, fetched, dropped, compared, decided with the keyboard, and undone again."""
    one = scene.open()
    sign_in(page, world, "office")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/sheets/rounds/{one.pk}/")
    page.get_by_role("button", name="生成填报表").click()
    expect(page.get_by_role("status").or_(page.locator(".notice")).first).to_contain_text("2 份表")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="第 1 次出表").click()
    assert fetched.value.suggested_filename.endswith(".zip")

    book = IssuedBook.objects.get(unit=world.finance)
    scene.write(scene.check_in(one, scene.task), said="系统里写的")
    path = tmp_path / "区财政局.xlsx"
    path.write_bytes(filled(payload_of(book), {"清单": {"本期进展": "表里写的"}}))
    page.get_by_label("交回的表").set_input_files(str(path))
    page.get_by_role("button", name="比对").press("Enter")
    page.wait_for_url("**/returns/**")
    page.get_by_role("link", name="区财政局", exact=True).click()
    row = page.locator("tr.comes-conflict")
    expect(row).to_contain_text("系统里写的")
    row.get_by_label("以表为准").press("Space")
    page.get_by_role("button", name="确认，存为草稿").press("Enter")
    page.wait_for_url(f"**/returns/{ReturnedBook.objects.get().batch_id}/")
    assert scene.check_in(one, scene.task).said == "表里写的"

    page.get_by_role("link", name="区财政局", exact=True).click()
    page.get_by_role("button", name="撤销入库").click()
    expect(page.locator("h1")).to_contain_text("已撤销")
    assert scene.check_in(one, scene.task).said == "系统里写的"


def test_the_pages_fit_a_phone(page: Page, world: World, scene: Scene, sign_in: SignIn) -> None:
    one = scene.open()
    page.set_viewport_size(PHONE)
    sign_in(page, world, "liaison")
    for address in ("/sheets/", f"/sheets/rounds/{one.pk}/"):
        page.goto(address)
        assert_fits(page)


def test_a_list_is_fetched_from_its_page(
    page: Page, world: World, scene: Scene, sign_in: SignIn
) -> None:
    sign_in(page, world, "office")
    page.goto(f"/ledgers/{scene.campaign.slug}/task/")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="导出表格").click()

    assert fetched.value.suggested_filename.endswith(".xlsx")
