"""PDF by Typst: a template of ours, data that is never read as markup, and fonts that have every sign."""

from guatu.interchange.typesetting.compiling import NoTypesetter, Unprintable, texts_in, typeset
from guatu.interchange.typesetting.fonts import Face, Faces, faces_in

__all__ = ["Face", "Faces", "NoTypesetter", "Unprintable", "faces_in", "texts_in", "typeset"]
