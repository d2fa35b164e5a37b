"""An old ledger and a form of an office above by the browser: dropped, asked, taken over, filled, on a phone too."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import SignIn, assert_fits
from grave import both_ways
from messyledgers import HEADS, Rows, xlsx
from playwright.sync_api import Page, expect
from scenes import Scene, make_scene
from sheetobjects import of_old_ledgers
from worlds import World

from guatu.ledgers.models import Entry
from guatu.sheets.models import Adoption, HigherForm

NARROW = ({"width": 390, "height": 844}, {"width": 360, "height": 740})
OLD: Rows = [
    ["二〇二六年重点工作台账", "", "", "", "", ""],
    HEADS,
    ["1", "改造路灯", "区路灯所", "区财政局", "6月底前", "已勘察"],
    ["2", "清理占道", "同上", "", "长期坚持", "正常"],
]
FORM: Rows = [["序号", "任务名称", "牵头单位", "完成时限", "联系科室"], ["", "", "", "", ""]]


@pytest.fixture(autouse=True)
def scene(world: World) -> Scene:
    return make_scene(world)


def saved(folder: Path, name: str, rows: Rows) -> str:
    path = folder / name
    path.write_bytes(xlsx(rows))
    return str(path)


def test_an_old_ledger_is_taken_over_and_back(
    page: Page, world: World, sign_in: SignIn, tmp_path: Path
) -> None:
    """Only what is doubtful is asked; the button is there once all is answered."""
    sign_in(page, world, "office")
    page.goto("/sheets/ledgers/")
    page.get_by_label("台账文件").set_input_files(saved(tmp_path, "旧台账.xlsx", OLD))
    page.get_by_role("button", name="读取台账").press("Enter")
    page.wait_for_url("**/sheets/ledgers/*/")
    expect(page.get_by_role("button", name="认领")).to_have_count(0)

    page.get_by_label("“区路灯所”是指").select_option(label="区住建局")
    page.get_by_label("“长期坚持”是哪一天").fill("2026-10-31")
    page.get_by_role("button", name="全部确认").press("Enter")
    page.get_by_role("button", name="认领 2 个事项").press("Enter")
    expect(page.get_by_text("共形成 2 个事项")).to_be_visible()

    made = Entry.objects.filter(adopted_lines__adoption=Adoption.objects.get()).order_by("position")
    assert [("改造路灯", world.housing), ("清理占道", world.housing)] == [
        (entry.title, entry.unit) for entry in made
    ]

    page.goto(f"/ledgers/entries/{made[0].pk}/")
    expect(page.get_by_role("heading", name="原台账所载")).to_be_visible()
    expect(page.locator(".adopted")).to_contain_text("已勘察")

    page.goto(f"/sheets/ledgers/{Adoption.objects.get().pk}/")
    page.get_by_role("button", name="整批撤销").click()
    expect(page.get_by_text("所形成的事项已删除")).to_be_visible()
    assert not Entry.objects.filter(title="改造路灯").exists()


def test_a_form_of_an_office_above_is_filled(
    page: Page, world: World, scene: Scene, sign_in: SignIn, tmp_path: Path
) -> None:
    sign_in(page, world, "office")
    page.goto("/sheets/higher/")
    page.get_by_label("表格文件").set_input_files(saved(tmp_path, "月报.xlsx", FORM))
    page.get_by_label("要表的上级单位").fill("市发展改革委")
    page.get_by_label("首次报送日期").fill("2026-06-25")
    page.get_by_role("button", name="登记", exact=True).press("Enter")
    page.wait_for_url("**/sheets/higher/*/")
    expect(page.locator(".form-preview")).to_contain_text(scene.task.title)

    page.get_by_label("“联系科室”填什么").select_option(label="人工填写")
    page.get_by_role("button", name="保存并查看结果").press("Enter")
    expect(page.locator(".form-preview .is-gap").first).to_contain_text("待补")

    page.get_by_role("button", name="生成填好的表").press("Enter")
    with page.expect_download() as fetched:
        page.locator("#fillings a").first.click()
    assert fetched.value.suggested_filename.endswith("月报.xlsx")


def test_the_pages_fit_a_phone(page: Page, world: World, sign_in: SignIn, tmp_path: Path) -> None:
    sign_in(page, world, "office")
    page.goto("/sheets/ledgers/")
    page.get_by_label("台账文件").set_input_files(saved(tmp_path, "旧台账.xlsx", OLD))
    page.get_by_role("button", name="读取台账").click()
    page.wait_for_url("**/sheets/ledgers/*/")
    page.goto("/sheets/higher/")
    page.get_by_label("表格文件").set_input_files(saved(tmp_path, "月报.xlsx", FORM))
    page.get_by_label("要表的上级单位").fill("市发展改革委")
    page.get_by_role("button", name="登记", exact=True).click()
    page.wait_for_url("**/sheets/higher/*/")
    for size in NARROW:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for address in (
            "/sheets/ledgers/",
            f"/sheets/ledgers/{Adoption.objects.get().pk}/",
            "/sheets/higher/",
            f"/sheets/higher/{HigherForm.objects.get().pk}/",
        ):
            page.goto(address)
            assert_fits(page)


def test_the_pages_can_be_used_by_everybody(
    page: Page, world: World, scene: Scene, sign_in: SignIn, axe: str
) -> None:
    """Checked by axe as they stand and in large print, with doubts, gaps and matched rows shown."""
    objects = of_old_ledgers(world, scene.campaign)
    sign_in(page, world, "office")
    found = []
    for address in (
        "/sheets/ledgers/",
        f"/sheets/ledgers/{objects['sheets:adoption']['adoption_id']}/",
        "/sheets/higher/",
        f"/sheets/higher/{objects['sheets:higher-form']['form_id']}/",
    ):
        page.goto(address)
        found += both_ways(page, axe)

    assert found == []
