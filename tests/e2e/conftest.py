"""A live server and a watched browser; each test here is marked `e2e`.

A test asks for `page` (a fresh one, signed in by nobody) and `sign_in`; addresses are relative:

    from browser import SignIn

    def test_x(page: Page, world: World, sign_in: SignIn) -> None:
        sign_in(page, world, "office")
        page.goto("/")

The page fails its test for any console error, CSP violation or request to another host; what a
test provokes (a 422) it lets pass with `watch.allow("422")`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from browser import CHROMIUM, QUIET, OneAtATime, SignIn, Watch
from django.conf import settings as django_settings
from django.test import Client
from grave import AXE
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from worlds import World

HERE = Path(__file__).resolve().parent
DESK = {"width": 1366, "height": 768}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def live_server(
    django_db_setup: None,  # noqa: ARG001 before it there is no connection to share
) -> Iterator[LiveServer]:
    """Serve the tests' own database; one request at a time, as they share its connection."""
    middleware = list(django_settings.MIDDLEWARE)
    django_settings.MIDDLEWARE = ["browser.OneAtATime", *middleware]
    try:
        server = LiveServer("127.0.0.1")
    finally:
        django_settings.MIDDLEWARE = middleware
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def served(transactional_db: None) -> Iterator[None]:  # noqa: ARG001 emptied when nobody reads it any more
    OneAtATime.is_open = True
    yield
    OneAtATime.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install the system's package `chromium`")
    # Playwright's loop runs in this thread, and Django then takes each query for one from a coroutine.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def watch(live_server: LiveServer) -> Watch:
    return Watch(host=urlsplit(live_server.url).netloc)


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, watch: Watch) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN", base_url=live_server.url)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    page = context.new_page()
    watch.follow(page)
    yield page
    context.close()
    assert watch.report() == []


@pytest.fixture
def sign_in(live_server: LiveServer) -> SignIn:
    """Give the page the session of one of the world's accounts."""

    def enter(page: Page, world: World, name: str) -> None:
        client = Client()
        client.force_login(world.accounts[name])
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return enter


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run `python hatch_build.py` (it installs web/)")
    return AXE.read_text(encoding="utf-8")
