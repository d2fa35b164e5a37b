"""The frame in a browser: its keys, its strip on a phone, what it says of refusals."""

import pytest
from browser import SignIn, Watch, assert_fits
from playwright.sync_api import Page, Request, Route, expect
from worlds import World

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def start(page: Page, world: World, sign_in: SignIn) -> Page:
    """Give the start page, opened by the campaign office."""
    sign_in(page, world, "office")
    page.goto("/")
    return page


def test_nobody_is_led_to_the_sign_in(page: Page) -> None:
    page.goto("/")

    assert "/accounts/sign-in/" in page.url
    assert page.get_by_role("navigation").count() == 0


def test_the_first_key_skips_to_the_content(start: Page) -> None:
    start.keyboard.press("Tab")
    expect(start.locator(".skip")).to_be_focused()
    start.keyboard.press("Enter")

    expect(start.locator("main")).to_be_focused()


def test_a_key_lists_the_keys_and_another_closes_the_list(start: Page) -> None:
    start.keyboard.press("?")
    expect(start.locator("#keys")).to_be_visible()
    start.keyboard.press("Escape")

    expect(start.locator("#keys")).to_be_hidden()


def test_a_phone_shows_the_navigation_without_script_and_scrolls_in_one_direction(
    start: Page,
) -> None:
    start.set_viewport_size(PHONE)  # type: ignore[arg-type]

    expect(start.get_by_role("navigation")).to_be_in_viewport()
    assert_fits(start)


def test_a_refusal_is_said_and_leaves_the_page_as_it_is(start: Page, watch: Watch) -> None:
    watch.allow("404")
    heading = start.get_by_role("heading", level=1).text_content()
    start.evaluate("htmx.ajax('GET', '/ledgers/entries/999999/', '#main')")

    expect(start.locator("#messages .notice-error")).to_have_count(1)
    assert start.get_by_role("heading", level=1).text_content() == heading


def test_a_write_that_got_no_answer_keeps_its_key(start: Page, watch: Watch) -> None:
    watch.allow("net::ERR_FAILED")
    watch.allow("htmx:")  # htmx reports the lost request on the console
    keys: list[str] = []

    def lose_the_first(route: Route, request: Request) -> None:
        keys.append(request.headers["idempotency-key"])
        if len(keys) == 1:
            route.abort()
        else:
            route.fulfill(status=204)

    start.route("**/nowhere/", lose_the_first)
    send = "said => htmx.ajax('POST', '/nowhere/', {source: '#main', swap: 'none', values: {said}})"
    for said in ("one", "one", "one", "two"):
        start.evaluate(f"async () => {{ try {{ await ({send})('{said}') }} catch {{}} }}")
    expect(start.locator("#messages .notice-error")).to_have_count(1)

    assert keys[0] == keys[1]  # sent again: the same act
    assert len(set(keys[1:])) == 3  # answered: the next one is another, even with the same words
