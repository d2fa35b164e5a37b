"""Pages of meetings as each reader has them: no way that leads to a refusal, invitations as texts."""

from __future__ import annotations

import pytest
from django.urls import reverse
from scenes import Scene

from guatu.meetings.actions.running import group_text
from guatu.meetings.models import Invitation, Meeting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "is_there"), [("liaison", False), ("office", True)], ids=["unit", "office"]
)
def test_the_tab_of_packages_is_there_for_who_may_open_it(
    scene: Scene, who: str, *, is_there: bool
) -> None:
    client, address = scene.world.client(who), reverse("meetings:packages")

    page = client.get(reverse("meetings:meetings"))

    assert page.status_code == 200
    assert (f'href="{address}"' in page.content.decode()) is is_there
    assert (client.get(address).status_code == 200) is is_there


def test_the_text_for_a_work_group_says_who_comes_to_what(scene: Scene, meeting: Meeting) -> None:
    Invitation.objects.filter(meeting=meeting).delete()
    for unit in (scene.world.finance, scene.world.housing):
        Invitation.objects.create(meeting=meeting, unit=unit)

    text = group_text(meeting)

    assert text.startswith(
        f"{scene.world.finance.label}、{scene.world.housing.label}：{meeting.title}定于"
    )
