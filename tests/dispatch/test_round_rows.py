"""Each number of a round opens just what it counts, and the papers are one step from the rounds."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from fortnight import worked_example
from scenes import Scene
from time_machine import Traveller

from guatu.dispatch.models import CheckIn, Round
from guatu.dispatch.queries.roundrows import SORTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
NUMBER = re.compile(r'href="(/dispatch/rounds/\d+/rows/[^"]+)">([\d,]+)</a>')


@pytest.fixture
def laid(scene: Scene, clock: Traveller) -> Scene:
    worked_example(scene, clock)
    returned = CheckIn.objects.exclude(state="draft").order_by("pk").last()
    CheckIn.objects.filter(pk=returned.pk if returned else 0).update(state="returned")
    return scene


def page(scene: Scene, who: str, path: str, status: int = 200) -> str:
    answer = scene.world.client(who).get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def rows_in(text: str) -> int:
    return text.count('<td class="unit-name"')


@pytest.mark.parametrize("who", ["office", "leader", "assessor"])
def test_every_number_of_the_rounds_leads_to_as_many_rows(laid: Scene, who: str) -> None:
    text = page(laid, who, reverse("dispatch:rounds"))

    links = NUMBER.findall(text)
    kinds = {path.split("/")[5] for path, _number in links}
    assert kinds >= {"asked", "received", "late", "returned"}
    for path, number in links:
        beneath = page(laid, who, path)
        assert f'tabular">{number}</span></h1>' in beneath, path
        assert rows_in(beneath) == int(number), path


def test_every_number_of_a_unit_leads_to_its_rows(laid: Scene) -> None:
    found = 0
    for one in Round.objects.filter(campaign=laid.campaign).order_by("pk"):
        text = page(laid, "office", reverse("dispatch:round", args=[one.pk]))
        for path, number in NUMBER.findall(text):
            beneath = page(laid, "office", path)
            assert f'tabular">{number}</span></h1>' in beneath, path
            assert "?unit=" in path
            found += 1
    assert found > 6
    assert "silent" in {path.split("/")[5] for path, _number in NUMBER.findall(text)}


def test_what_is_received_and_what_is_silent_is_all_that_was_asked(laid: Scene) -> None:
    rows = CheckIn.objects.filter(round__campaign=laid.campaign)
    received, silent = rows.filter(SORTS["received"]), rows.filter(SORTS["silent"])

    assert received.count() + silent.count() == rows.count()
    assert not silent.filter(received_at__isnull=False).exists()
    assert not received.filter(received_at__isnull=True).exists()


def test_words_that_were_not_handed_in_stay_with_their_writer(laid: Scene) -> None:
    one = Round.objects.filter(campaign=laid.campaign).order_by("pk").first()
    assert one is not None
    CheckIn.objects.filter(round=one, state="draft").update(said="还没写完的话")

    path = reverse("dispatch:round-rows", args=[one.pk, "silent"])

    assert rows_in(page(laid, "office", path)) > 0
    assert "还没写完的话" not in page(laid, "office", path)


def test_a_row_says_where_it_stands_and_what_no_news_is(laid: Scene) -> None:
    one = Round.objects.filter(campaign=laid.campaign).order_by("pk").first()
    assert one is not None
    row = CheckIn.objects.filter(round=one, received_at__isnull=False).order_by("pk").first()
    assert row is not None
    CheckIn.objects.filter(pk=row.pk).update(state="submitted", said="", is_unchanged=True)

    text = page(laid, "office", reverse("dispatch:round-rows", args=[one.pk, "received"]))

    assert "本期无新进展" in text
    assert "已提交" in text


def test_nothing_for_others_and_nothing_unknown(laid: Scene) -> None:
    one = Round.objects.filter(campaign=laid.campaign).order_by("pk").first()
    assert one is not None
    path = reverse("dispatch:round-rows", args=[one.pk, "asked"])

    assert laid.world.client("liaison").get(path).status_code in {403, 404}
    page(laid, "office", reverse("dispatch:round-rows", args=[one.pk, "gold"]), 404)
    page(laid, "office", f"{path}?unit=99999999999999999999&page=x")


def test_the_papers_are_one_step_from_the_rounds(laid: Scene) -> None:
    one = Round.objects.filter(campaign=laid.campaign).order_by("pk").first()
    assert one is not None
    papers = f'href="{reverse("meetings:packages")}?campaign={laid.campaign.slug}"'

    assert papers in page(laid, "office", reverse("dispatch:rounds"))
    assert papers in page(laid, "leader", reverse("dispatch:round", args=[one.pk]))
