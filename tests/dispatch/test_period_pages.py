"""The pages of periods, of the past and of corrections: who sees what, and what a number opens."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone
from fortnight import worked_example
from scenes import MONDAY, Scene
from time_machine import Traveller

from guatu.accounts.models import Unit
from guatu.campaigns.models import Indicator, Observation, Target
from guatu.dispatch.models import Correction, EntryState, PeriodOpinion, Round
from guatu.ledgers.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CANARY = "此事项不得外泄"


@pytest.fixture
def laid(scene: Scene, clock: Traveller) -> Scene:
    worked_example(scene, clock)
    Entry.objects.filter(pk=scene.project.pk).update(title=CANARY)
    EntryState.objects.filter(entry=scene.project).update(title=CANARY)  # the name of then
    return scene


def address(scene: Scene, name: str = "period", *rest: str) -> str:
    start = MONDAY.replace(day=1).isoformat()
    return reverse(f"dispatch:{name}", args=[scene.campaign.slug, "month", start, *rest])


def page(scene: Scene, who: str, path: str) -> str:
    answer = scene.world.client(who).get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_every_number_leads_to_as_many_rows(laid: Scene) -> None:
    text = page(laid, "office", address(laid))

    links = set(re.findall(r'href="(/dispatch/periods/[^"]+/rows/[^"]+)">([\d,]+)</a>', text))
    assert len(links) > 8
    for path, number in links:
        assert f'tabular">{number}</span></h1>' in page(laid, "office", path), path


def test_what_is_not_for_ones_eyes_is_named_nowhere(laid: Scene) -> None:
    past = Round.objects.filter(campaign=laid.campaign).order_by("ordinal").last()
    assert past is not None
    paths = [
        address(laid),
        address(laid, "period-rows", "asked"),
        address(laid, "period-rows", "silent"),
        reverse("dispatch:past", args=[past.pk]),
    ]
    for path in paths:
        assert CANARY not in page(laid, "housing_liaison", path), path
    assert CANARY in page(laid, "office", paths[1])
    assert CANARY in page(laid, "office", paths[3])


def test_the_past_is_called_as_it_was(laid: Scene) -> None:
    past = Round.objects.filter(campaign=laid.campaign).order_by("ordinal").last()
    assert past is not None
    Unit.objects.filter(pk=laid.world.finance.pk).update(name="区财政和金融局")

    text = page(laid, "office", reverse("dispatch:past", args=[past.pk]))

    assert "区财政局" in text
    assert "区财政和金融局" not in text


def test_an_entry_as_of_a_round(laid: Scene) -> None:
    past = Round.objects.filter(campaign=laid.campaign).order_by("ordinal").first()
    assert past is not None
    path = reverse("dispatch:entry-stream", args=[laid.task.pk])

    assert "截至第1期" in page(laid, "office", f"{path}?asof={past.pk}")


def test_a_correction_from_asking_to_its_word(laid: Scene) -> None:
    one = Round.objects.get(campaign=laid.campaign, ordinal=1)
    row = laid.check_in(one, laid.task)
    ask = reverse("dispatch:correct", args=[row.pk])
    client = laid.world.client("liaison")

    refused = client.post(ask, {"said": "完成一批", "reason": "没有变化"})
    assert refused.status_code == 422
    assert client.post(ask, {"said": "完成半批", "reason": "多报"}).status_code == 302

    asked = Correction.objects.get()
    decide = reverse("dispatch:decide-correction", args=[asked.pk])
    sent = {"act": "approve", "version": asked.version}
    assert laid.world.client("office").post(decide, sent).status_code == 302
    text = page(laid, "office", reverse("dispatch:entry-stream", args=[laid.task.pk]))
    assert "<s>完成一批</s>" in text
    assert "<ins>完成半批</ins>" in text


def test_the_office_writes_what_it_finds(laid: Scene) -> None:
    write = reverse("dispatch:write-opinion", args=[laid.campaign.slug, "half-year", "2026-01-01"])
    sent = {"unit": laid.world.finance.pk, "text": "报送及时", "signed_by": "张某"}

    assert laid.world.client("office").post(write, sent).status_code == 302

    assert PeriodOpinion.objects.get().text == "报送及时"
    half = reverse("dispatch:period", args=[laid.campaign.slug, "half-year", "2026-01-01"])
    assert "报送及时" in page(laid, "office", half)
    assert "报送及时" not in page(laid, "housing_liaison", half)


@pytest.mark.parametrize("every", ["month", "quarter", "half-year", "year"])
def test_each_sort_of_period_has_its_page(laid: Scene, every: str) -> None:
    path = reverse("dispatch:period", args=[laid.campaign.slug, every, "2026-06-15"])

    assert "应报" in page(laid, "leader", path)


def test_a_period_shows_where_the_targets_stand_at_its_end(laid: Scene) -> None:
    world = laid.world
    indicator = Indicator.objects.create(name="财政收入", owner=world.district, shape="cumulative")
    Target.objects.create(
        campaign=laid.campaign, indicator=indicator, unit=world.finance, op=">=", mantissa=80
    )
    month = Observation(
        indicator=indicator, unit=world.finance, facet="cumulative", reported_at=timezone.now(),
        period_start=date(2026, 1, 1), period_end=date(2026, 5, 31), as_of=date(2026, 5, 31),
        mantissa=37,
    )  # fmt: skip
    month.save()

    text = page(laid, "office", address(laid))
    row = text[text.index("财政收入") :].partition("</tr>")[0]
    assert re.search(r'<td class="figure">37\b', row)
    assert "5月31日" in row


def test_what_is_no_day_or_number_is_not_there(laid: Scene) -> None:
    client = laid.world.client("office")

    for path in (address(laid, "period-rows", "gold"), address(laid).replace("2026-06-01", "june")):
        assert client.get(path).status_code == 404


def test_units_without_an_opinion_do_not_fill_the_page(laid: Scene) -> None:
    half = reverse("dispatch:period", args=[laid.campaign.slug, "half-year", "2026-01-01"])
    write = reverse("dispatch:write-opinion", args=[laid.campaign.slug, "half-year", "2026-01-01"])
    sent = {"unit": laid.world.finance.pk, "text": "报送及时", "signed_by": "张某"}
    laid.world.client("office").post(write, sent)

    written, folded = page(laid, "office", half).split("尚未写评议意见的单位")
    assert f'id="o{laid.world.finance.pk}"' in written
    assert f'id="o{laid.world.housing.pk}"' in folded
    assert ">报送及时</textarea>" in written  # written anew from what stands
    assert "尚未写评议意见的单位" not in page(laid, "leader", half)
