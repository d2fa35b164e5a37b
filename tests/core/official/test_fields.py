"""Templates: what is wrong with one is told with its line."""

from __future__ import annotations

import pytest

from guatu.core.official.fields import Fault, FieldSet, TemplateFault, faults_of, fill

KNOWN = FieldSet(
    inline=("报告期", "期次"), block=("填报情况",), elsewhere=("月份",), required=("报告期",)
)


def fault(code: Fault, line: int, column: int, name: str = "", meant: str = "") -> TemplateFault:
    return TemplateFault(code=code, line=line, column=column, name=name, meant=meant)


@pytest.mark.parametrize(
    ("title", "text", "faults"),
    [
        ("第〔期次〕期", "〔报告期〕\n〔填报情况〕", []),
        ("通报", "〔报告期〕\n第〔其次〕期", [fault(Fault.UNKNOWN, 2, 2, "其次", "期次")]),
        ("通报", "〔报告期〕〔完全不同〕", [fault(Fault.UNKNOWN, 1, 6, "完全不同")]),
        ("通报", "〔报告期〕\n〔月份〕月", [fault(Fault.NOT_HERE, 2, 1, "月份")]),
        ("通报", "〔报告期〕有〔填报情况〕", [fault(Fault.NOT_ALONE, 1, 7, "填报情况")]),
        ("〔填报情况〕", "〔报告期〕", [fault(Fault.NOT_ALONE, 0, 1, "填报情况")]),
        ("通报", "〔报告期〕\n第〔期次期", [fault(Fault.UNCLOSED, 2, 2)]),
        ("通报", "第〔期次〕期", [fault(Fault.MISSING, 0, 0, "报告期")]),
        ("〔报告期〕", " ", [fault(Fault.EMPTY, 1, 1)]),
        ("通报", "〔报告期〕区办〔2026〕3号", []),
        ("第【期次】期", "〔报告期〕", [fault(Fault.BRACKETS, 0, 2, "期次")]),
        ("通报", "〔报告期〕\n{{ 填报情况 }}", [fault(Fault.BRACKETS, 2, 1, "填报情况")]),
        ("【快报】通报", "〔报告期〕［重点］{备注}", []),
    ],
)  # fmt: skip
def test_faults_have_their_places(title: str, text: str, faults: list[TemplateFault]) -> None:
    assert faults_of(title, text, KNOWN) == faults


def test_fields_are_filled_and_a_year_in_brackets_stays() -> None:
    values = {"报告期": "6月1日至7日", "填报情况": "应报3项。\n已报2项。"}

    assert fill("〔报告期〕，区办〔2026〕3号\n〔填报情况〕", values) == (
        "6月1日至7日，区办〔2026〕3号\n应报3项。\n已报2项。"
    )


def test_what_a_value_says_is_never_a_field() -> None:
    assert fill("〔报告期〕", {"报告期": "〔期次〕"}) == "〔期次〕"


def test_a_name_without_a_value_is_no_silence() -> None:
    with pytest.raises(KeyError):
        fill("〔期次〕", {})
