"""Texts built to make patterns go round, and long ones compared: against patterns and difflib."""

from __future__ import annotations

import difflib
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from plan_reading import CHARACTERS, peer

from guatu.core.planreading import read_plan
from guatu.core.planreading.compare.clauses import compare_clauses

BUDGET_SECONDS = 1.0  # of the hardest text
COMPARING_BUDGET_SECONDS = 8.0
CLAUSES = 9000
PEER_CLAUSES = 60  # difflib.ndiff takes far more than the square of it
UNITS = (
    "推动甲、乙、丙、丁等项目建设，",
    "（（（（",
    "”“”“、、、、和和和",
    "1.1.1.1.",
    "新增企业5家以上、",
    "一是二是三是",
    "牵头单位：区发改局、",
    "每周每月每季度",
    "3月3月—",
    "建设建设建设园园园",
    "1\t2\t3\t",
    "由由由3%提高到",
    "项目项目工程工程",
    "投资1亿元的的的",
)


def seconds(function: Callable[[], object]) -> float:
    """Give the processor time of one run."""
    began = time.process_time()
    function()
    return time.process_time() - began


def reworded(count: int) -> tuple[str, str]:
    """Give a text of clauses and the same text with each of them reworded."""
    text = "".join(f"第{n}项完成改造{n * 7}处并于{n}月验收。\n" for n in range(count))
    return text, text.replace("月验收", "月底验收")


def main() -> int:
    """Print the hardest text and the comparing of long ones; fail if a budget is overrun."""
    hardest, told = 0.0, ""
    for unit in UNITS:
        text = (unit * (CHARACTERS // len(unit) + 1))[:CHARACTERS]
        ours, other = seconds(lambda t=text: read_plan(t)), seconds(lambda t=text: peer(t))
        if ours >= hardest:
            hardest, told = ours, f"{unit.strip()!r}, the peer's patterns {other * 1000:.0f} ms"
    print(f"hardest    {hardest * 1000:8.0f} ms   {CHARACTERS} characters of {told}")
    old, new = reworded(CLAUSES)
    comparing = seconds(lambda: compare_clauses(old, new))
    print(f"comparing  {comparing * 1000:8.0f} ms   {CLAUSES} clauses, each reworded")
    few, others = (text.splitlines() for text in reworded(PEER_CLAUSES))
    differing = seconds(lambda: list(difflib.ndiff(few, others)))
    print(f"difflib    {differing * 1000:8.0f} ms   {PEER_CLAUSES} such clauses with ndiff")
    late = hardest > BUDGET_SECONDS or comparing > COMPARING_BUDGET_SECONDS
    print(f"budget     {'BROKEN' if late else 'kept'}")
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
