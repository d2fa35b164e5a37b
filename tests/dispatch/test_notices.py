"""Reports given back and corrections are told to whom they concern, once for each act."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.urls import reverse
from scenes import MONDAY, Scene, at
from time_machine import Traveller

from guatu.accounts.models import Person
from guatu.core.actors import SYSTEM, Role
from guatu.dispatch.actions import Pick, close_round, freeze_round, return_check_in
from guatu.dispatch.actions.corrections import (
    Wish,
    ask_correction,
    decide_correction,
    withdraw_correction,
)
from guatu.dispatch.actions.telling import CORRECTION, RETURNED
from guatu.dispatch.models import CheckIn, Correction, Round
from guatu.notices.models import Notice, NoticeCopy
from guatu.shell.errors import ShellError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WISH = Wish(reason="多报一批", said="完成半批")


def told(scene: Scene, sort: str) -> list[tuple[str, list[str]]]:
    """Return, in their order, the subjects of the notices of a sort, and who has a copy."""
    who = {one.person_id: name for name, one in scene.world.accounts.items()}
    return [
        (one.subject, sorted(who[pk] for pk in persons_of(one)))
        for one in Notice.objects.filter(sort=sort).order_by("pk")
    ]


def persons_of(one: Notice) -> Sequence[int]:
    return list(NoticeCopy.objects.filter(notice=one).values_list("person_id", flat=True))


def give_back(scene: Scene, row: CheckIn, **more: str) -> CheckIn:
    pick = Pick(id=row.pk, version=row.version)
    return return_check_in(scene.world.actor("approver"), pick, "请写明金额", MONDAY, **more)


def freeze(one: Round) -> None:
    one.refresh_from_db()
    one = close_round(SYSTEM, one.pk, one.version, today=MONDAY)
    freeze_round(SYSTEM, one.pk, one.version)


def ask(scene: Scene, who: str = "liaison") -> Correction:
    row = CheckIn.objects.get(entry=scene.task, unit=scene.world.finance)
    return ask_correction(scene.world.actor(who), row.pk, WISH)


def test_what_comes_back_is_told_to_the_units_liaison_each_time(
    scene: Scene, clock: Traveller
) -> None:
    one = scene.open()
    row = give_back(scene, scene.submit(one, scene.task))
    subject = f"填报已退回：{scene.task.title}"
    assert told(scene, RETURNED) == [(subject, ["liaison"])]

    with pytest.raises(ShellError):
        give_back(scene, row)
    assert len(told(scene, RETURNED)) == 1

    clock.move_to(at(MONDAY, 11))
    again = scene.submit(one, scene.task, said="完成第一批，兑付十万元")
    give_back(scene, again)
    assert told(scene, RETURNED) == [(subject, ["liaison"])] * 2


def test_it_leads_to_the_round_and_names_no_person_and_no_reason(scene: Scene) -> None:
    one = scene.open()
    give_back(scene, scene.submit(one, scene.task))

    notice = Notice.objects.get(sort=RETURNED)
    assert notice.address == f"{reverse('dispatch:mine')}?round={one.slug}"
    assert scene.world.finance.label in notice.text
    assert "请写明金额" not in notice.text
    assert not any(name in notice.text for name in Person.objects.values_list("name", flat=True))
    client = scene.world.client("liaison")
    assert "请写明金额" in client.get(notice.address).content.decode()

    freeze(one)
    later = client.get(notice.address, follow=True)  # nothing else is owed
    assert later.status_code == 200


def test_an_old_notice_leads_to_the_newest_round_and_says_why(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task)
    freeze(one)
    scene.open(MONDAY.replace(day=22))
    address = f"{reverse('dispatch:mine')}?round={one.slug}"

    page = scene.world.client("liaison").get(address, follow=True)
    assert page.redirect_chain == [(reverse("dispatch:mine"), 302)]
    assert "填报只能通过更正修改" in page.content.decode()
    assert scene.world.client("liaison").get(f"{address}x").status_code == 404


def test_a_step_down_the_chain_is_not_told_as_a_return(scene: Scene) -> None:
    one = scene.open()
    support = scene.submit(one, scene.task, "housing_liaison")
    CheckIn.objects.filter(pk=support.pk).update(state=CheckIn.State.LEAD_APPROVED)

    give_back(scene, support, to=CheckIn.State.UNIT_APPROVED)

    assert told(scene, RETURNED) == []


def test_asking_is_told_to_the_office_and_deciding_to_whoever_asked(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task)
    freeze(one)
    asked = ask(scene)
    title = scene.task.title
    assert told(scene, CORRECTION) == [(f"更正待审定：{title}", ["office"])]

    decide_correction(scene.world.actor("office"), asked.pk, asked.version, approve=True)
    with pytest.raises(ShellError):
        decide_correction(scene.world.actor("office"), asked.pk, asked.version, approve=True)

    assert told(scene, CORRECTION)[1:] == [(f"更正已同意：{title}", ["liaison"])]


def test_the_office_is_not_asked_for_its_own_word(scene: Scene) -> None:
    scene.world.add("second", scene.world.district, Role.CAMPAIGN_OFFICE)
    one = scene.open()
    scene.submit(one, scene.task)
    freeze(one)
    asked = ask(scene, "office")
    assert [who for _subject, who in told(scene, CORRECTION)] == [["second"]]

    decide_correction(
        scene.world.actor("second"), asked.pk, asked.version, approve=False, answer="原数无误"
    )
    subject, who = told(scene, CORRECTION)[-1]
    assert (subject, who) == (f"更正未同意：{scene.task.title}", ["office"])


def test_what_is_taken_back_is_told_to_nobody(scene: Scene) -> None:
    one = scene.open()
    scene.submit(one, scene.task)
    freeze(one)
    asked = ask(scene)
    withdraw_correction(scene.world.actor("liaison"), asked.pk, asked.version)

    assert len(told(scene, CORRECTION)) == 1
