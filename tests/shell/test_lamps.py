"""Each rule's reason in one sentence, in both languages."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from django.utils import translation

from guatu.core.lamps import Lamp
from guatu.core.lamps.rules import KINDS
from guatu.shell.lamps import SENTENCES, reason, rule_name, rule_set_name, sign, word

TODAY = date(2026, 6, 18)
CASES: list[tuple[str, dict[str, Any], str, str]] = [
    ("done", {"closed_on": "2026-06-01"}, "6月1日办结。", "Closed on 1 Jun."),
    (
        "pending", {"due_on": "2026-06-01"},
        "6月1日的数据尚未发布。", "Its figure for 1 Jun is not yet published.",
    ),
    (
        "overdue", {"due_on": "2026-06-15"},
        "应于6月15日完成，已超期3天。", "Due on 15 Jun, 3 days over.",
    ),
    ("overdue", {"due_on": "2026-06-17"}, "应于6月17日完成，已超期1天。", "Due on 17 Jun, 1 day over."),
    ("not_started", {"starts_on": "2026-07-01"}, "7月1日启动。", "Starts on 1 Jul."),
    (
        "missed_milestones", {"missed": 1, "at_least": 1, "first_missed_on": "2026-05-31"},
        "1个节点未达成，最早为5月31日。", "1 milestone missed, due on 31 May.",
    ),
    (
        "behind_pace", {"progress": 412, "pace": 886, "gap": 474, "at_least": 250},
        "已完成41.2%，序时应达88.6%，落后47.4%。",
        "41.2% done where time asks for 88.6%: 47.4% short.",
    ),
    (
        "stalled", {"unchanged_rounds": 4, "at_least": 3},
        "连续4期无新进展。", "4 rounds in a row without progress.",
    ),
    ("due_soon", {"due_on": "2026-06-18", "within": 7}, "今日到期。", "Due today."),
    (
        "due_soon", {"due_on": "2026-06-20", "within": 7},
        "应于6月20日完成，还有2天。", "Due on 20 Jun, 2 days left.",
    ),
    (
        "unreported", {"missing_reports": 1, "at_least": 1},
        "已有1期未报。", "No report for 1 closed round.",
    ),
    ("not_begun", {"starts_on": None}, "尚无审核通过的填报。", "No approved report of it yet."),
    ("on_pace", {"due_on": None}, "各项规则均未判滞后。", "No rule finds it late."),
    ("of-yore", {}, "由规则“of-yore”亮灯。", "Lit by the rule of-yore."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "inputs", "chinese", "english"), CASES)
def test_a_reason_is_one_sentence(
    rule: str, inputs: dict[str, Any], chinese: str, english: str
) -> None:
    with translation.override("zh-hans"):
        assert reason(rule, inputs, TODAY) == chinese
    with translation.override("en"):
        assert reason(rule, inputs, TODAY) == english


def test_each_lamp_has_a_sign_and_a_word_of_its_own() -> None:
    with translation.override("zh-hans"):
        seen = {(sign(lamp), word(lamp)) for lamp in Lamp}

    assert len(seen) == len(Lamp)


def test_each_rule_and_rule_set_is_called_by_a_name() -> None:
    sets = [
        pack.name.removesuffix(".toml") for pack in files("guatu").joinpath("packs/lamps").iterdir()
    ]
    with translation.override("zh-hans"):
        names = {rule: rule_name(rule) for rule in KINDS}
        called = [rule_set_name(code) for code in sets]

    assert set(names) == set(SENTENCES)
    assert len(set(names.values())) == len(names)
    assert not any(text.isascii() for text in [*names.values(), *called])
    assert (rule_name("of-yore"), rule_set_name("own")) == ("of-yore", "own")
