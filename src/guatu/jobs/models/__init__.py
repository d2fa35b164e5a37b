"""Tables of jobs."""

from guatu.jobs.models.jobs import Job

__all__ = ["Job"]
