"""Numbered headings and items of a document as a tree, whichever way they are numbered."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from guatu.core.planreading.lexicon import sections
from guatu.core.planreading.source import Line, Source
from guatu.core.text.numerals import parse_numeral

_MAX_PLAIN_HEADING = 60
_SECTION_RANK = 5
_HAN = "[一二三四五六七八九十]{1,3}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# (name, rank, pattern, may stand inside a paragraph); lower ranks are higher levels.
_FORMS = (
    ("part", 1, re.compile(rf"第({_HAN}|\d{{1,2}})(?:部分|章|篇|编)[、.:]?"), False),
    ("section", 2, re.compile(rf"第({_HAN}|\d{{1,2}})节[、.:]?"), False),
    ("article", 3, re.compile(rf"第({_HAN}|\d{{1,3}})条[、.:]?(?![款件约例])"), False),
    ("han", 3, re.compile(rf"({_HAN})[、.]"), True),
    ("action", 4, re.compile(rf"(?:行动|工程|专项|任务)({_HAN}|\d{{1,2}})[、.:]"), False),
    ("han-bracket", 5, re.compile(rf"[(\[]({_HAN})[)\]][、.]?"), True),
    ("arabic", 6, re.compile(r"(\d{1,3})(?:[、.](?!\d)|[.](?=\d+(?:个|家|条|项)))"), True),
    ("arabic-bracket", 7, re.compile(r"[(](\d{1,3})[)][、.]?"), True),
    ("arabic-half", 7, re.compile(r"(\d{1,2})[)][、.]?"), False),
    ("circled", 8, re.compile(rf"([{_CIRCLED}])[、.]?"), True),
    ("dash", 9, re.compile(r"(—{2,}|-{2,}|[●◆■★▲])[ ]?(?=[\u4e00-\u9fff“])"), False),
    ("is", 10, re.compile(rf"({_HAN})是(?:要)?[,、]?"), True),
    ("must", 10, re.compile(rf"({_HAN})要[,、]?"), True),
    ("ordinal", 9, re.compile(rf"第({_HAN})[,、]要?"), True),
)
INLINE_RANK = 9
_BOUNDARY = "。;:!?\n)”,、"
_MAX_TITLE = 34
_SOON = 6  # lines within which a plain heading is followed by its first item
_WORK_TITLES = ("重点任务", "主要任务", "工作任务", "重点工作", "工作举措", "工作措施", "攻坚任务")
_VERB_RUN_ON = (
    "坚持",
    "依托",
    "加快",
    "围绕",
    "通过",
    "按照",
    "聚焦",
    "立足",
    "紧扣",
    "结合",
    "以“",
    "推进",
    "推动",
)


class Role(StrEnum):
    """What a section is for, told from its heading."""

    WORK = "work"
    TARGETS = "targets"
    PHASES = "phases"
    GUARANTEE = "guarantee"
    PREAMBLE = "preamble"
    ATTITUDE = "attitude"
    REVIEW = "review"


@dataclass(slots=True, kw_only=True)
class Node:
    """One numbered heading or item; `start` is its number, `end` where the next begins."""

    form: str
    rank: int
    number: str
    start: int
    text_start: int
    end: int = 0
    title_end: int = 0
    line: int = 0
    inline: bool = False
    parent: "Node | None" = None
    children: "list[Node]" = field(default_factory=list)
    role: Role = Role.WORK
    is_owed: bool | None = None  # whether it has a list of units; None until it was looked for

    @property
    def last(self) -> "Node":
        """The last node beneath this one, or itself."""
        return self.children[-1].last if self.children else self

    def walk(self) -> "Iterator[Node]":
        """Give the node and all beneath it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def lineage(self) -> "Iterator[Node]":
        """Give the node, its parent, and so on up."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The nodes of a document in order, and the plain headings that part it."""

    nodes: tuple[Node, ...]
    body: tuple[Line, ...]

    def node_at(self, position: int) -> Node | None:
        """Find the innermost node whose own stretch holds the position."""
        index = bisect_right(self.nodes, position, key=lambda node: node.start) - 1
        node = self.nodes[index] if index >= 0 else None
        while node is not None and position >= max(node.end, node.last.end):
            node = node.parent
        return node


