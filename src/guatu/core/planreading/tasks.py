"""Work items: the lowest numbered level that names work, with its units."""

import re
from datetime import date

from guatu.core.planreading.duties import LABEL, Duties, duties_in
from guatu.core.planreading.lexicon.sections import ATTITUDE_TITLES, CONTAINERS
from guatu.core.planreading.model import DraftTask
from guatu.core.planreading.outline import Node, Outline, Role
from guatu.core.planreading.source import Source
from guatu.core.text.dates import find_periods

_FEWEST_CELLS = 2
_FEWEST_INLINE = 2
_NEED_A_HEADING = {"dash", "article"}
_SHORTEST_TITLE = 3
_NO_WORK = {Role.TARGETS, Role.PHASES, Role.GUARANTEE, Role.PREAMBLE, Role.ATTITUDE, Role.REVIEW}
_REPORT = re.compile(
    r"已(?:经|成功|完成|开工|建成|落户|签约|全面|基本|累计)?|达成了|取得了|完成了|即将|目前|截至|实现了|召开了|多次|偏少|偏低|不高|不够|不强|不足|不平衡|滞后|薄弱|仅为|仅有|跟进的"
)


def tasks_of(source: Source, outline: Outline, *, year: int | None) -> list[DraftTask]:
    """Choose the items that are tasks and read their units and limits."""
    return [_task(source, node, year=year) for node in outline.nodes if _is_task(source, node)]


def _is_task(source: Source, node: Node) -> bool:
    owed = node.role is not Role.TARGETS and bool(_own_duties(source, node))
    if _holds_table(source, node):
        return False
    if node.role in _NO_WORK and not owed:
        return False
    if any(_carries_list_for_all(source, above) for above in node.lineage() if above is not node):
        return False
    if _carries_list_for_all(source, node):
        return True
    return _names_work(source, node) and not any(
        _is_task(source, n) for n in node.walk() if n is not node
    )


def _holds_table(source: Source, node: Node) -> bool:
    """Tell a heading over a task table: the rows are the tasks."""
    rows = source.text[node.title_end : node.end].split("\n")
    return sum(row.count("\t") >= _FEWEST_CELLS for row in rows) > 1


def _own_duties(source: Source, node: Node) -> bool:
    if node.is_owed is None:
        found = duties_in(source, node.start, node.end)
        node.is_owed = bool(found.lead or found.support)
    return node.is_owed


def _carries_list_for_all(source: Source, node: Node) -> bool:
    """Items with one unit list behind the last share it: the item above them is the task."""
    children = node.children
    if len(children) < _FEWEST_INLINE or any(child.children for child in children):
        return False
    owed = [_own_duties(source, child) for child in children]
    if not owed[-1] or any(owed[:-1]):
        return False
    return all(child.inline for child in children) or _list_stands_alone(source, children[-1])


def _list_stands_alone(source: Source, node: Node) -> bool:
    """Whether the list stands on a line of its own behind an item without a heading."""
    lines = source.text[node.start : node.end].strip().split("\n")
    return len(lines) > 1 and bool(LABEL.match(lines[-1])) and not _is_heading(source, node)


def _is_heading(source: Source, node: Node) -> bool:
    """Tell 1.清理乱占。and more from an item that is one run of clauses."""
    if source.text[node.title_end : node.title_end + 1] not in "。:\n":
        return False
    body = source.text[node.title_end + 1 : node.end]
    label = LABEL.search(body)
    return bool(body[: label.start() if label else len(body)].strip())


def _names_work(source: Source, node: Node) -> bool:
    title = _title(source, node)
    if (
        len(title) < _SHORTEST_TITLE
        or title.startswith(ATTITUDE_TITLES)
        or title.endswith(CONTAINERS)
        or _is_definition(source, node, title)
    ):
        return False
    if node.form in _NEED_A_HEADING and not _heads_a_paragraph(source, node):
        return False
    siblings = [n for n in (node.parent.children if node.parent else [node]) if n.inline]
    if node.inline and siblings:
        reports = sum(_is_report(source, sibling) for sibling in siblings)
        return reports * 2 < len(siblings)
    return "\u4e00" <= title[0] <= "\u9fff" or title[0] in "“《0123456789(" or title[0].isalpha()


def _heads_a_paragraph(source: Source, node: Node) -> bool:
    """——做强茶业。全年…: a dash opens an item only where a heading sentence follows it."""
    return (
        source.text[node.title_end : node.title_end + 1] in "。:" and node.end > node.title_end + 2
    )


def _is_definition(source: Source, node: Node, title: str) -> bool:
    """1.“四上”企业:指… explains a term; it is no work."""
    behind = source.text[node.title_end : node.title_end + 4]
    return behind.startswith((":指", ":是指", ":即")) or (
        behind[:1] == ":" and title.startswith("“")
    )


def _is_report(source: Source, node: Node) -> bool:
    sentence = re.split("[。;]", source.text[node.text_start : node.end], maxsplit=1)[0]
    return bool(_REPORT.search(sentence))


def _title(source: Source, node: Node) -> str:
    return source.text[node.text_start : node.title_end]


def _task(source: Source, node: Node, *, year: int | None) -> DraftTask:
    end = _body_end(source, node)
    duties = duties_in(source, node.start, end)
    quote_end = node.title_end
    if source.text[quote_end : quote_end + 1] == "。":
        quote_end += 1
    title = source.cite(node.text_start, max(node.title_end, node.text_start + 1)).quote
    has_units = bool(duties.lead or duties.support)
    reasons = (f"numbered-{node.form}", *(("unit-list",) if has_units else ()))
    confidence = 0.95 if has_units else (0.75 if node.inline else 0.7)
    first, last = source.folded.bounds(node.start, end)
    return DraftTask(
        evidence=source.cite(node.start, quote_end, confidence=confidence, reasons=reasons),
        number=_number_of(source, node),
        title=title,
        lead=tuple(duties.lead),
        support=tuple(duties.support),
        leaders=tuple(duties.leaders),
        deadline=_deadline(source, duties, year=year),
        body_start=first,
        body_end=last,
    )


def _number_of(source: Source, node: Node) -> str:
    return source.cite(*_number_bounds(source, node)).quote if node.number else ""


def _number_bounds(source: Source, node: Node) -> tuple[int, int]:
    start = source.text.index(node.number, node.start)
    return start, start + len(node.number)


def _body_end(source: Source, node: Node) -> int:
    return node.last.end if node.children and _carries_list_for_all(source, node) else node.end


def _deadline(source: Source, duties: Duties, *, year: int | None) -> date | None:
    for start, end in duties.limits:
        for period in find_periods(source.text[start:end], year=year):
            if period.last:
                return period.last
    return None
