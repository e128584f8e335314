"""One codec between typed messages and Wyoming events.

A message is a frozen pydantic model; its fields travel as the event's ``data`` together with
``v``, the version of our protocol. A field ``audio: bytes`` travels as the binary payload.
"""

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError
from wyoming.error import Error
from wyoming.event import Event

from appliance.errors import ApplianceError, UsageError

PROTOCOL_VERSION = 1
PREFIX = "tingxia-"

_types: dict[str, type["Message"]] = {}


class WireError(ApplianceError):
    """The other side sent something that is not a message of ours, or went away."""

    code = "wire"
    exit_code = 5


class RemoteError(ApplianceError):
    """An error that the other process reported; ``remote_code`` is its code over there.

    The exit code is the one over there as well, so the command line ends as if it had failed here.
    """

    code = "remote"
    exit_code = 5

    def __init__(
        self,
        template: str,
        *,
        hint: str,
        remote_code: str | None = None,
        exit_code: int | None = None,
        **fields: object,
    ) -> None:
        super().__init__(template, hint=hint, **fields)
        self.remote_code = remote_code
        if exit_code is not None:
            self.exit_code = exit_code


class Message(BaseModel):
    """Base of all ``tingxia-*`` messages. Subclasses name their event: ``event="level"``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_type: ClassVar[str]

    def __init_subclass__(cls, *, event: str) -> None:
        """Accept the keyword; pydantic passes it on once the fields are known."""
        del event
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        cls.event_type = PREFIX + kwargs["event"]
        if cls.event_type in _types:
            msg = f"two messages are called {cls.event_type}"
            raise TypeError(msg)
        _types[cls.event_type] = cls


def to_event(message: Message) -> Event:
    """Encode a message."""
    carried = _carried(type(message))
    data = message.model_dump(mode="json", exclude=carried, exclude_defaults=True)
    return Event(
        type=message.event_type,
        data={"v": PROTOCOL_VERSION, **data},
        payload=next((getattr(message, name) for name in carried), None),
    )


def to_message(event: Event) -> Message | Event:
    """Decode a ``tingxia-*`` event; any other event is handed back as it is.

    Raises WireError for an unknown type, another protocol version or wrong fields.
    """
    if not event.type.startswith(PREFIX):
        return event
    message_type = _types.get(event.type)
    if message_type is None:
        raise WireError(
            "Unknown message {type}.",
            hint="Use the same release on both sides.",
            type=repr(event.type[:80]),
        )
    data = dict(event.data)
    version = data.pop("v", None)
    if version != PROTOCOL_VERSION:
        raise WireError(
            "Message {type} speaks protocol version {theirs}; this side speaks {ours}.",
            hint="Use the same release on both sides.",
            type=event.type,
            theirs=repr(version)[:20],
            ours=PROTOCOL_VERSION,
        )
    if _carried(message_type):
        data["audio"] = event.payload or b""
    try:
        return message_type.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise WireError(
            "Message {type} is malformed at {place}: {problem}.",
            hint="Use the same release on both sides.",
            type=event.type,
            place=".".join(str(part) for part in first["loc"]) or "top level",
            problem=first["msg"],
        ) from error


def unsendable(error: ValueError) -> UsageError | None:
    """Return what it means that no message could be made; None if it was about something else."""
    if not isinstance(error, ValidationError):
        return None
    if error.title not in {known.__name__ for known in _types.values()}:
        return None
    first = error.errors(include_url=False, include_input=False)[0]
    return UsageError(
        "{place} is refused: {problem}.",
        hint="Make it shorter, or name less at a time; --help tells what goes.",
        place=str(first["loc"][0]).replace("_", " ") if first["loc"] else "That",
        problem=first["msg"],
    )


def _carried(message_type: type[Message]) -> set[str]:
    """Return the fields that travel as payload: ``audio`` if it is bytes, else none."""
    field = message_type.model_fields.get("audio")
    return {"audio"} if field is not None and field.annotation is bytes else set()


def error_event(error: ApplianceError) -> Event:
    """Encode an error as a standard Wyoming ``error`` event that also carries our hint."""
    event = Error(text=str(error), code=error.code).event()
    event.data |= {"hint": error.hint, "exit_code": error.exit_code}
    return event


def unexpected(message: Message | Event) -> ApplianceError:
    """Return what a message means that nobody waits for: the error it tells, or a WireError."""
    if not isinstance(message, Event):
        kind = message.event_type
    elif message.type == "error":
        return to_error(message)
    else:
        kind = message.type
    return WireError(
        "The other process answered with {type}.",
        hint="Use the same release on both sides.",
        type=kind,
    )


def to_error(event: Event) -> RemoteError:
    """Decode an ``error`` event. Braces in its text are data, not places to fill in."""
    exit_code = event.data.get("exit_code")
    return RemoteError(
        "{text}",
        hint="{remote_hint}",
        remote_code=str(event.data.get("code")),
        exit_code=exit_code if isinstance(exit_code, int) else None,
        text=str(event.data.get("text", "")),
        remote_hint=str(event.data.get("hint", "")),
    )
