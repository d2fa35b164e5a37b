"""What can deviate from GB/T 9704-2012, where, and what was wanted instead."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

QUOTED = 30  # characters of a paragraph that are shown with its number


class Severity(StrEnum):
    """How much a deviation is one."""

    ERROR = "error"  # the standard says otherwise
    NOTE = "note"  # usually meant otherwise; a person decides


class Code(StrEnum):
    """The deviations."""

    PAPER = "paper"
    MARGIN_TOP = "margin-top"
    MARGIN_LEFT = "margin-left"
    TYPE_WIDTH = "type-width"
    TYPE_HEIGHT = "type-height"
    LINES = "lines"
    CHARACTERS = "characters"
    PARAGRAPH_SPACE = "paragraph-space"
    HEADER = "header"
    BODY_FONT = "body-font"
    BODY_SIZE = "body-size"
    BODY_BOLD = "body-bold"
    TEXT_COLOUR = "text-colour"
    INDENT = "indent"
    TITLE_MISSING = "title-missing"
    TITLE_FONT = "title-font"
    TITLE_SIZE = "title-size"
    TITLE_SIDE = "title-side"
    HEAD_FONT = "head-font"
    HEAD_SIDE = "head-side"
    HEAD_SIZE = "head-size"
    HEAD_COLOUR = "head-colour"
    DOCUMENT_NUMBER = "document-number"
    HEADING_FONT = "heading-font"
    HEADING_SIZE = "heading-size"
    NUMBER_FORM = "number-form"
    NUMBER_ORDER = "number-order"
    NUMBER_SKIPPED = "number-skipped"
    ADDRESSEES = "addressees"
    ANNEX_LIST = "annex-list"
    ANNEX_COUNT = "annex-count"
    ANNEX_MARK = "annex-mark"
    ANNEX_TITLE = "annex-title"
    SIGNATURE = "signature"
    DATE_FORM = "date-form"
    DATE_SIDE = "date-side"
    RECORD_FONT = "record-font"
    RECORD_SIZE = "record-size"
    RECORD_FORM = "record-form"
    RECORD_END = "record-end"
    PAGE_NUMBER = "page-number"
    PAGE_NUMBER_FORM = "page-number-form"
    PAGE_NUMBER_FONT = "page-number-font"
    PAGE_NUMBER_SIDE = "page-number-side"
    TABLE_WIDTH = "table-width"
    PICTURE_SIZE = "picture-size"
    PUNCTUATION = "punctuation"
    LENGTH = "length"


ARTICLES = {
    Code.PAPER: "5.1", Code.MARGIN_TOP: "5.2.1", Code.MARGIN_LEFT: "5.2.1",
    Code.TYPE_WIDTH: "5.2.1", Code.TYPE_HEIGHT: "5.2.1", Code.LINES: "5.2.3",
    Code.PARAGRAPH_SPACE: "5.2.3", Code.HEADER: "7.1", Code.BODY_BOLD: "5.2.2",
    Code.TEXT_COLOUR: "5.2.4",
    Code.HEAD_SIZE: "7.2.4", Code.DOCUMENT_NUMBER: "7.2.5",
    Code.HEAD_COLOUR: "7.2.4", Code.ANNEX_MARK: "7.3.7", Code.ANNEX_TITLE: "7.3.7", Code.DATE_SIDE: "7.3.5.2",
    Code.RECORD_FONT: "7.4.2", Code.RECORD_FORM: "7.4.2",
    Code.CHARACTERS: "5.2.3", Code.BODY_FONT: "5.2.2", Code.BODY_SIZE: "5.2.2",
    Code.INDENT: "7.3.3", Code.TITLE_MISSING: "7.3.1", Code.TITLE_FONT: "7.3.1",
    Code.TITLE_SIZE: "7.3.1", Code.TITLE_SIDE: "7.3.1",
    Code.HEAD_FONT: "7.2.4", Code.HEAD_SIDE: "7.2.4",
    Code.HEADING_FONT: "7.3.3", Code.HEADING_SIZE: "5.2.2", Code.NUMBER_FORM: "7.3.3",
    Code.NUMBER_ORDER: "7.3.3", Code.NUMBER_SKIPPED: "7.3.3", Code.ADDRESSEES: "7.3.2",
    Code.ANNEX_LIST: "7.3.4", Code.ANNEX_COUNT: "7.3.7", Code.SIGNATURE: "7.3.5",
    Code.DATE_FORM: "7.3.5.4", Code.RECORD_SIZE: "7.4.2", Code.RECORD_END: "7.4.2",
    Code.PAGE_NUMBER: "7.5", Code.PAGE_NUMBER_FORM: "7.5", Code.PAGE_NUMBER_FONT: "7.5",
    Code.PAGE_NUMBER_SIDE: "7.5", Code.TABLE_WIDTH: "5.2.1", Code.PICTURE_SIZE: "5.2.1",
    Code.PUNCTUATION: "", Code.LENGTH: "",
}  # fmt: skip
SENTENCES = {
    Code.PAPER: "the paper is not A4",
    Code.MARGIN_TOP: "the top margin is another",
    Code.MARGIN_LEFT: "the left margin is another",
    Code.TYPE_WIDTH: "the type area has another width",
    Code.TYPE_HEIGHT: "the type area has another height",
    Code.LINES: "a page does not have 22 lines",
    Code.CHARACTERS: "a line does not have 28 characters",
    Code.PARAGRAPH_SPACE: "space between paragraphs leaves a page less than 22 lines",
    Code.HEADER: "words stand above the type area of each page",
    Code.BODY_FONT: "the body is set in another font",
    Code.BODY_SIZE: "the body is set in another size",
    Code.BODY_BOLD: "the body is set bold",
    Code.TEXT_COLOUR: "words are not black",
    Code.INDENT: "the paragraph does not begin two characters in",
    Code.TITLE_MISSING: "there is no title",
    Code.TITLE_FONT: "the title is set in another font",
    Code.TITLE_SIZE: "the title is set in another size",
    Code.TITLE_SIDE: "the title is not centred",
    Code.HEAD_FONT: "the red head is set in another font",
    Code.HEAD_SIDE: "the red head is not centred",
    Code.HEAD_SIZE: "the red head is smaller than a title",
    Code.HEAD_COLOUR: "the head of the issuing body is not red",
    Code.DOCUMENT_NUMBER: "the document number is written otherwise",
    Code.HEADING_FONT: "the heading is set in the font of another level",
    Code.HEADING_SIZE: "the heading is set in another size",
    Code.NUMBER_FORM: "the heading is numbered in another form",
    Code.NUMBER_ORDER: "the number does not follow the one before",
    Code.NUMBER_SKIPPED: "a level of headings is left out",
    Code.ADDRESSEES: "the addressees stand further in, or end without a full-width colon",
    Code.ANNEX_LIST: "the list of annexes is written otherwise",
    Code.ANNEX_COUNT: "the list names another number of annexes than follow",
    Code.ANNEX_MARK: "the mark above an annex is written or set otherwise",
    Code.ANNEX_TITLE: "the title of an annex is not that of the list",
    Code.SIGNATURE: "name or date of the issuing body is missing",
    Code.DATE_FORM: "the date is written otherwise",
    Code.DATE_SIDE: "name or date of the issuing body does not stand at the right",
    Code.RECORD_FONT: "the foot of the last page is set in another font",
    Code.RECORD_FORM: "copies or day of printing are written otherwise",
    Code.RECORD_SIZE: "the foot of the last page is set in another size",
    Code.RECORD_END: "the copies do not end with a full stop",
    Code.PAGE_NUMBER: "there is no page number",
    Code.PAGE_NUMBER_FORM: "the page number has another form",
    Code.PAGE_NUMBER_FONT: "the page number is set otherwise",
    Code.PAGE_NUMBER_SIDE: "the page number does not stand outside",
    Code.TABLE_WIDTH: "the table is wider than the type area",
    Code.PICTURE_SIZE: "the picture is larger than the type area",
    Code.PUNCTUATION: "a half-width mark stands in Chinese text",
    Code.LENGTH: "the text is longer than the rules allow",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One deviation: `first` and `last` are paragraphs from 1, 0 is the whole file."""

    code: Code
    found: str
    wanted: str
    severity: Severity = Severity.ERROR
    first: int = 0
    last: int = 0
    text: str = ""

    @property
    def sentence(self) -> str:
        """What it is, in plain English."""
        return SENTENCES[self.code]

    @property
    def article(self) -> str:
        """Of the standard; "" where a rule on burdens or usage says it."""
        return ARTICLES[self.code]


def joined(found: list[Deviation]) -> list[Deviation]:
    """Return deviations in the order of the file; one that goes on over paragraphs is one.

    Parameters
    ----------
    found : list of Deviation
        In any order.
    """
    codes = list(Code)
    ordered = sorted(
        found, key=lambda one: (codes.index(one.code), one.severity, one.found, one.first)
    )
    runs: list[Deviation] = []
    for one in dict.fromkeys(ordered):
        before = runs[-1] if runs else None
        if (
            before is not None
            and (before.code, before.found, before.wanted, before.severity)
            == (one.code, one.found, one.wanted, one.severity)
            and one.first
        ):
            runs[-1] = Deviation(
                code=one.code, found=one.found, wanted=one.wanted, severity=one.severity,
                first=before.first, last=one.last, text=before.text,
            )  # fmt: skip
        else:
            runs.append(one)
    return sorted(runs, key=lambda one: (one.first, codes.index(one.code)))
