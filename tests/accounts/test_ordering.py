"""建制顺序: a permutation, in one act, that everybody sees."""

from __future__ import annotations

import pytest
from worlds import World, make_unit

from guatu.accounts import actions
from guatu.accounts.actions.ordering import order_posts, order_read, order_units
from guatu.accounts.models import Unit
from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM
from guatu.core.ordering import reordered
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db


def under(parent: Unit | None) -> list[int]:
    rows = Unit.objects.filter(valid_to=None).order_by("official_order", "path")
    return [row.pk for row in rows if parent is None or row.parent_id == parent.pk]


def test_the_units_under_one_take_their_places_and_others_keep_theirs(world: World) -> None:
    village = make_unit("石湾村", kind="village", parent=world.town, official_order=4)
    before = under(world.district)
    wanted = [world.town.pk, *[pk for pk in before if pk != world.town.pk]]
    whole = under(None)
    count = order_units(SYSTEM, world.district, wanted, read=order_read(before))

    assert under(world.district) == wanted
    assert under(None) == reordered(whole, wanted)
    assert count > 0
    assert AuditEvent.objects.get().act == "unit.order"
    assert village.pk in under(None)


@pytest.mark.usefixtures("world")
def test_places_that_are_shared_are_told_apart() -> None:
    Unit.objects.update(official_order=7)
    before = under(None)
    order_units(SYSTEM, None, before[::-1], read=order_read(before))

    assert under(None) == before[::-1]
    assert len(set(Unit.objects.values_list("official_order", flat=True))) == len(before)


def test_what_is_no_permutation_is_refused(world: World) -> None:
    before = under(world.district)
    for wrong in (before[:-1], [*before, world.district.pk], [before[0], *before[:-1]]):
        with pytest.raises(InvalidState):
            order_units(SYSTEM, world.district, wrong, read=order_read(before))

    assert under(world.district) == before
    assert AuditEvent.objects.count() == 0


def test_an_order_that_changed_meanwhile_is_stale(world: World) -> None:
    before = under(world.district)
    order_units(SYSTEM, world.district, before[::-1], read=order_read(before))
    with pytest.raises(Stale):
        order_units(SYSTEM, world.district, before, read=order_read(before))

    assert under(world.district) == before[::-1]


@pytest.mark.parametrize("who", ["security", "unit_admin", "liaison", "leader"])
def test_only_who_names_units_orders_them(world: World, who: str) -> None:
    before = under(world.district)
    with pytest.raises(NotAllowed):
        order_units(world.actor(who), world.district, before, read=order_read(before))


def test_a_typed_place_moves_one_unit_there(world: World) -> None:
    before = under(world.district)
    fields: dict[str, object] = {f"place-{pk}": at for at, pk in enumerate(before, start=1)}
    fields |= {f"place-{before[0]}": 3, "read": order_read(before)}
    page = f"/accounts/units/order/?under={world.district.pk}"
    assert world.client("office").post(page, fields).status_code == 302

    assert under(world.district) == [before[1], before[2], before[0], *before[3:]]


def test_a_pasted_list_shows_its_order_and_its_faults_and_writes_nothing(world: World) -> None:
    before = under(world.district)
    actions.add_alias(SYSTEM, world.housing, "建设局")
    page = f"/accounts/units/order/?under={world.district.pk}"
    names = "柳河镇\n建设局\n区住建局\n没有的局\n青溪区"
    shown = world.client("office").post(page, {"paste": names}).content.decode()

    assert shown.index("柳河镇</span>" if "柳河镇</span>" in shown else "柳河镇") < shown.index(
        f'name="place-{world.finance.pk}"'
    )
    assert "没有名为“没有的局”的单位" in shown
    assert "“青溪区”不在以下单位之列" in shown
    assert "“区住建局”与名单中另一名称是同一单位" in shown
    assert under(world.district) == before


def test_the_posts_of_a_unit_are_put_in_order(world: World) -> None:
    before = list(world.finance.posts.order_by("official_order", "pk").values_list("pk", flat=True))
    fields: dict[str, object] = {f"place-{pk}": at for at, pk in enumerate(before, start=1)}
    fields |= {f"place-{before[-1]}": 1, "read": order_read(before)}
    page = f"/accounts/units/{world.finance.pk}/posts/order/"
    assert world.client("unit_admin").post(page, fields).status_code == 302
    after = list(world.finance.posts.order_by("official_order", "pk").values_list("pk", flat=True))

    assert after == [before[-1], *before[:-1]]
    assert world.client("unit_admin").post(page, fields).status_code == 412
    assert AuditEvent.objects.get().act == "post.order"
    with pytest.raises(InvalidState):
        order_posts(SYSTEM, world.finance, after[:-1], read=order_read(after))
    with pytest.raises(NotAllowed):
        order_posts(world.actor("liaison"), world.finance, after, read=order_read(after))
