"""A person's word on items and unit names: versions, problems, counts, pages with and without htmx."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from drafts import PLAN, make_draft, settle
from worlds import World

from guatu.audit.models import AuditEvent
from guatu.campaigns.models import Campaign
from guatu.ledgers.actions import install_kinds
from guatu.planning.actions import (
    UnitChoice,
    accept_confident,
    add_item,
    decide_item,
    decide_unit,
    edit_item,
    take_proposals,
    turn_item,
)
from guatu.planning.models import Draft, DraftItem
from guatu.shell.errors import InvalidState, NotAllowed, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world: World) -> Draft:
    return make_draft(world)


def item(draft: Draft, kind: str, ordinal: int = 1) -> DraftItem:
    return DraftItem.objects.select_related("draft__plan__unit").get(
        draft=draft, kind=kind, ordinal=ordinal
    )


def send(
    world: World, path: str, data: dict[str, Any], *, htmx: bool = True, who: str = "office"
) -> HttpResponse:
    extra = {"HTTP_HX_REQUEST": "true"} if htmx else {}
    response: HttpResponse = world.client(who).post(path, data, **extra)
    return response


def page(world: World, draft: Draft) -> str:
    response = world.client("office").get(f"/planning/drafts/{draft.pk}/")
    assert response.status_code == 200
    return response.content.decode()


def test_an_item_is_accepted_rejected_and_put_back(world: World, draft: Draft) -> None:
    one = item(draft, "target")
    states = []
    for state in ("accepted", "rejected", "pending"):
        decide_item(world.actor("office"), one, one.version, state=state)
        states.append(DraftItem.objects.get(pk=one.pk).state)

    assert states == ["accepted", "rejected", "pending"]
    assert Draft.objects.get(pk=draft.pk).version == draft.version + 3
    assert AuditEvent.objects.count() == 1  # drafts are not chained until they are confirmed


def test_two_people_do_not_overwrite_each_other(world: World, draft: Draft) -> None:
    mine, theirs = item(draft, "target"), item(draft, "target")
    decide_item(world.actor("office"), mine, mine.version, state="accepted")

    with pytest.raises(Stale):
        decide_item(world.actor("office"), theirs, theirs.version, state="rejected")
    response = send(
        world, f"/planning/items/{mine.pk}/", {"state": "rejected", "version": theirs.version}
    )

    assert response.status_code == 412
    assert "is-accepted" in response.content.decode()
    assert DraftItem.objects.get(pk=mine.pk).state == "accepted"


def test_without_scripts_a_stale_form_is_a_page(world: World, draft: Draft) -> None:
    one = item(draft, "target")
    path = f"/planning/items/{one.pk}/"

    stale = send(world, path, {"state": "accepted", "version": 7}, htmx=False)
    good = send(world, path, {"state": "accepted", "version": 1}, htmx=False)

    assert (stale.status_code, good.status_code) == (412, 302)
    assert good["Location"].endswith(f"/planning/drafts/{draft.pk}/#item-{one.pk}")


def test_the_same_key_accepts_once(world: World, draft: Draft) -> None:
    one = item(draft, "target")
    data = {"state": "accepted", "version": 1, "idempotency_key": "k" * 32}

    first = send(world, f"/planning/items/{one.pk}/", data)
    second = send(world, f"/planning/items/{one.pk}/", data)

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert DraftItem.objects.get(pk=one.pk).version == 2


def test_only_the_office_of_the_unit_decides(world: World, draft: Draft) -> None:
    one = item(draft, "target")

    with pytest.raises(NotAllowed):
        decide_item(world.actor("leader"), one, 1, state="accepted")
    data = {"state": "accepted", "version": 1}
    path = f"/planning/items/{one.pk}/"
    assert send(world, path, data, who="liaison").status_code == 403


def test_a_phase_without_days_is_not_accepted(world: World) -> None:
    draft = make_draft(world)
    phase = item(draft, "phase")
    phase.fields["start"] = None  # as if it had not been read
    phase.save(update_fields=["fields"])
    office = world.actor("office")

    with pytest.raises(InvalidState):
        decide_item(office, phase, phase.version, state="accepted")
    accept_confident(office, draft)
    assert DraftItem.objects.get(pk=phase.pk).state == "pending"

    fields = {"start": "2026-01-08", "end": "2026-02-28"}
    edit_item(office, phase, phase.version, fields=fields)
    assert DraftItem.objects.get(pk=phase.pk).state == "accepted"


def test_the_doubtful_stay_when_the_confident_are_accepted(world: World, draft: Draft) -> None:
    count = accept_confident(world.actor("office"), draft)

    left = draft.items.filter(state="pending")
    assert count + left.count() == 15
    assert left.exists()
    assert all(one.confidence < 85 for one in left)


def test_a_form_takes_numbers_and_days_as_offices_write_them(world: World, draft: Draft) -> None:
    one = item(draft, "target", 3)
    prefix = f"i{one.pk}-"
    data = {
        f"{prefix}indicator": "新增停车泊位",
        f"{prefix}op": ">=",
        f"{prefix}value": "一千二百",
        f"{prefix}value_high": "1.3千",
        f"{prefix}unit": "个",
        f"{prefix}deadline": "11月底",
        "version": 1,
    }

    response = send(world, f"/planning/items/{one.pk}/edit/", data)

    one.refresh_from_db()
    assert response.status_code == 200
    assert (one.state, one.fields["value"], one.fields["value_high"], one.fields["deadline"]) == (
        "accepted",
        "1200",
        "1300",
        "2026-11-30",
    )
    assert "已修改" in response.content.decode()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("value", "很多", "不是数字"),
        ("value", "", ""),
        ("value_high", "3", "上限小于下限"),
        ("deadline", "到时候", "不是日期"),
        ("deadline", "2026-02-31", "不是日期"),
        ("indicator", " ", ""),
        ("op", "!", ""),
        ("value", "9" * 24, ""),
    ],
)
def test_a_wrong_form_comes_back_with_its_reason(
    world: World, draft: Draft, *, name: str, value: str, says: str
) -> None:
    one = item(draft, "target", 3)
    fields = {"indicator": "泊位", "op": "=", "value": "1200", "unit": "个", name: value}
    data = {f"i{one.pk}-{key}": text for key, text in fields.items()}

    response = send(world, f"/planning/items/{one.pk}/edit/", data | {"version": 1})

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert says in response.content.decode()
    assert DraftItem.objects.get(pk=one.pk).state == "pending"


def test_new_unit_names_are_matched_and_old_ones_go(world: World, draft: Draft) -> None:
    task = item(draft, "task")
    edit_item(
        world.actor("office"),
        task,
        task.version,
        fields={"lead": ["柳河镇"], "support": ["区大数据局"]},
    )

    rows = {row.name: (row.match, row.mention_count) for row in draft.units.all()}
    assert rows == {
        "柳河镇": ("exact", 2),
        "区大数据局": ("none", 1),
        "区住建局": ("alias", 1),
        "区财政局": ("exact", 2),
    }

    task.refresh_from_db()
    decide_item(world.actor("office"), task, task.version, state="rejected")
    assert not draft.units.filter(name="区大数据局").exists()


def test_a_fact_may_turn_out_a_target(world: World, draft: Draft) -> None:
    fact = item(draft, "fact")
    turn_item(world.actor("office"), fact, fact.version)

    fact.refresh_from_db()
    assert (fact.kind, fact.state, fact.fields["op"], fact.ordinal) == ("target", "pending", "=", 8)
    phase = item(draft, "phase")
    with pytest.raises(InvalidState):
        turn_item(world.actor("office"), phase, phase.version)


def test_what_was_missed_is_added_from_the_words(world: World, draft: Draft) -> None:
    start = draft.plan.text.index("全面推进")
    path = f"/planning/drafts/{draft.pk}/new/"
    client = world.client("office")
    form = client.get(path, {"kind": "cadence", "start": start, "end": start + 4})
    data = {"new-event": "全面推进", "new-every": "week", "kind": "cadence", "start": start}

    response = client.post(path, data | {"end": start + 4})

    row = DraftItem.objects.get(draft=draft, kind="cadence", ordinal=4)
    assert "全面推进" in form.content.decode()
    assert response.status_code == 302
    assert (row.state, row.read_fields, row.start) == ("accepted", None, start)
    with pytest.raises(InvalidState):
        add_item(
            world.actor("office"), draft, kind="task", span=(5, 10**6), fields={"title": "越界"}
        )


def test_unit_names_are_settled_one_by_one(world: World, draft: Draft) -> None:
    row = draft.units.get(name="区科技局")
    path = f"/planning/units/{row.pk}/"

    wrong = send(world, path, {"decision": "use", f"u{row.pk}-unit": "无此单位", "version": 1})
    nothing = send(world, path, {"decision": "use", "version": 1})
    good = send(world, path, {"decision": "use", f"u{row.pk}-unit": "区财政局", "version": 1})
    stale = send(world, path, {"decision": "leave", "version": 1})

    assert [r.status_code for r in (wrong, nothing, good, stale)] == [422, 422, 200, 412]
    row.refresh_from_db()
    assert (row.decision, row.unit) == ("use", world.finance)


def test_a_group_means_the_units_chosen(world: World, draft: Draft) -> None:
    row = draft.units.get(name="各镇街")
    assert list(row.expands.all()) == [world.town]
    office = world.actor("office")

    with pytest.raises(InvalidState):
        decide_unit(office, row, row.version, UnitChoice(decision="expand"))
    data = {"decision": "expand", f"u{row.pk}-members": "柳河镇、区财政局", "version": 1}
    response = send(world, f"/planning/units/{row.pk}/", data)

    row.refresh_from_db()
    assert response.status_code == 200
    assert (row.decision, row.expands.count()) == ("expand", 2)


def test_units_are_created_only_beneath_ones_own(world: World, draft: Draft) -> None:
    world.district.refresh_from_db()
    row = draft.units.get(name="区科技局")
    outside = world.district.__class__.objects.create(
        name="邻市", kind="government", path="0009", official_order=99
    )

    with pytest.raises(NotAllowed):
        decide_unit(
            world.actor("office"), row, row.version, UnitChoice(decision="create", parent=outside)
        )


def test_all_proposals_at_once(world: World, draft: Draft) -> None:
    count = take_proposals(world.actor("office"), draft)

    decisions = set(draft.units.values_list("name", "decision"))
    assert count == 2
    assert {("区科技局", "create"), ("各镇街", "expand")} <= decisions


def test_every_quote_leads_to_its_card_and_back(world: World, draft: Draft) -> None:
    html = page(world, draft)

    for one in draft.items.all():
        assert f'id="item-{one.pk}"' in html
        assert f'id="quote-{one.pk}"' in html
        assert f'href="#quote-{one.pk}"' in html
    linked = set(map(int, re.findall(r'href="#item-(\d+)"', html)))
    assert linked <= {one.pk for one in draft.items.all()}
    document = html[html.index("confirm-document") : html.index("confirm-reading")]
    shown = re.sub(r"<[^>]+>", "", document[document.index("</h2>") :])
    for line in draft.plan.text.splitlines():
        assert line.strip() in shown


def test_what_names_a_unit_twice_is_flagged(world: World, draft: Draft) -> None:
    assert "既牵头又配合：区财政局" in page(world, draft)


def test_names_that_are_settled_fold_beneath_those_that_wait(world: World, draft: Draft) -> None:
    html = page(world, draft)
    decisions = dict(draft.units.values_list("pk", "decision"))

    fold = html.index('<details class="units-known">')
    before = {pk for pk in decisions if html.index(f'id="unit-{pk}"') < fold}

    assert before == {pk for pk, decision in decisions.items() if decision == "pending"}
    assert 0 < len(before) < len(decisions)
    assert f"已确定单位 {len(decisions) - len(before)} 个" in html


def test_kinds_with_doubtful_items_come_first(world: World, draft: Draft) -> None:
    draft.items.update(confidence=95)
    draft.items.filter(kind="phase").update(confidence=60)
    kinds = re.findall(r'id="group-(\w+)"', page(world, draft))

    assert kinds == ["phase", "task", "target", "project", "cadence", "fact"]


def test_the_page_escapes_what_a_plan_says(world: World) -> None:
    html = page(world, make_draft(world, PLAN.replace("柳河镇", "<script>柳河镇")))

    assert "<script>柳" not in html
    assert "&lt;script&gt;柳河镇" in html


def test_the_page_takes_the_same_queries_however_much_was_read(world: World) -> None:
    client = world.client("office")
    counts = []
    for extra in (0, 30):
        more = "".join(f"改造第{i}类管网{i + 10}公里。" for i in range(extra))
        units = "".join(f"区第{i}局、" for i in range(extra))
        text = PLAN.replace("召开动员会。", more).replace("区科技局、", f"区科技局、{units}")
        draft = make_draft(world, text)
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/planning/drafts/{draft.pk}/")
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_the_last_page_says_what_is_open_and_then_makes_it(world: World, draft: Draft) -> None:
    install_kinds()
    client = world.client("office")
    path = f"/planning/drafts/{draft.pk}/finish/"
    open_form = client.get(path).content.decode()
    data = {
        "title": "强基提质行动",
        "slug": "spring",
        "starts_on": "2026年1月8日",
        "ends_on": "2026-12-31",
        "unit": world.district.pk,
    }
    refused = client.post(path, data | {"version": draft.version})
    ready = settle(world, draft)
    stale = client.post(path, data | {"version": draft.version})
    wrong = client.post(path, data | {"version": ready.version, "ends_on": "2025-12-31"})
    done = client.post(path, data | {"version": ready.version})

    assert "还有 15 条未确认" in open_form
    assert [r.status_code for r in (refused, stale, wrong, done)] == [422, 412, 422, 302]
    assert f"/planning/drafts/{draft.pk}/#item-" in refused.content.decode()
    assert Campaign.objects.get().slug == "spring"
    assert "强基提质行动" in client.get("/planning/").content.decode()
    assert 'data-act="accept"' not in page(world, draft)


def test_a_plan_is_read_by_those_who_may_see_it(world: World, draft: Draft) -> None:
    path = f"/planning/plans/{draft.plan_id}/"

    seen = {n: world.client(n).get(path).status_code for n in ("office", "liaison", "system")}
    marked = world.client("office").get(path, {"start": 0, "end": 3}).content.decode()

    assert seen == {"office": 200, "liaison": 404, "system": 403}
    assert '<mark id="quote">青溪区</mark>' in marked
    assert world.client("office").get(path, {"start": "x"}).status_code == 404
