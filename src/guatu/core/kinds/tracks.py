"""Tracks: courses of their own beside the stages, such as 纳统 (T7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from guatu.core.kinds.model import Field, FieldType, StepBy, Track, TrackState

if TYPE_CHECKING:
    from guatu.core.kinds.tables import Table


def steps_from(track: Track, state: str) -> tuple[TrackState, ...]:
    """Return the states that follow `state`, in the track's order.

    Parameters
    ----------
    track : Track
        What the kind declares.
    state : str
        Where an entry stands; ``""`` where nothing was recorded yet: then every state may be the
        first that the lead unit records, and none that only the keeper may.
    """
    if not state:
        return tuple(step for step in track.states if step.by is StepBy.UNIT)
    return tuple(step for step in track.states if state in step.after)


def awaiting_states(track: Track) -> tuple[str, ...]:
    """Return the states in which an entry waits for the keeper: those that a keeper's step follows."""
    waited = {code for step in track.states if step.by is StepBy.KEEPER for code in step.after}
    return tuple(state.code for state in track.states if state.code in waited)


def read_track(table: Table, fields: Sequence[Field]) -> Track:
    """Return the track that one ``[[tracks]]`` declares.

    Raises
    ------
    KindError
        If its field is no choice field, or a state is wrong.
    """
    table.only("field", "keeper", "states")
    key = table.code("field")
    field = next((f for f in fields if f.key == key and f.type is FieldType.CHOICE), None)
    if field is None:
        raise table.wrong("field", f"{key!r} is no choice field of this kind; name one")
    states = tuple(read_state(row) for row in table.tables("states"))
    choices = [choice.code for choice in field.choices]
    if [state.code for state in states] != choices:
        raise table.wrong(
            "states", f"declare one for each choice of {key!r} in its order: {', '.join(choices)}"
        )
    for place, state in enumerate(states):
        unknown = [code for code in state.after if code not in choices]
        if unknown:
            raise table.wrong(f"states[{place}].after", f"{unknown[0]!r} is no state of this track")
    return Track(field=key, keeper=table.name("keeper"), states=states)


def read_state(table: Table) -> TrackState:
    table.only("code", "after", "by", "proof", "reason")
    return TrackState(
        code=table.code("code"),
        after=table.texts("after"),
        by=table.one_of("by", StepBy, StepBy.UNIT),
        proof=table.optional_name("proof"),
        needs_reason=table.flag("reason"),
    )
