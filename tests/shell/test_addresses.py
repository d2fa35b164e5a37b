"""Addresses that templates ask for are those that Django would make."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse, set_script_prefix

from guatu.shell.addresses import address, turned


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("overview:room", ()),
        ("ledgers:entry", (7,)),
        ("ledgers:entry", (0,)),
        ("ledgers:sheet", ("year", "task")),
        ("dispatch:save", (12,)),
    ],
)
def test_an_address_is_what_reverse_makes(name: str, args: tuple[object, ...]) -> None:
    assert address(name, *args) == reverse(name, args=args)
    assert address(name, *args) == reverse(name, args=args)  # and from what was kept


def test_two_keys_do_not_get_one_address() -> None:
    assert address("ledgers:entry", 7) != address("ledgers:entry", 8)
    assert address("ledgers:entry", 7).replace("7", "8") == address("ledgers:entry", 8)


@pytest.mark.parametrize("args", [(), (-1,), (7, 8)])
def test_a_page_is_not_given_what_it_does_not_take(args: tuple[object, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        address("ledgers:entry", *args)


def test_an_address_follows_where_guatu_is_served() -> None:
    plain = address("ledgers:entry", 7)
    set_script_prefix("/guatu/")
    try:
        assert address("ledgers:entry", 7) == f"/guatu{plain}"
        assert address("overview:room") == "/guatu/"
    finally:
        set_script_prefix("/")
    assert address("ledgers:entry", 7) == plain


def test_another_page_of_a_list_keeps_what_narrows_it() -> None:
    request = RequestFactory().get("/list/?q=停车 场&unit=3&unit=4&page=2")

    asked = parse_qs(urlsplit(turned(request, 3)).query)

    assert asked == {"q": ["停车 场"], "unit": ["3", "4"], "page": ["3"]}
