"""The wall charts: lines with dates → a picture as values → sheets of a size, SVG."""

from guatu.core.chart.drawing import Frame, Look, picture_of
from guatu.core.chart.fitting import Fitted, Order, Texts, fitted, printed_sheets
from guatu.core.chart.papers import FORMATS, Format, Paper, Rows
from guatu.core.chart.scale import Scale, Span, Step, Zoom
from guatu.core.chart.securing import Item, Want, securing_sheets
from guatu.core.chart.shapes import Sheet, Words
from guatu.core.chart.sheets import one_sheet, sheets_of
from guatu.core.chart.svg import DARK, LIGHT, PRINT, svg_of
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
from guatu.core.chart.wording import SheetWords

__all__ = [
    "DARK",
    "FORMATS",
    "LIGHT",
    "PRINT",
    "Band",
    "Bar",
    "Cell",
    "Fitted",
    "Flag",
    "Format",
    "Frame",
    "Group",
    "Head",
    "Item",
    "Label",
    "Lane",
    "Line",
    "Look",
    "Mark",
    "Node",
    "Order",
    "Paper",
    "Phase",
    "Picture",
    "Row",
    "Rows",
    "Scale",
    "Shape",
    "Sheet",
    "SheetWords",
    "Span",
    "Step",
    "Texts",
    "Track",
    "Want",
    "Words",
    "Zoom",
    "fitted",
    "one_sheet",
    "picture_of",
    "printed_sheets",
    "securing_sheets",
    "sheets_of",
    "svg_of",
]
