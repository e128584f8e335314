"""A notice to whoever stands at the box."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice. An alarm means that something is not being heard, kept or recognised."""

    sign: str
    what: str
    next_step: str
    is_alarm: bool = False
    until_read: bool = False
    """It tells what happened, not what is: it stays until a person takes it away."""

    can_load: bool = False
    """A person may have the model loaded."""
