"""Rule sets as rows: which one lights what, from which day; the editor, its preview, its saving."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from scenes import MONDAY, Scene

from guatu.audit.models import AuditEvent
from guatu.core.actors import SYSTEM
from guatu.core.kinds import Name
from guatu.core.lamps import Lamp, RuleSetError, rule_set_from_data
from guatu.dispatch.actions import recompute_lamps
from guatu.dispatch.actions.lamprules import save_rules, use_rules
from guatu.dispatch.queries.facts import lighting_of
from guatu.dispatch.queries.lamprules import Change, preview_of
from guatu.ledgers.actions.rulesets import Reasoned, copy_rule_set, install_rule_sets
from guatu.ledgers.models import EntryLamp, Kind, LampRuleSet, LampSpell
from guatu.ledgers.queries.rulesets import definition_of, packed_rule_sets
from guatu.shell.errors import InvalidState, NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WHY = Reasoned(reason="按县里办法", effective_on=MONDAY)


@pytest.fixture(autouse=True)
def installed() -> None:
    install_rule_sets()


def built_in(code: str) -> LampRuleSet:
    return LampRuleSet.objects.get(code=code)


def own_set(scene: Scene, code: str = "default") -> LampRuleSet:
    title = Name(zh="本区规则", en="Our rules")
    return copy_rule_set(scene.world.actor("office"), built_in(code), scene.world.district, title)


def shortened(row: LampRuleSet, *keep: str) -> Any:
    """Return the set's rules with all but some names left out."""
    data = row.versions.get(number=row.version).definition
    rules = [one for one in data["rules"] if one["rule"] in {*keep, "on_pace"}]
    return rule_set_from_data({**data, "rules": rules}, file="own")


def lamp_of(scene: Scene) -> tuple[str, str, str, int]:
    row = EntryLamp.objects.get(entry=scene.project)
    return row.lamp, row.rule, row.rule_set, row.rule_set_version


def test_what_ships_is_written_down_once() -> None:
    assert set(LampRuleSet.objects.values_list("code", flat=True)) == set(packed_rule_sets())
    assert install_rule_sets() == 0
    LampRuleSet.objects.filter(code="default").update(digest="older")

    assert install_rule_sets() == 1
    assert built_in("default").version == 2


def test_the_kinds_own_set_lights_until_another_is_chosen(scene: Scene) -> None:
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)
    assert lamp_of(scene)[2] == "default"

    changed = use_rules(
        scene.world.actor("office"), scene.campaign, built_in("dazu_2025"),
        kind=Kind.objects.get(code="project"), why=WHY, today=MONDAY,
    )  # fmt: skip

    assert lamp_of(scene)[2] == "dazu_2025"
    assert EntryLamp.objects.get(entry=scene.task).rule_set == "default"
    assert changed == 0  # it is not begun by either


def test_a_choice_for_one_kind_goes_before_one_for_all(scene: Scene) -> None:
    office = scene.world.actor("office")
    project = Kind.objects.get(code="project")
    use_rules(office, scene.campaign, built_in("dazu_2025"), kind=project, why=WHY, today=MONDAY)
    use_rules(office, scene.campaign, built_in("suqian_2025"), kind=None, why=WHY, today=MONDAY)

    rules = lighting_of(scene.campaign, MONDAY).rules

    assert (rules["project"].code, rules["task"].code) == ("dazu_2025", "suqian_2025")


def test_a_choice_of_a_later_day_waits_for_it(scene: Scene) -> None:
    later = MONDAY + timedelta(days=3)
    why = Reasoned(reason="下周起", effective_on=later)
    use_rules(
        scene.world.actor("office"), scene.campaign, built_in("dazu_2025"),
        kind=None, why=why, today=MONDAY,
    )  # fmt: skip

    assert lighting_of(scene.campaign, MONDAY).rules["task"].code == "default"
    assert lighting_of(scene.campaign, later).rules["task"].code == "dazu_2025"
    with pytest.raises(InvalidState, match="过去"):
        use_rules(
            scene.world.actor("office"), scene.campaign, built_in("dazu_2025"),
            kind=None, why=WHY, today=later,
        )  # fmt: skip


