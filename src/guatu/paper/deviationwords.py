"""Deviations from GB/T 9704 in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guatu.core.official.checking import Report
from guatu.core.official.deviations import Code

SENTENCES: Mapping[Code, Promise] = {
    Code.PAPER: _("The paper is not A4"),
    Code.MARGIN_TOP: _("The top margin is another"),
    Code.MARGIN_LEFT: _("The left margin is another"),
    Code.TYPE_WIDTH: _("The type area has another width"),
    Code.TYPE_HEIGHT: _("The type area has another height"),
    Code.LINES: _("A page does not have 22 lines"),
    Code.CHARACTERS: _("A line does not have 28 characters"),
    Code.PARAGRAPH_SPACE: _("Space between paragraphs leaves a page less than 22 lines"),
    Code.HEADER: _("Words stand above the type area of each page"),
    Code.BODY_FONT: _("The body is set in another font"),
    Code.BODY_SIZE: _("The body is set in another size"),
    Code.BODY_BOLD: _("The body is set bold"),
    Code.TEXT_COLOUR: _("Words are not black"),
    Code.INDENT: _("The paragraph does not begin two characters in"),
    Code.TITLE_MISSING: _("There is no title"),
    Code.TITLE_FONT: _("The title is set in another font"),
    Code.TITLE_SIZE: _("The title is set in another size"),
    Code.TITLE_SIDE: _("The title is not centred"),
    Code.HEAD_FONT: _("The red head is set in another font"),
    Code.HEAD_SIDE: _("The red head is not centred"),
    Code.HEAD_SIZE: _("The red head is smaller than a title"),
    Code.HEAD_COLOUR: _("The head of the issuing body is not red"),
    Code.DOCUMENT_NUMBER: _("The document number is written otherwise"),
    Code.HEADING_FONT: _("The heading is set in the font of another level"),
    Code.HEADING_SIZE: _("The heading is set in another size"),
    Code.NUMBER_FORM: _("The heading is numbered in another form"),
    Code.NUMBER_ORDER: _("The number does not follow the one before"),
    Code.NUMBER_SKIPPED: _("A level of headings is left out"),
    Code.ADDRESSEES: _("The addressees stand further in, or end without a full-width colon"),
    Code.ANNEX_LIST: _("The list of annexes is written otherwise"),
    Code.ANNEX_COUNT: _("The list names another number of annexes than follow"),
    Code.ANNEX_MARK: _("The mark above an annex is written or set otherwise"),
    Code.ANNEX_TITLE: _("The title of an annex is not that of the list"),
    Code.SIGNATURE: _("Name or date of the issuing body is missing"),
    Code.DATE_FORM: _("The date is written otherwise"),
    Code.DATE_SIDE: _("Name or date of the issuing body does not stand at the right"),
    Code.RECORD_FONT: _("The foot of the last page is set in another font"),
    Code.RECORD_FORM: _("Copies or day of printing are written otherwise"),
    Code.RECORD_SIZE: _("The foot of the last page is set in another size"),
    Code.RECORD_END: _("The copies do not end with a full stop"),
    Code.PAGE_NUMBER: _("There is no page number"),
    Code.PAGE_NUMBER_FORM: _("The page number has another form"),
    Code.PAGE_NUMBER_FONT: _("The page number is set otherwise"),
    Code.PAGE_NUMBER_SIDE: _("The page number does not stand outside"),
    Code.TABLE_WIDTH: _("The table is wider than the type area"),
    Code.PICTURE_SIZE: _("The picture is larger than the type area"),
    Code.PUNCTUATION: _("A half-width mark stands in Chinese text"),
    Code.LENGTH: _("The text is longer than the rules allow"),
}


def sentence_of(code: Code) -> str:
    return str(SENTENCES[code])


def deviations_of(report: Report) -> dict[str, Any]:
    """Return a report as its table shows it: each deviation with its sentence."""
    return {"report": report, "lines": [(one, sentence_of(one.code)) for one in report.deviations]}