def outline_of(source: Source, body: tuple[Line, ...]) -> Outline:
    """Find the numbered items of the body and tie each to the one above it."""
    nodes: list[Node] = []
    stack: list[Node] = []
    for index, line in enumerate(body):
        is_plain = _is_plain_heading(source, line, index=index, body=body)
        if is_plain and not _goes_on_below(source.text, stack, body[index:]):
            stack.clear()
        for node in _nodes_of_line(source.text, line, index=index):
            _hang(node, stack)
            nodes.append(node)
    _close(nodes, body)
    for node in nodes:
        node.title_end = title_end(source.text, node)
        node.role = _role(source.text, node)
    return Outline(nodes=tuple(nodes), body=body)


def title_end(text: str, node: Node) -> int:
    """End of a node's heading words, without its closing mark."""
    stop = min(node.end, node.children[0].start if node.children else node.end)
    body = text[node.text_start : stop]
    line = body.split("\n", 1)[0]
    sentence = re.split(r"[。;:!?\t]", line, maxsplit=1)[0]
    if len(sentence) > _MAX_TITLE or not sentence:
        sentence = _first_clause(sentence)
    bracket = re.search(r"[(](?:[^()]*?)(?:牵头|责任|配合|负责)", sentence)
    if bracket:
        sentence = sentence[: bracket.start()]
    return node.text_start + len(sentence.rstrip(" ,、"))


def _first_clause(sentence: str) -> str:
    depth = 0
    for index, character in enumerate(sentence):
        depth += character in "“《(["
        depth -= character in "”》)]"
        if character == "," and depth <= 0:
            return _cut_run_on(sentence[:index])
    return _cut_run_on(sentence)


def _cut_run_on(clause: str) -> str:
    """Cut a heading that runs into its text without a mark, where a second verb opens."""
    if len(clause) <= _MAX_TITLE * 2 // 3:
        return clause
    ends = [at for verb in _VERB_RUN_ON if (at := clause.find(verb, 6)) > 0]
    return clause[: min(ends)] if ends else clause


def _goes_on_below(text: str, stack: list[Node], lines: tuple[Line, ...]) -> bool:
    """Whether the items behind a heading without number still belong to the item above it.

    12. behind 一、 and a plain heading goes on counting; 一、 anew or 1. opens a part of its own.
    """
    for line in lines[1:_SOON]:
        node = _first_node(text, line, index=0)
        if node and stack:
            return (
                any(above.rank < node.rank for above in stack) and (_number(node.number) or 0) > 1
            )
    return False


def _is_plain_heading(source: Source, line: Line, *, index: int, body: tuple[Line, ...]) -> bool:
    """Tell a short line without number and end mark, which starts a part of its own."""
    if len(line.text) > _MAX_PLAIN_HEADING or line.text[-1] in "。;,、:" or "\t" in line.text:
        return False
    if _opening(line.text) or line.text.startswith(("(", "注:", "附")):
        return False
    following = body[index + 1].text if index + 1 < len(body) else ""
    return bool(source.text) and (len(following) > _MAX_PLAIN_HEADING or bool(_opening(following)))


def _opening(text: str) -> re.Match[str] | None:
    for _, rank, pattern, _ in _FORMS:
        match = pattern.match(text)
        if match and rank < INLINE_RANK:
            return match
    return None


def _nodes_of_line(text: str, line: Line, *, index: int) -> list[Node]:
    found: list[Node] = []
    first = _first_node(text, line, index=index)
    if first:
        found.append(first)
    start = first.text_start if first else line.start
    found += _inline_nodes(text, start, line.end, index=index, opener=first)
    return sorted(found, key=lambda node: node.start)