def test_saving_is_one_version_one_row_and_lights_anew(scene: Scene) -> None:
    office = scene.world.actor("office")
    row = own_set(scene)
    use_rules(office, scene.campaign, row, kind=None, why=WHY, today=MONDAY)
    assert lamp_of(scene)[:2] == (Lamp.NOT_STARTED, "not_begun")
    before = AuditEvent.objects.filter(act="lamp_rules.edit").count()

    changed = save_rules(
        office, row, row.version, rule_set=shortened(row, "done", "overdue"), why=WHY, today=MONDAY
    )

    assert changed == 2
    assert lamp_of(scene) == (Lamp.ON_PACE, "on_pace", row.code, 2)
    assert AuditEvent.objects.filter(act="lamp_rules.edit").count() == before + 1
    first, second = row.versions.order_by("number")
    assert len(first.definition["rules"]) > len(second.definition["rules"])  # it stays as it was
    assert second.reason == WHY.reason
    spell = LampSpell.objects.get(entry=scene.project, to_on__isnull=True)
    assert (spell.rule_set, spell.rule_set_version) == (row.code, 2)


def test_what_ships_and_what_is_anothers_is_not_edited(scene: Scene) -> None:
    row = own_set(scene)
    shorter = shortened(row, "done")

    with pytest.raises(NotAllowed):
        save_rules(
            scene.world.actor("office"), built_in("default"), 1,
            rule_set=shorter, why=WHY, today=MONDAY,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        save_rules(scene.world.actor("liaison"), row, 1, rule_set=shorter, why=WHY, today=MONDAY)
    with pytest.raises(NotAllowed):
        use_rules(
            scene.world.actor("leader"), scene.campaign, row, kind=None, why=WHY, today=MONDAY
        )


def test_a_rule_that_can_never_light_is_refused(scene: Scene) -> None:
    row = own_set(scene)
    data = row.versions.get(number=1).definition
    done, *rest = data["rules"]
    twice = rule_set_from_data({**data, "rules": [done, done, *rest]}, file="own")

    with pytest.raises(InvalidState, match="第2条规则永远不会生效"):
        save_rules(scene.world.actor("office"), row, 1, rule_set=twice, why=WHY, today=MONDAY)


def test_a_preview_says_from_what_to_what_and_writes_nothing(scene: Scene) -> None:
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)
    row = own_set(scene)
    change = Change(rule_set=shortened(row, "done"), code=row.code)

    found = preview_of(scene.world.actor("office"), scene.campaign, MONDAY, change=change)

    assert (found.seen, found.changed) == (2, 2)
    assert found.counts == {(Lamp.NOT_STARTED, Lamp.ON_PACE): 2}
    assert {move.title for move in found.moves} == {"建立惠企资金直达清单", "智慧停车一期"}
    assert lamp_of(scene)[1] == "not_begun"


def test_a_preview_shows_what_its_reader_sees(scene: Scene) -> None:
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)
    row = own_set(scene)
    change = Change(rule_set=shortened(row, "done"), code=row.code)

    found = preview_of(scene.world.actor("housing_liaison"), scene.campaign, MONDAY, change=change)

    assert [move.entry_id for move in found.moves] == [scene.task.pk]


def test_a_preview_takes_the_same_queries_however_many(scene: Scene) -> None:
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)
    row = own_set(scene)
    change = Change(rule_set=shortened(row, "done"), code=row.code)
    counts = []
    for copies in (0, 40):
        for number in range(copies):
            scene.task.pk, scene.task.title = None, f"事项{number}"
            scene.task.save()
        with CaptureQueriesContext(connection) as asked:
            preview_of(scene.world.actor("office"), scene.campaign, MONDAY, change=change)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def form_of(scene: Scene, row: LampRuleSet, **changed: str) -> dict[str, str]:
    data = definition_of(row)
    form = {
        "version": str(row.version), "count": str(len(data.rules)), "title_zh": "本区规则",
        "title_en": "Our rules", "description_zh": "", "description_en": "",
        "campaign": scene.campaign.slug, "reason": "调整临期天数", "effective_on": MONDAY.isoformat(),
    }  # fmt: skip
    for place, rule in enumerate(data.rules):
        form |= {f"rule-{place}": rule.kind.name, f"lamp-{place}": rule.lamp.value}
        for name, value in rule.parameters.items():
            form[f"{name}-{place}"] = str(value / 10 if name == "gap" else value)
    return form | changed


def edit(scene: Scene, row: LampRuleSet, **changed: str) -> Any:
    client = scene.world.client("office")
    return client.post(f"/dispatch/lamp-rules/set/{row.code}/edit/", form_of(scene, row, **changed))


