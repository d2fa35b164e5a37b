"""作战进度图: lines with dates → a picture as values → sheets of a size, SVG."""

from guatu.core.chart.drawing import Frame, Look, picture_of
from guatu.core.chart.scale import Scale, Span, Step, Zoom
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
    "Phase",
    "Picture",
    "Row",
    "Scale",
    "Shape",
    "Span",
    "Step",
    "Track",
    "Zoom",
    "picture_of",
]
