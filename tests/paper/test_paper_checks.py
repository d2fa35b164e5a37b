"""核对纸件: a print agrees with the record or not; the code leads to this installation alone."""

from __future__ import annotations

import pytest
from django.test import RequestFactory, override_settings
from scenes import Scene

from guatu.audit.queries import head
from guatu.paper.codes import code_for

pytestmark = pytest.mark.django_db


def test_a_print_agrees_with_the_act_that_it_names(scene: Scene) -> None:
    last = head()
    assert last is not None
    client = scene.world.client("stranger")

    agreed = client.get(f"/paper/check/{last.number}/{last.hash[:16]}/?to=/paper/leaders/")
    changed = client.get(f"/paper/check/{last.number}/{'0' * 16}/")
    unknown = client.get(f"/paper/check/99999999/{last.hash[:16]}/")

    assert "相符" in agreed.content.decode()
    assert 'href="/paper/leaders/"' in agreed.content.decode()
    for page in (changed, unknown):
        assert page.status_code == 200
        assert "记录中没有这一条" in page.content.decode()


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:1"]
)
def test_the_way_on_leads_nowhere_else(scene: Scene, to: str) -> None:
    page = scene.world.client("office").get("/paper/check/1/0000000000000000/", {"to": to})

    assert f'href="{to}"' not in page.content.decode()
    assert "查看现在的情况" not in page.content.decode()


@pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "１"])
def test_what_is_no_number_is_told_as_not_there(scene: Scene, number: str) -> None:
    page = scene.world.client("office").get(f"/paper/check/{number}/0000000000000000/")

    assert "记录中没有这一条" in page.content.decode()


@override_settings(PUBLIC_ADDRESS="https://guatu.example")
def test_the_code_names_the_installations_own_address(scene: Scene) -> None:
    request = RequestFactory().get("/paper/leaders/")

    code = code_for(request, "/ledgers/entries/7/")

    assert code.address.startswith("https://guatu.example/paper/check/")
    assert code.address.endswith("?to=/ledgers/entries/7/")
    assert code.svg.startswith(b"<svg")
    assert scene.campaign.pk