def test_the_editor_saves_numbers_as_people_write_them(scene: Scene) -> None:
    row = own_set(scene)
    place = [rule.kind.name for rule in definition_of(row).rules].index("behind_pace")

    answer = edit(scene, row, do="save", **{f"gap-{place}": "30.1"})

    assert answer.status_code == 302
    row.refresh_from_db()
    assert definition_of(row).rules[place].parameters == {"gap": 301}


def test_the_editor_says_at_the_field_what_is_wrong(scene: Scene) -> None:
    row = own_set(scene)
    place = [rule.kind.name for rule in definition_of(row).rules].index("due_soon")

    answer = edit(scene, row, do="save", **{f"days-{place}": "400"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="400"' in text
    assert "请填0至366之间的整数" in text
    assert row.versions.count() == 1


def test_the_buttons_move_add_and_remove_rules_without_saving(
    scene: Scene,
) -> None:
    row = own_set(scene)
    names = [rule.kind.name for rule in definition_of(row).rules]

    def order(**changed: str) -> list[str]:
        text = edit(scene, row, **changed).content.decode()
        return [
            part.split('value="')[1].split('"')[0]
            for part in text.split('<input type="hidden" name="rule-')[1:]
        ]

    assert order(do="up:1") == [names[1], names[0], *names[2:]]
    assert order(do="down:0") == [names[1], names[0], *names[2:]]
    assert order(do="remove:0") == names[1:]
    assert order(do="add", added="finished") == [*names[:-1], "finished", names[-1]]
    assert order(do="remove:12") == names  # the last rule always stays
    assert row.versions.count() == 1


def test_the_editor_shows_what_would_change_before_it_is_saved(
    scene: Scene,
) -> None:
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)
    row = own_set(scene)
    place = [rule.kind.name for rule in definition_of(row).rules].index("not_begun")

    text = edit(scene, row, do="preview", **{f"rule-{place}": "unknown"}).content.decode()

    assert "2个事项中有2个将换灯" in text
    assert "智慧停车一期" in text
    assert row.versions.count() == 1


def test_the_office_chooses_a_set_by_the_form(scene: Scene) -> None:
    recompute_lamps(SYSTEM, scene.campaign, MONDAY)
    client = scene.world.client("office")
    address = f"/dispatch/lamp-rules/choose/{scene.campaign.slug}/"
    form = {
        "kind": "", "rule_set": "dazu_2025", "effective_on": MONDAY.isoformat(), "reason": "试行",
    }  # fmt: skip
    assert "大足 2025" in client.get(address).content.decode()

    seen = client.post(address, {**form, "do": "preview", "reason": ""})
    assert (seen.status_code, "亮灯变化预览" in seen.content.decode()) == (200, True)
    assert lighting_of(scene.campaign, MONDAY).rules["task"].code == "default"

    assert client.post(address, {**form, "do": "save"}).status_code == 302
    assert lighting_of(scene.campaign, MONDAY).rules["task"].code == "dazu_2025"
    assert "大足 2025" in client.get("/dispatch/lamp-rules/").content.decode()


def test_choosing_for_one_ledger_starts_from_that_ledger_and_its_set(scene: Scene) -> None:
    page = scene.world.client("office").get(
        f"/dispatch/lamp-rules/choose/{scene.campaign.slug}/?kind=task"
    )

    text = page.content.decode()
    assert '<option value="task" selected>' in text
    assert '<option value="default" selected>' in text


def test_everybody_reads_the_rules_and_only_the_office_changes_them(
    scene: Scene,
) -> None:
    row = own_set(scene)
    client = scene.world.client("liaison")

    text = client.get("/dispatch/lamp-rules/set/yinchuan_2025/").content.decode()

    assert "银川市发展和改革委员会" in text
    assert '百分点）： <strong class="tabular">30.1</strong>' in text
    assert client.get(f"/dispatch/lamp-rules/set/{row.code}/").status_code == 200
    assert client.get(f"/dispatch/lamp-rules/set/{row.code}/edit/").status_code == 403


def test_a_kind_that_names_no_set_says_so(scene: Scene) -> None:
    kind = Kind.objects.get(code="task")
    kind.definition["lamp_rules"] = "nothing"
    kind.save()

    with pytest.raises(RuleSetError, match=r"nothing\.toml"):
        recompute_lamps(SYSTEM, scene.campaign, MONDAY)
