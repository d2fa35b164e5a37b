"""作战进度图: lines with dates → a picture as values → sheets of a size, SVG."""

from guatu.core.chart.drawing import Frame, Look, picture_of
from guatu.core.chart.scale import Scale, Span, Step, Zoom
from guatu.core.chart.shapes import Sheet
from guatu.core.chart.sheets import Paper, SheetWords, one_sheet, sheets_of
from guatu.core.chart.svg import DARK, LIGHT, svg_of
from guatu.core.chart.values import (
    Band,
    Bar,
    Cell,
    Flag,
    Group,
    Head,
    Label,
    Lane,
    Line,
    Mark,
    Node,
    Phase,
    Picture,
    Row,
    Shape,
    Track,
)

__all__ = [
    "DARK",
    "LIGHT",
    "Band",
    "Bar",
    "Cell",
    "Flag",
    "Frame",
    "Group",
    "Head",
    "Label",
    "Lane",
    "Line",
    "Look",
    "Mark",
    "Node",
    "Paper",
    "Phase",
    "Picture",
    "Row",
    "Scale",
    "Shape",
    "Sheet",
    "SheetWords",
    "Span",
    "Step",
    "Track",
    "Zoom",
    "one_sheet",
    "picture_of",
    "sheets_of",
    "svg_of",
]
