"""What ends a run of a work before it is done.

These are no faults of the work. They are not `Exception`s, so that a work that goes on after a
line that failed does not go on after them.
"""

from __future__ import annotations


class Interrupted(BaseException):
    """The run ends here; what is committed stays, the open transaction is rolled back."""


class Cancelled(Interrupted):
    """Somebody asked to stop."""


class LeaseLost(Interrupted):
    """Another worker took the work over: nothing may be written any more."""


class Stopping(Interrupted):
    """The worker is asked to end: the work is given back and goes on elsewhere."""


class OutOfTime(Interrupted):
    """The work took longer than its limit."""
