"""设置 shows what one may open and nothing else; the rules of passwords speak politely."""

from __future__ import annotations

import re

import pytest
from django.urls import resolve, reverse
from django.utils import timezone, translation
from worlds import World

from guatu.accounts.actions.workdays import set_workdays
from guatu.accounts.forms import PasswordForm
from guatu.core.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "who", ["system", "security", "auditor", "office", "unit_admin", "liaison", "leader"]
)
def test_each_card_opens_and_only_those_that_do_are_there(world: World, who: str) -> None:
    client, actor = world.client(who), world.actor(who)
    page = client.get("/accounts/settings/").content.decode()
    main = page[page.index('<main id="main"') :]
    addresses = re.findall(r'<li class="card"><a href="([^"]+)"', main)

    assert reverse("accounts:mine") in addresses
    assert [a for a in addresses if client.get(a).status_code not in {200, 302}] == []
    units = resolve(reverse("accounts:units")).func.policy(actor)
    assert (reverse("accounts:units") in addresses) is units


def test_the_foot_of_the_rail_leads_to_the_settings(world: World) -> None:
    page = world.client("liaison").get("/accounts/mine/").content.decode()

    assert f'href="{reverse("accounts:settings")}"' in page


def test_the_settings_warn_of_a_year_without_holidays(world: World) -> None:
    coming = timezone.localdate().year + 1
    warning = f"尚无 {coming} 年的安排"
    client = world.client("office")

    assert warning in client.get("/accounts/settings/").content.decode()
    set_workdays(SYSTEM, coming, [], version=0)
    assert warning not in client.get("/accounts/settings/").content.decode()


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("short", "密码不少于 10 个字符"),
        ("password123", "不能使用常见密码"),
        ("liaison123", "不能与您的用户名相近"),
    ],
    ids=["short", "common", "similar"],
)
def test_a_weak_password_is_refused_in_our_own_words(world: World, new: str, words: str) -> None:
    with translation.override("zh-hans"):
        given = {"old": "x", "new": new, "again": new}
        form = PasswordForm(given, account=world.accounts["liaison"])
        told = "".join(form.errors["new"])
        helped = str(form.fields["new"].help_text)

    assert words in told
    assert "你" not in told + helped
    assert words in helped
