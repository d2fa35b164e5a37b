# ruff: noqa: INP001 a script beside the pages, no package
"""Take the pictures of the README from the demo: loads it, serves it, signs in, photographs, stops.

Run it with the development environment: `.venv/bin/python docs/screenshots.py`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from guatu.demo.logins import password_of

IMAGES = Path(__file__).resolve().parent / "images"
DESK = (1366, 768)
PHONE = (390, 844)
WALL = (1920, 1080)
LARGEST = 400_000  # bytes: a README is read on slow lines too
SEED = 20260116  # of guatu.demo.loading, which needs Django to be imported
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: who looks at what, how, and what to click on the way (selectors in order)."""

    name: str
    who: str
    address: str
    follow: str = ""  # a link on that page to go on from (its address, not its click)
    onward: str = ""  # and from there
    clicks: tuple[str, ...] = ()
    size: tuple[int, int] = DESK


SHOTS = (
    Shot(name="room", who="office", address="/"),
    Shot(name="chart", who="office", address="/chart/linlan-2026/"),
    Shot(name="needs", who="office", address="/chart/linlan-2026/needs/"),
    Shot(name="wall", who="leader", address="/wall/", size=WALL),
    Shot(
        name="confirm",
        who="office",
        address="/planning/",
        follow="main a[href*='/planning/drafts/']",
    ),
    Shot(name="upload", who="office", address="/planning/upload/"),
    Shot(
        name="issuing",
        who="office",
        address="/planning/issuing/",
        follow="main a[href*='/planning/issuing/']:text('第一批')",
    ),
    Shot(name="to-sign-phone", who="liaison", address="/planning/issuing/mine/", size=PHONE),
    Shot(name="breakdown", who="office", address="/planning/linlan-2026/breakdown/?sheet=2"),
    Shot(name="adjustments", who="office", address="/planning/adjustments/"),
    Shot(name="handed-down", who="office", address="/planning/linlan-2026/below/"),
    Shot(
        name="my-check-ins-phone",
        who="liaison",
        address="/dispatch/mine/",
        follow="main a[href*='round']:text('共13')",
        size=PHONE,
    ),
    Shot(name="reviews", who="approver", address="/dispatch/reviews/"),
    Shot(name="ledger", who="office", address="/ledgers/linlan-2026/project/"),
    Shot(
        name="entry",
        who="office",
        address="/ledgers/linlan-2026/task/",
        follow="main a[href*='/ledgers/entries/']:text('推进城市更新')",
    ),
    Shot(name="cadences", who="office", address="/dispatch/cadences/linlan-2026/"),
    Shot(name="supervision", who="office", address="/supervision/"),
    Shot(
        name="meeting",
        who="office",
        address="/meetings/",
        follow="main a:text-matches('^周调度会第')",
    ),
    Shot(
        name="meeting-walk",
        who="office",
        address="/meetings/",
        follow="main a:text-matches('^周调度会第')",
        onward="main a[href$='/walk/']",
        clicks=(":text('下一项')",),
    ),
    Shot(
        name="package",
        who="office",
        address="/meetings/packages/",
        follow="main a:text-matches('^第1版$')",
    ),
    Shot(
        name="week",
        who="leader",
        address="/worklists/",
        follow="main a[href*='/worklists/weeks/']:has-text('区长')",
    ),
    Shot(name="burden", who="office", address="/burden/"),
    Shot(name="audit", who="audit", address="/audit/"),
)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def served(folder: Path | None) -> Iterator[str]:
    """Serve the demo (loaded into `folder`, or into a temporary one) and yield its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="guatu-shots-") as temporary:
        environment = {**os.environ, "GUATU_PLAIN_HTTP": "1"}
        command = [sys.executable, "-m", "guatu", "--data", str(folder or temporary), "demo"]
        server = subprocess.Popen(  # noqa: S603 our own command
            [*command, "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for(address: str, server: subprocess.Popen[bytes], seconds: int = 180) -> None:
    last: OSError | None = None
    for _ in range(seconds):
        if server.poll() is not None:
            raise SystemExit("the demo stopped before it answered")
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 our own server
                return
        except OSError as error:  # URLError is one: not yet listening, or a page that fails
            last = error
            time.sleep(1)
    raise SystemExit(f"the demo did not answer: {last}")


def sign_in(page: Page, address: str, username: str) -> None:
    page.goto(f"{address}/accounts/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password_of(username, SEED))
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def take(browser: Browser, address: str, shot: Shot) -> Path:
    """Take one picture in a fresh browser context."""
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN",
        device_scale_factor=2 if shot.size == PHONE else 1,
    )
    page = context.new_page()
    sign_in(page, address, shot.who)
    page.goto(f"{address}{shot.address}")
    for link in filter(None, (shot.follow, shot.onward)):
        page.goto(f"{address}{page.locator(link).first.get_attribute('href')}")
    for selector in shot.clicks:
        page.locator(selector).first.click()
        page.wait_for_load_state("networkidle")
    page.wait_for_load_state("networkidle")
    path = IMAGES / f"{shot.name}.png"
    page.screenshot(path=path)
    context.close()
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="which pictures; all without any")
    parser.add_argument("--data", type=Path, help="a folder that holds the demo already")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("no Chromium here: install the system's package `chromium`")
    IMAGES.mkdir(exist_ok=True)
    chosen = [shot for shot in SHOTS if not options.names or shot.name in options.names]
    with served(options.data) as address, sync_playwright() as playwright:
        # date fields follow the browser's own language packs, which Debian keeps in chromium-l10n
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        for shot in chosen:
            path = take(browser, address, shot)
            size = path.stat().st_size
            print(f"{path.name:28}{size:>9,} bytes")  # noqa: T201 a script reports
            if size > LARGEST:
                raise SystemExit(f"{path.name} is larger than {LARGEST:,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
