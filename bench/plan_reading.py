"""Reading a plan against the script a user would write: a few patterns a sentence, in plain Python."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from guatu.core.planreading import read_plan

CHARACTERS = 12_500
LONG = 200_000  # a plan with all its annexes
LONG_BUDGET_SECONDS = 8.0
ROUNDS = 9
BUDGET_SECONDS = 0.2
PLANS = Path(__file__).resolve().parents[1] / "src" / "guatu" / "demo" / "plans"

# The peer finds amounts and unit lists sentence by sentence; it tells no target from a fact,
# keeps no places and reads no projects, phases or intervals. It is the cheapest useful way.
SENTENCE = re.compile(r"[^。；！？\n]+")
AMOUNT = re.compile(
    r"(?P<name>[^，、。；：\d]{2,20}?)(?P<op>不少于|不低于|超过|达到|控制在|约)?"
    r"(?P<value>\d+(?:\.\d+)?)(?P<unit>[万亿]?(?:%|个|家|户|人|元|亩|公里|平方米|吨|项|条|座|处|套))"
    r"(?P<bound>以上|以内|左右)?"
)
UNITS = re.compile(r"(牵头单位|责任单位|配合单位)[：:]([^；;。）)\n]+)")
NUMBERED = re.compile(
    r"(?:^|\n)\s*(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.．、])\s*([^。\n]+)"
)


def peer(text: str) -> int:
    """Count what the user's script finds."""
    found = len(NUMBERED.findall(text))
    for sentence in SENTENCE.findall(text):
        found += len(AMOUNT.findall(sentence)) + len(UNITS.findall(sentence))
    return found


def ours(text: str) -> int:
    """Count what the reader finds."""
    draft = read_plan(text)
    duties = sum(len(task.lead) + len(task.support) for task in draft.tasks)
    kinds = (draft.targets, draft.facts, draft.tasks, draft.phases, draft.projects, draft.cadence)
    return duties + sum(len(kind) for kind in kinds)


def timed(read: Callable[[str], int], text: str, *, rounds: int = ROUNDS) -> float:
    """Give the least processor time of one reading; other work on the machine only adds."""
    read(text)
    seconds = []
    for _ in range(rounds):
        began = time.process_time()
        read(text)
        seconds.append(time.process_time() - began)
    return min(seconds)


def sample(characters: int = CHARACTERS) -> str:
    """Give the demo's plans one behind the other, cut to a length."""
    text = "\n".join(path.read_text("utf-8") for path in sorted(PLANS.glob("*.txt")))
    while len(text) < characters:
        text += "\n" + text
    return text[:characters]


def main() -> int:
    text = sample()
    mine, other = timed(ours, text), timed(peer, text)
    print(f"characters {len(text)}")
    print(f"guatu      {mine * 1000:8.2f} ms   {ours(text)} items, each with its place and reasons")
    print(f"peer       {other * 1000:8.2f} ms   {peer(text)} matches of four patterns")
    print(f"ratio      {mine / other:8.1f}      (what the rules, places and kinds cost)")
    within = mine <= BUDGET_SECONDS
    print(f"budget     {BUDGET_SECONDS * 1000:8.0f} ms   {'kept' if within else 'BROKEN'}")
    long = timed(ours, sample(LONG), rounds=1)
    long_within = long <= LONG_BUDGET_SECONDS
    print(
        f"long       {long * 1000:8.0f} ms   {LONG} characters, {'kept' if long_within else 'BROKEN'}"
    )
    return 0 if within and long_within else 1


if __name__ == "__main__":
    sys.exit(main())
