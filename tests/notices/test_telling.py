"""Telling: once for a key, to whoever holds the posts today, within the act's transaction."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from tellings import notice
from worlds import World, appoint, make_account, make_campaign, make_person, make_post, make_unit

import guatu
from guatu.accounts.models import Appointment
from guatu.accounts.queries import actor_of
from guatu.audit.errors import OutsideTransaction
from guatu.core.actors import ANONYMOUS, SYSTEM, Role
from guatu.notices.actions import Notice, tell, tell_all
from guatu.notices.models import Notice as Row
from guatu.notices.models import NoticeCopy
from guatu.notices.queries import told_counts, unread_count
from guatu.notices.sorts import all_sorts, label_of, sort_of

pytestmark = pytest.mark.django_db
SOURCE = Path(guatu.__file__).parent


def told(one: Notice) -> set[str]:
    """Tell it and return the names of those who have a copy."""
    with transaction.atomic():
        tell(one)
    rows = NoticeCopy.objects.filter(notice__key=one.key)
    return set(rows.values_list("person__name", flat=True))


def test_the_holders_of_the_named_roles_at_the_named_units_get_a_copy(world: World) -> None:
    assert told(notice(unit_ids=[world.finance.pk])) == {"liaison"}
    assert told(
        notice(key="2", unit_ids=[world.finance.pk], roles=[Role.LIAISON, Role.APPROVER])
    ) == {"liaison", "approver"}


def test_a_post_and_a_person_are_reached_too_and_nobody_twice(world: World) -> None:
    one = notice(
        unit_ids=[world.finance.pk],
        post_ids=[world.posts["liaison"].pk, world.posts["stranger"].pk],
        person_ids=[world.accounts["leader"].person_id, world.accounts["liaison"].person_id],
    )

    assert told(one) == {"liaison", "stranger", "leader"}
    assert set(Row.objects.get().units.values_list("unit_id", flat=True)) == {
        world.finance.pk, world.town.pk,
    }  # fmt: skip


def test_a_deputy_of_today_is_reached_and_one_of_yesterday_is_not(world: World) -> None:
    today = timezone.localdate()
    for name, last in (("now", today), ("gone", today - timedelta(days=1))):
        appoint(make_person(name), world.posts["liaison"], ended_on=last, is_deputy=True)

    assert told(notice(unit_ids=[world.finance.pk])) == {"liaison", "now"}


def test_an_abolished_post_and_one_without_a_holder_reach_nobody(world: World) -> None:
    post = world.posts["liaison"]
    post.abolished_on = timezone.localdate()
    post.save()
    Appointment.objects.filter(post=world.posts["housing_liaison"]).delete()

    assert told(notice(unit_ids=[world.finance.pk, world.housing.pk])) == set()
    assert Row.objects.get().units.count() == 2


def test_the_same_key_is_told_once_whatever_it_says(world: World) -> None:
    first = notice(unit_ids=[world.finance.pk])
    with transaction.atomic():
        assert [tell(first), tell(first)] == [1, 0]
        assert tell(notice(unit_ids=[world.housing.pk], subject="另一件")) == 0

    assert Row.objects.count() == NoticeCopy.objects.count() == 1


def test_several_are_told_in_one_transaction(world: World) -> None:
    assert tell_all([notice(key=str(n), unit_ids=[world.finance.pk]) for n in range(3)]) == 3


def test_an_unknown_sort_leaves_nothing(world: World) -> None:
    with pytest.raises(LookupError, match=r"nothing\.such"), transaction.atomic():
        tell(notice(sort="nothing.such", unit_ids=[world.finance.pk]))

    assert Row.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_outside_a_transaction() -> None:
    with pytest.raises(OutsideTransaction):
        tell(notice())


def test_an_act_that_fails_tells_nothing(world: World) -> None:
    def fail() -> None:
        with transaction.atomic():
            tell(notice(unit_ids=[world.finance.pk]))
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        fail()

    assert Row.objects.count() == NoticeCopy.objects.count() == 0


def test_the_bell_counts_the_unread_of_one_person_in_one_query(
    world: World, django_assert_num_queries: Any
) -> None:
    tell_all([notice(key=str(n), unit_ids=[world.finance.pk]) for n in range(3)])
    NoticeCopy.objects.filter(notice__key="0").update(is_unread=False)

    liaison = world.actor("liaison")
    with django_assert_num_queries(1):
        assert unread_count(liaison) == 2
    assert unread_count(world.actor("stranger")) == 0
    with django_assert_num_queries(0):
        assert [unread_count(ANONYMOUS), unread_count(SYSTEM)] == [0, 0]


def test_a_month_counts_what_it_told_each_unit(world: World) -> None:
    campaign = make_campaign(world.district)
    both = [world.finance.pk, world.housing.pk]
    tell_all(
        [
            notice(key="1", campaign=campaign, unit_ids=both),
            notice(key="2", campaign=campaign, unit_ids=[world.finance.pk]),
            notice(key="3", campaign=campaign, unit_ids=both),
            notice(key="4", campaign=make_campaign(world.district), unit_ids=both),
        ]
    )
    # 16:00 UTC on 31 May is the first moment of June here
    Row.objects.filter(key__in=["1", "2"]).update(told_at="2026-05-31T16:00:00Z")
    Row.objects.filter(key="3").update(told_at="2026-06-30T16:00:00Z")

    assert told_counts(campaign, date(2026, 6, 1)) == {world.finance.pk: 2, world.housing.pk: 1}
    assert told_counts(campaign, date(2026, 7, 1)) == {world.finance.pk: 1, world.housing.pk: 1}


def test_forty_units_cost_as_many_queries_as_one(
    world: World, django_assert_num_queries: Any
) -> None:
    units = [make_unit(f"第{n}单位", parent=world.district) for n in range(40)]
    for n, unit in enumerate(units):
        appoint(make_person(f"联络员{n}"), make_post(unit, Role.LIAISON))
    one = notice(unit_ids=[unit.pk for unit in units])

    with transaction.atomic():
        tell(notice(key="before", unit_ids=[world.town.pk]))
    with transaction.atomic(), django_assert_num_queries(8):
        assert tell(one) == 40


def test_sorts_are_found_by_code() -> None:
    assert sort_of("test.urgent") in all_sorts()
    assert [label_of("test.plain"), label_of("gone.sort")] == ["Plain", "gone.sort"]


def test_a_new_holder_sees_the_copy_of_nobody_else(world: World) -> None:
    told(notice(unit_ids=[world.finance.pk]))
    person = make_person("接任")
    appoint(person, world.posts["liaison"], started_on=timezone.localdate())

    assert unread_count(actor_of(make_account("after", person), timezone.localdate())) == 0


def test_it_is_read_in_the_readers_language_and_leaves_in_the_houses(world: World) -> None:
    one = notice(
        unit_ids=[world.finance.pk],
        subject=lambda: _("Notices"),
        text=lambda: _("%(title)s takes no messages") % {"title": "甲群"},
    )
    with translation.override("en"), transaction.atomic():  # whoever acts reads English
        tell(one)
    row = Row.objects.get()

    assert (row.subject, row.text) == ("消息", "甲群暂时无法接收消息")
    page = world.client("liaison").get("/notices/").content.decode()
    assert "暂时无法接收消息" in page
    client = world.client("liaison")
    client.cookies["guatu_language"] = "en"
    with translation.override("zh-hans"):  # the request leaves its language active
        page = client.get("/notices/").content.decode()
    assert "takes no messages" in page
    assert "暂时无法接收消息" not in page


def test_words_that_are_the_same_in_all_languages_are_kept_once(world: World) -> None:
    told(notice(unit_ids=[world.finance.pk], subject="某项滞后", text="请报送"))
    row = Row.objects.get()

    assert (row.subject, row.translations) == ("某项滞后", {})
    with translation.override("en"):
        assert (row.subject_read, row.text_read) == ("某项滞后", "请报送")


def words_of_the_actor(tree: ast.AST) -> list[int]:
    """Return the lines where a notice gets words in the language of whoever acts."""
    return [
        part.value.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Notice"
        for part in call.keywords
        if part.arg in {"subject", "text"} and not isinstance(part.value, ast.Lambda)
        for inner in ast.walk(part.value)
        if isinstance(inner, ast.Call) and getattr(inner.func, "id", "") == "_"
    ]


def test_no_act_tells_in_the_language_of_whoever_acts() -> None:
    found = {
        f"{path.name}:{line}"
        for path in SOURCE.rglob("*.py")
        for line in words_of_the_actor(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert found == set()
    assert words_of_the_actor(ast.parse("Notice(subject=_('a'), text=lambda: _('b'))")) == [1]
