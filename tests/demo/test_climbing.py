"""The demo's ladder goes beyond a reminder, and discipline supervision has something to read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from guatu.accounts.models import Account, Post
from guatu.core.actors import Role
from guatu.demo.laying import Laying
from guatu.supervision.models import LadderStep, Watch

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("demo")
def test_each_step_but_the_last_was_taken_and_the_talk_by_a_named_leader() -> None:
    taken = set(LadderStep.objects.values_list("rung", flat=True))
    leader = Account.objects.get(username="leader")
    talk = LadderStep.objects.get(rung="talk")
    below = LadderStep.objects.filter(directive=talk.directive, rung="circulate")

    assert taken == {"remind", "direct", "circulate", "talk"}
    assert talk.decided_by == leader.person_id
    assert Post.objects.get(pk=talk.decided_post_id).role == Role.LEADER
    assert below.get().decided_on < talk.decided_on
    assert LadderStep.objects.get(rung="direct").issued is not None


def test_what_was_decided_earlier_stands_on_its_day(demo: Laying) -> None:
    for row in LadderStep.objects.all():
        assert row.decided_on <= demo.today
        if row.decided_on < demo.today:
            assert timezone.localdate(row.taken_at) == row.decided_on
    assert LadderStep.objects.filter(decided_on__lt=demo.today - timedelta(days=5)).exists()


@pytest.mark.usefixtures("demo")
def test_a_circular_comes_after_the_limit_of_what_it_tells_of() -> None:
    told = LadderStep.objects.filter(rung__in=["circulate", "talk"], directive__isnull=False)

    assert told.count() >= 3
    for row in told.select_related("directive"):
        assert row.directive is not None
        assert row.decided_on > row.directive.limit_on
        assert row.directive.state not in {"replied", "closed", "withdrawn"}


@pytest.mark.usefixtures("demo")
def test_discipline_supervision_watches_one_entry() -> None:
    watch = Watch.objects.get()
    account = Account.objects.get(username="discipline")

    assert watch.opened_by == account.person_id
    assert watch.ended_at is None