def _first_node(text: str, line: Line, *, index: int) -> Node | None:
    for form, rank, pattern, _ in _FORMS:
        match = pattern.match(text, line.start, line.end)
        if match and match.end() < line.end and (form == "dash" or _number(match[1])):
            return Node(
                form=form,
                rank=rank,
                number="" if form == "dash" else match[1],
                start=match.start(),
                text_start=match.end(),
                line=index,
            )
    return None


def _number(written: str) -> int | None:
    if written in _CIRCLED:
        return _CIRCLED.index(written) + 1
    value = parse_numeral(written)
    return int(value) if value else None


def _inline_nodes(
    text: str, start: int, end: int, *, index: int, opener: Node | None
) -> list[Node]:
    """Items inside a paragraph: each form counts from one, or goes on with the next number."""
    found: list[Node] = []
    for form, rank, pattern, inline in _FORMS:
        if not inline or form == "han":
            continue
        expected = (_number(opener.number) or 0) + 1 if opener and opener.form == form else 1
        for match in pattern.finditer(text, start, end):
            number = _number(match[1])
            at_boundary = match.start() == start or text[match.start() - 1] in _boundary_for(form)
            if number == 1 and at_boundary:
                expected = 1
            loose = form == "is" and number == expected > 1 and _is_loose_start(text, match)
            if number != expected or not (at_boundary or loose) or match.end() >= end:
                continue
            found.append(
                Node(
                    form=form, rank=rank, number=match[1], start=match.start(), text_start=match.end(),
                    line=index, inline=True,
                )
            )  # fmt: skip
            expected += 1
    return found


def _boundary_for(form: str) -> str:
    return _BOUNDARY if form in {"is", "must", "ordinal", "circled"} else "。;:!?\n)"


def _is_loose_start(text: str, match: re.Match[str]) -> bool:
    """Allow 二是 without a mark before it; 第二是 or 唯一是 is no item."""
    return (
        "\u4e00" <= text[match.start() - 1] <= "\u9fff"
        and text[match.start() - 1] not in "第唯之十百"
    )


def _hang(node: Node, stack: list[Node]) -> None:
    while stack and stack[-1].rank >= node.rank:
        stack.pop()
    if stack:
        node.parent = stack[-1]
        stack[-1].children.append(node)
    stack.append(node)


def _close(nodes: list[Node], body: tuple[Line, ...]) -> None:
    for node, following in pairwise(nodes):
        node.end = following.start
    if nodes:
        nodes[-1].end = body[-1].end
    for node in nodes:
        # A paragraph that no number opens ends the items inside the paragraph before it.
        if node.inline:
            node.end = min(node.end, body[node.line].end)


def _role(text: str, node: Node) -> Role:
    title = text[node.text_start : node.title_end]
    own = role_of_title(title, rank=node.rank)
    if node.parent is None:
        return own
    # Beneath a heading that says 主要任务, 强化资金保障 is work like the rest.
    if own is Role.GUARANTEE and _says_work(text, node.parent):
        return Role.WORK
    return own if own is not Role.WORK else _role(text, node.parent)


def _says_work(text: str, node: Node) -> bool:
    return any(
        word in text[above.text_start : above.title_end]
        for above in node.lineage()
        for word in _WORK_TITLES
    )


def role_of_title(title: str, *, rank: int) -> Role:
    """Tell what a section is for from the words of its heading."""
    tables = (
        (Role.PHASES, sections.PHASES),
        (Role.PREAMBLE, sections.PREAMBLE),
        (Role.GUARANTEE, sections.GUARANTEE),
        (Role.REVIEW, sections.REVIEW if rank <= _SECTION_RANK else ()),
        (Role.ATTITUDE, sections.ATTITUDE if rank <= _SECTION_RANK else ()),
    )
    if any(word in title for word in _WORK_TITLES):
        return Role.WORK
    names_targets = any(word in title for word in sections.TARGETS) or title.endswith(
        ("目标", "指标")
    )
    if names_targets and "任务" not in title.replace("目标任务", ""):
        return Role.TARGETS
    for role, words in tables:
        if any(word in title for word in words):
            return role
    return Role.WORK
