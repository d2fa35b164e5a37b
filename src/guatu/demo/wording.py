"""What the simulated reports say: Chinese sentences put together for one entry and week. Pure."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words" / "phrases.toml"
TOWNS = ("镇", "街道")
SPECIAL = (("财政", "finance"), ("自然资源", "land"), ("统计", "statistics"))
AROUND = 6  # phrases to choose from at a time
FIGURE_SHARE = 0.55  # of a lead unit's reports that quote a counted result
PLACES = (
    "望澜街道",
    "鹤汀街道",
    "青砚街道",
    "栖梧街道",
    "云窠镇",
    "石篁镇",
    "柳澨镇",
    "枫槎镇",
    "禾埭镇",
    "岫溪镇",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who reports on what: names as people write them."""

    title: str
    unit: str
    lead: str
    helpers: Sequence[str]
    is_lead: bool
    share: int = 500  # thousandths of the entry's time that are over


@cache
def phrases() -> dict[str, Any]:
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def theme_of(title: str) -> str:
    """Return the theme whose signs stand in a title most often; works if none does."""
    themes = phrases()["themes"]
    weights = {
        name: sum(len(s) for s in theme["signs"] if s in title) for name, theme in themes.items()
    }
    best = max(weights, key=lambda name: weights[name])
    return best if weights[best] else "works"


def sentence(draw: random.Random, speaker: Speaker, figure: str = "") -> str:
    """Return what a unit did; `figure` is a counted result that it may quote."""
    words = phrases()
    if not speaker.is_lead:
        return fill(draw, draw.choice(support_lines(speaker.unit)), speaker)
    theme = words["themes"][theme_of(speaker.title)]
    parts = [draw.choice(words["openers"]), draw.choice(now_done(theme["does"], speaker.share))]
    if figure and draw.random() < FIGURE_SHARE:
        parts.append(draw.choice(words["figures"]).replace("{figure}", figure))
    parts.append(draw.choice(words["closers"]))
    return fill(draw, "".join(parts), speaker)


def now_done(does: Sequence[str], share: int) -> Sequence[str]:
    """Return what is done at this share of the time: work is told in the order in which it goes."""
    first = min(max(len(does) * share // 1000 - AROUND // 2, 0), max(len(does) - AROUND, 0))
    return does[first : first + AROUND]


def support_lines(unit: str) -> list[str]:
    words = phrases()["support"]
    if unit.endswith(TOWNS):
        return list(words["township"])
    special = [line for sign, name in SPECIAL if sign in unit for line in words[name]]
    return [*special, *words["default"]]


def problem(draw: random.Random, speaker: Speaker) -> str:
    """Return what is in the way, and who could clear it."""
    words = phrases()["problems"]
    known = [*words[theme_of(speaker.title)], *words["default"]]
    others = [line for line in known if speaker.unit not in line]  # nobody asks himself
    if not asked(speaker):
        others = [line for line in others if "{helper}" not in line]
    return fill(draw, draw.choice(others), speaker)


def asked(speaker: Speaker) -> list[str]:
    """Return the units that another one may ask for help: those of the entry but himself."""
    return [unit for unit in (*speaker.helpers, speaker.lead) if unit != speaker.unit]


def return_reason(draw: random.Random) -> str:
    return str(draw.choice(phrases()["returns"]))


def node_titles(title: str) -> list[str]:
    """Return the nodes that work like this passes through, in order."""
    return list(phrases()["themes"][theme_of(title)]["nodes"])


def fill(draw: random.Random, text: str, speaker: Speaker) -> str:
    """Fill the slots; each number is drawn anew."""
    while "{n}" in text:
        text = text.replace("{n}", str(draw.randint(2, 9)), 1)
    while "{m}" in text:
        text = text.replace("{m}", str(draw.randint(12, 86)), 1)
    helper = draw.choice(asked(speaker) or [speaker.lead])
    slots = {
        "place": draw.choice([place for place in PLACES if place != speaker.unit]),
        "helper": helper,
        "lead": speaker.lead,
        "title": speaker.title,
    }
    for name, value in slots.items():
        text = text.replace(f"{{{name}}}", value)
    return text
