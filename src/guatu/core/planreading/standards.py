"""完成标准: the words by which a task says when it is done."""

import re
from dataclasses import replace

from guatu.core.planreading.model import DraftTask
from guatu.core.planreading.source import Source

_LONGEST = 400
_LABEL = re.compile(
    r"(?:完成标准|工作标准|达标标准|达到标准|验收标准|目标要求|完成目标|预期成效|成果要求|工作成效)(?:是|为)?[:](?P<words>[^\n]+)"
)
# what stands behind the standard in the same brackets or line
_NEXT = re.compile(
    r"[;,。、 ]*(?:牵头|责任|配合|协助|主办|协办|完成时限|完成时间|时限|时间|分管|联系|措施|备注|来源)"
    r"[\u4e00-\u9fff]{0,6}[:]"
)


def with_standard(source: Source, task: DraftTask) -> DraftTask:
    """Add what a task says of its own completion, where it says so under that name.

    Parameters
    ----------
    source : Source
        The text under reading.
    task : DraftTask
        A task read from running text, or from a table that told no standard.

    Returns
    -------
    DraftTask
        With `standard`; as it was where no such words stand in its body.
    """
    if task.standard is not None or task.body_end <= task.body_start:
        return task
    body = source.folded.original[task.body_start : task.body_end].replace("：", ":")
    found = _LABEL.search(body)
    return replace(task, standard=plain(found["words"])) if found else task


def plain(words: str) -> str | None:
    """Return the words of a standard up to the next label or closing bracket."""
    words = words[: _closing(words)]
    following = _NEXT.search(words)
    text = words[: following.start()] if following else words
    return " ".join(text.split()).strip(" ;；,，。、")[:_LONGEST] or None


def _closing(words: str) -> int:
    """Return where a bracket closes that was opened before these words; their length if none does."""
    depth = 0
    for place, char in enumerate(words):
        depth += (char in "(（") - (char in ")）")
        if depth < 0:
            return place
    return len(words)
