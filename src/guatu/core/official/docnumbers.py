"""发文字号 as 7.2.5 has them: whole year in 〔〕, no 第, no noughts before the number."""

from __future__ import annotations

import re
from collections.abc import Iterator

OPEN, SHUT = "〔[［【（(〈", "〕]］】）)〉"
YEAR = r"(?:\d{2,4}|[〇○零一二三四五六七八九]{2,4})"
COUNT = r"第?\s*[\d〇零一二三四五六七八九十百]*"
_BRACKETED = rf"[{re.escape(OPEN)}]\s*{YEAR}\s*年?\s*[{re.escape(SHUT)}]"
_LOOSE = (
    rf"(?:{_BRACKETED}\s*{COUNT}\s*号|{_BRACKETED}\s*\d+"  # 号 forgotten
    r"|(?:19|20)\d{2}\s*[年-]\s*\d+\s*号)"  # without brackets; 2026年第3号 is one of 公告
)
SIGNER = "签发人"  # stands behind the number of a paper that goes up
LONGEST = 60  # characters of a line that is still looked at
_FRONT = re.compile(rf"[^。，；：]{{1,20}}?{_LOOSE}")
_CITED = re.compile(
    rf"[\u4e00-\u9fff]\s*[{re.escape(OPEN)}]\s*(?:19|20)\d{{2}}\s*(?:年\s*)?[{re.escape(SHUT)}]"
    r"\s*(?:第\s*)?\d+\s*号"
)
_EXACT = re.compile(r"[^\d〔〕]*〔(?:19|20)\d{2}〕(?:[1-9]\d*)?号")  # open: the office fills it in


def is_number(text: str) -> bool:
    """Say whether a line above the title is a document number, however it is written.

    Parameters
    ----------
    text : str
        The line; a signer may stand behind the number (上行文).
    """
    number = text.partition(SIGNER)[0].strip()
    return len(number) <= LONGEST and _FRONT.fullmatch(number) is not None


def fault_of(text: str) -> str:
    """Return a document number that is written otherwise than 7.2.5 has it; "" where it is in order.

    Parameters
    ----------
    text : str
        What `is_number` took for one.
    """
    number = "".join(text.partition(SIGNER)[0].split())
    return "" if _EXACT.fullmatch(number) else number


def cited_faults(text: str) -> Iterator[str]:
    """Yield the numbers of other papers that a text names in another form.

    Parameters
    ----------
    text : str
        A paragraph.
    """
    for match in _CITED.finditer(text):
        if fault_of(match[0]):
            yield match[0]
