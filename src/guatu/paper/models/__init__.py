"""What paper keeps: bulletins and volumes of evidence."""

from guatu.paper.models.bulletins import Bulletin, BulletinTemplate, Sort
from guatu.paper.models.volumes import Volume, VolumePaper

__all__ = ["Bulletin", "BulletinTemplate", "Sort", "Volume", "VolumePaper"]
