"""What paper keeps: volumes of evidence."""

from guatu.paper.models.volumes import Volume, VolumePaper

__all__ = ["Volume", "VolumePaper"]
