"""The text under reading: folded once, cut into lines, quoted back exactly."""

from dataclasses import dataclass

from guatu.core.planreading.model import Evidence
from guatu.core.text.folding import FoldedText, fold
from guatu.core.text.wrapping import unwrapped

_WIDE_BRACKETS = {ord("("): "（", ord(")"): "）"}
_EDGES = " \t\n,.、。;:!?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the folded text without blanks at its ends."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A folded text with its lines; rules work on it and cite the original."""

    folded: FoldedText
    lines: tuple[Line, ...]
    has_wide_brackets: bool = False

    @property
    def text(self) -> str:
        """The folded text that all rules see."""
        return self.folded.text

    def cite(
        self, start: int, end: int, *, confidence: float = 1.0, reasons: tuple[str, ...] = ()
    ) -> Evidence:
        """Quote a non-empty slice of the folded text from the original."""
        first, last = self.folded.bounds(start, end)
        return Evidence(
            quote=self.folded.original[first:last],
            start=first,
            end=last,
            confidence=round(min(1.0, max(0.0, confidence)), 2),
            reasons=reasons,
        )

    def restored(self, words: str) -> str:
        """Give folded words the brackets that the document itself writes."""
        return words.translate(_WIDE_BRACKETS) if self.has_wide_brackets else words

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Narrow a slice to what stands between blanks and commas."""
        while start < end and self.text[start] in _EDGES:
            start += 1
        while end > start and self.text[end - 1] in _EDGES:
            end -= 1
        return start, end


def open_source(text: str) -> Source:
    """Fold a text and cut it into its non-empty lines."""
    folded = unwrapped(fold(text))
    lines, at = [], 0
    for raw in folded.text.split("\n"):
        inner = raw.strip(" \t")
        if inner:
            start = at + raw.index(inner[0])
            lines.append(Line(start=start, end=start + len(inner), text=inner))
        at += len(raw) + 1
    wide = text.count("（") > text.count("(")
    return Source(folded=folded, lines=tuple(lines), has_wide_brackets=wide)
