"""The frame in a browser: its keys, its strip on a phone, what it says of refusals."""

from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer


def test_nobody_is_led_to_the_sign_in(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/")

    assert "/accounts/" in page.url
    assert page.get_by_role("navigation").count() == 0
