"""Tracks and node lines: what a file may declare, which step follows which, on which day a node lies."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guatu.core.kinds import (
    KindError,
    Name,
    StepBy,
    awaiting_states,
    kind_from_data,
    node_line_of,
    placed_nodes,
    read_kind,
    steps_from,
)

PACK = Path(__file__).resolve().parents[2] / "src" / "guatu" / "packs" / "kinds" / "project.toml"
BASE = """
code = "works"
noun = { zh = "工程", en = "Works" }
columns = ["title"]

[[stages]]
code = "open"
name = { zh = "在办", en = "Open" }

[[fields]]
key = "listing"
type = "choice"
name = { zh = "入库", en = "Listing" }

[[fields.choices]]
code = "asked"
name = { zh = "已报", en = "Asked" }

[[fields.choices]]
code = "listed"
name = { zh = "已入", en = "Listed" }

[[tracks]]
field = "listing"
keeper = { zh = "登记处", en = "Register" }

[[tracks.states]]
code = "asked"

[[tracks.states]]
code = "listed"
after = ["asked"]
by = "keeper"

[[node_lines]]
field = "listing"
value = "asked"

[[node_lines.nodes]]
code = "survey"
name = { zh = "踏勘", en = "Survey" }
offset_days = 10

[[node_lines.nodes]]
code = "half"
name = { zh = "过半", en = "Half" }
share_percent = 50

[[node_lines.nodes]]
code = "papers"
name = { zh = "归档", en = "Papers" }
before_due_days = 7
"""


def declared(**changes: Any) -> dict[str, Any]:
    return tomllib.loads(BASE) | changes


def test_each_rule_puts_its_node_on_its_day() -> None:
    line = read_kind(BASE, "works.toml").node_lines[0]

    days = [
        one.day for one in placed_nodes(line, starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31))
    ]

    # 364 days from first to last: half of them is 182
    assert days == [date(2026, 1, 11), date(2026, 7, 2), date(2026, 12, 24)]


def test_a_node_whose_date_is_missing_lies_nowhere() -> None:
    line = read_kind(BASE, "works.toml").node_lines[0]

    assert [one.day for one in placed_nodes(line, starts_on=None, due_on=date(2026, 6, 30))] == [
        None,
        None,
        date(2026, 6, 23),
    ]


@pytest.mark.parametrize(("length", "day"), [(1, 2), (2, 2), (3, 3)])
def test_a_share_of_the_time_rounds_halves_up(length: int, day: int) -> None:
    line = read_kind(BASE, "works.toml").node_lines[0]
    nodes = placed_nodes(line, starts_on=date(2026, 1, 1), due_on=date(2026, 1, 1 + length))

    assert nodes[1].day == date(2026, 1, day)


def test_the_line_is_that_of_the_choice() -> None:
    kind = read_kind(PACK.read_text(encoding="utf-8"), PACK.name)
    lines = {v: node_line_of(kind, {"investor": v}) for v in ("government", "enterprise", "x")}

    assert lines["government"] is not lines["enterprise"]
    assert lines["x"] is None
    assert node_line_of(kind, {}) is None


def test_the_steps_of_inclusion_are_those_of_statistics() -> None:
    """未达条件 → 可申报 → 已申报 → 退回 or 已入库; only statistics sends back or includes (T7)."""
    kind = read_kind(PACK.read_text(encoding="utf-8"), PACK.name)
    track = kind.track("inclusion")
    assert track is not None

    following = {
        state.code: [s.code for s in steps_from(track, state.code)] for state in track.states
    }

    assert following == {
        "not_ready": ["ready"],
        "ready": ["not_ready", "applied"],
        "applied": ["returned", "included"],
        "returned": ["ready", "applied"],
        "included": [],
    }
    assert {s.code for s in track.states if s.by is StepBy.KEEPER} == {"returned", "included"}
    assert awaiting_states(track) == ("applied",)
    assert [s.code for s in steps_from(track, "")] == ["not_ready", "ready", "applied"]


STATES = tomllib.loads(BASE)["tracks"][0]["states"]
NODE = {"code": "n", "name": {"zh": "甲", "en": "A"}}


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("tracks[0].field", {"tracks": [{"field": "title", "keeper": {"zh": "甲", "en": "A"}}]}),
        (
            "tracks[0].states",
            {
                "tracks": [
                    {"field": "listing", "keeper": {"zh": "甲", "en": "A"}, "states": STATES[:1]}
                ]
            },
        ),
        (
            "tracks[0].states[1].after",
            {
                "tracks": [
                    {
                        "field": "listing",
                        "keeper": {"zh": "甲", "en": "A"},
                        "states": [STATES[0], STATES[1] | {"after": ["gone"]}],
                    }
                ]
            },
        ),
        ("tracks", {"tracks": tomllib.loads(BASE)["tracks"] * 2}),
        (
            "node_lines[0].value",
            {"node_lines": [{"field": "listing", "value": "x", "nodes": [NODE]}]},
        ),
        ("node_lines[0].nodes", {"node_lines": [{"field": "listing", "value": "asked"}]}),
        (
            "node_lines[0].nodes[0].offset_days",
            {"node_lines": [{"field": "listing", "value": "asked", "nodes": [NODE]}]},
        ),
        (
            "node_lines[0].nodes[0].share_percent",
            {
                "node_lines": [
                    {"field": "listing", "value": "asked", "nodes": [NODE | {"share_percent": 101}]}
                ]
            },
        ),
        (
            "node_lines[0].nodes",
            {
                "node_lines": [
                    {"field": "listing", "value": "asked", "nodes": [NODE | {"offset_days": 1}] * 2}
                ]
            },
        ),
    ],
    ids=[
        "field",
        "states",
        "after",
        "twice",
        "value",
        "no-nodes",
        "no-rule",
        "share",
        "node-twice",
    ],
)
def test_what_a_file_gets_wrong_is_named_with_its_place(key: str, change: dict[str, Any]) -> None:
    with pytest.raises(KindError) as caught:
        kind_from_data(declared(**change), "works.toml")

    assert caught.value.key == key


def test_a_series_names_a_plan_of_its_own_measure() -> None:
    name = {"zh": "甲", "en": "A"}
    months = [
        {"key": "plan", "type": "series", "name": name, "measure": "万元"},
        {"key": "paid", "type": "series", "name": name, "measure": "亿元", "against": "plan"},
    ]

    with pytest.raises(KindError) as caught:
        kind_from_data({**declared(tracks=[], node_lines=[]), "fields": months}, "works.toml")

    assert caught.value.key == "fields[1].against"


def test_tracks_and_nodes_are_written_in_the_short_way_too() -> None:
    kind = read_kind(
        """\
code = "estate"
noun = "改造小区"
stages = { works = "施工", done = { name = "验收", final = true } }
[fields.sort]
type = "choice"
name = "类别"
choices = { basic = "基础类", best = "提升类" }
[tracks.sort]
keeper = "住建部门"
states = { basic = {}, best = { after = ["basic"], by = "keeper", proof = "认定书" } }
[node_lines.best]
field = "sort"
nodes = { design = { name = "设计", proof = "图纸", offset_days = 30 } }
""",
        "estate.toml",
    )

    track, line = kind.tracks[0], kind.node_lines[0]
    assert (track.field, track.states[1].proof) == ("sort", Name(zh="认定书", en="认定书"))
    assert (line.value, line.nodes[0].code) == ("best", "design")
