"""Loading a Word file in a browser: it says that it reads, refuses in a sentence, ends in the draft."""

from __future__ import annotations

from pathlib import Path

from browser import SignIn, Watch
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from words import level, lists, p, word
from worlds import World

NUMBERING = lists(level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2."))
BODY = (
    p("青溪区2026年“强基提质”行动方案"),
    p("重点任务", num=(1, 0)),
    p("实施技改攻坚行动。新增规上工业企业12家。（牵头单位：区工信局）", num=(1, 1)),
)
PLAN = word(*BODY, parts={"numbering": NUMBERING})


def choose(page: Page, folder: Path, name: str, payload: bytes) -> None:
    path = folder / name
    path.write_bytes(payload)
    page.locator("input[name=file]").set_input_files(path)


def test_a_word_file_is_refused_or_read(
    page: Page,
    live_server: LiveServer,
    world: World,
    sign_in: SignIn,
    watch: Watch,
    tmp_path: Path,
) -> None:
    watch.allow("422")
    sign_in(page, world, "office")
    page.goto(f"{live_server.url}/planning/upload/")
    button = page.locator("[data-upload] button[type=submit]")
    expect(page.locator("[data-reading]")).to_be_hidden()

    choose(page, tmp_path, "半截.docx", PLAN[:-60])
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("已损坏或不完整")
    expect(button).to_be_enabled()

    choose(page, tmp_path, "方案.docx", PLAN)
    with page.expect_navigation():
        page.evaluate(
            "document.querySelector('[data-upload]').addEventListener('submit', () => {"
            " window.sessionStorage.setItem('said',"
            " String(!document.querySelector('[data-reading]').hidden)); })"
        )
        button.click()

    assert page.evaluate("window.sessionStorage.getItem('said')") == "true"
    expect(page.locator("h1")).to_contain_text("强基提质")
    expect(page.locator("body")).to_contain_text("一、重点任务")
