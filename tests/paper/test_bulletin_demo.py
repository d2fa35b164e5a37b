"""The demo's bulletins, and what a draft costs whatever a campaign holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from fortnight import shut
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.core.actors import SYSTEM
from guatu.demo.bulletins import lay_bulletins
from guatu.demo.laying import lay
from guatu.demo.settling import Settled
from guatu.demo.stage import Stage
from guatu.dispatch.models import Round
from guatu.ledgers.actions import Assigned, NewEntry, NewMilestone, insert_entries
from guatu.paper.models import Bulletin, BulletinTemplate, Sort
from guatu.paper.queries.bulletinfacts import facts_of_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(scene: Scene, time_machine: Traveller) -> Round:
    time_machine.move_to(at(MONDAY), tick=False)
    one = scene.open(MONDAY)
    scene.submit(one, scene.task, said="发布首批清单", problem="缺少接口")
    time_machine.move_to(at(one.ends_on + timedelta(days=1)))
    return shut(one, one.ends_on)


def stage_of(scene: Scene) -> Stage:
    settled = Settled(
        units={}, accounts=scene.world.accounts, liaisons={}, approvers={}, leaders={}
    )
    today = timezone.localdate()
    return Stage(general=scene.campaign, settled=settled, laying=lay(today), seed=1)


def test_the_demo_hands_one_in_and_keeps_a_wording(scene: Scene, frozen: Round) -> None:
    lay_bulletins(stage_of(scene))

    rows = {row.sort: row for row in Bulletin.objects.all()}
    assert set(rows) == {Sort.DISPATCH, Sort.SPECIAL, Sort.MONTHLY}
    assert rows[Sort.DISPATCH].state == Bulletin.State.SUBMITTED
    assert rows[Sort.DISPATCH].round == frozen
    assert BulletinTemplate.objects.count() == 1


def test_a_campaign_without_a_frozen_round_has_only_a_wording(scene: Scene) -> None:
    lay_bulletins(stage_of(scene))

    assert not Bulletin.objects.filter(round__isnull=False).exists()
    assert BulletinTemplate.objects.count() == 1


def test_a_draft_costs_no_more_questions_for_more_entries(scene: Scene, frozen: Round) -> None:
    def asked() -> int:
        one = Round.objects.select_related("campaign__unit", "cadence").get(pk=frozen.pk)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            facts_of_round(SYSTEM, one, timezone.now())
        return len(queries)

    few = asked()
    finance = Assigned(unit_id=scene.world.finance.pk)
    due = frozen.ends_on + timedelta(days=3)
    more = [
        NewEntry(
            title=f"事项{at}", leads=(finance,), due_on=due,
            milestones=(NewMilestone(title="节点", due_on=due, kind="node"),),
        )
        for at in range(30)
    ]  # fmt: skip
    insert_entries(scene.campaign, "task", more)

    assert asked() == few
