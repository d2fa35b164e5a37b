"""Each rule's reason in one sentence, in both languages."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from guatu.core.lamps import Lamp
from guatu.core.lamps.rules import KINDS
from guatu.shell.lamps import SENTENCES, reason, rule_name, sign, word

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
    (
        "start_missed", {"starts_on": "2026-03-10", "months": 3, "at_least": 3},
        "应于3月开工而未开工，已过3个月。", "Was to start in Mar and has not: 3 months in a row.",
    ),
    (
        "payment_behind", {"paid": 800, "short": 200, "at_least": 1, "through": "2026-05-31"},
        "截至5月31日支付计划的80%，少20%。",
        "Up to 31 May 80% of the planned money was paid: 20% short.",
    ),
    (
        "late_in_statistics", {"started_on": "2026-04-10", "beyond": 2, "last": "2026-06-10"},
        "4月10日开工，应于6月10日前纳统，尚未纳统。",
        "Started on 10 Apr, was to be in the statistics by 10 Jun and is not.",
    ),
    (
        "month_missing", {"missing": 1, "at_least": 1, "month": "2026-05-01"},
        "5月有1期未报。", "1 report of May is missing.",
    ),
    (
        "month_late", {"late": 2, "at_least": 1, "month": "2026-05-01"},
        "5月有2期逾期补报。", "2 reports of May came in late.",
    ),
    (
        "low_progress", {"progress": 299, "below": 300},
        "已完成29.9%，不足30%。", "29.9% done, which is less than 30%.",
    ),
    ("finished", {"progress": 1000}, "已完工，待验收销号。", "All is done; it waits to be accepted."),
    (
        "poor_quality", {"returns": 1, "at_least": 1},
        "最近一期填报被退回1次。", "The latest report was sent back 1 time.",
    ),
    (
        "stage_limit", {"limit_on": "2026-06-15", "since": "2026-05-16", "over": 3, "at_least": 1},
        "本环节应于6月15日前办结，已超3天。", "Its stage was to end by 15 Jun: 3 days over.",
    ),
    (
        "limit_soon", {"limit_on": "2026-06-20", "within": 2},
        "本环节应于6月20日前办结，还有2天。", "Its stage is to end by 20 Jun: 2 days left.",
    ),
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


def test_each_rule_is_called_by_a_name_of_its_own() -> None:
    with translation.override("zh-hans"):
        names = {rule: rule_name(rule) for rule in KINDS}

    assert set(names) == set(SENTENCES)
    assert len(set(names.values())) == len(names)
    assert not any(text.isascii() for text in names.values())
    assert rule_name("of-yore") == "of-yore"
