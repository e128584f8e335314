"""Messages become events and messages again."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from wyoming.event import Event

import appliance.wire.capture
import appliance.wire.exports
import appliance.wire.files
import appliance.wire.inference
import appliance.wire.search
import appliance.wire.shelf
import appliance.wire.station
import appliance.wire.sticks
import appliance.wire.supervision  # noqa: F401  # these define all messages
from appliance.domain.editing import MOST_SPEAKER, EditRequest
from appliance.errors import ApplianceError
from appliance.wire.codec import (
    PROTOCOL_VERSION,
    Message,
    WireError,
    _types,
    error_event,
    to_error,
    to_event,
    to_message,
    unexpected,
    unsendable,
)
from appliance.wire.shelf import EditLine, TagRecording
from appliance.wire.supervision import GetSystemStatus, ProcessProgress, ProcessReady

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=5,
)

VALID = st.text(alphabet=st.characters(codec="utf-8"))
"""Text that JSON can carry: no lone surrogates."""

SPEAKERS = st.none() | st.integers(1, MOST_SPEAKER)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    """Any message of any type with any values its model accepts."""
    message_type = draw(st.sampled_from(sorted(_types.values(), key=lambda found: found.__name__)))
    st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
    st.register_type_strategy(str, VALID)
    st.register_type_strategy(EditRequest, st.builds(EditRequest, speaker=SPEAKERS))
    fields = {
        name: draw(st.from_type(field.rebuild_annotation()))
        for name, field in message_type.model_fields.items()
    }
    try:
        return message_type.model_validate(fields)
    except ValidationError:  # a constraint on the field; another example does better
        return draw(st.just(GetSystemStatus()))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(message=messages())
def test_every_message_survives_the_way(message: Message) -> None:
    """Encoded, written as JSON, read and decoded, a message is the same."""
    event = to_event(message)
    travelled = Event(
        type=event.type, data=json.loads(json.dumps(event.data)), payload=event.payload
    )
    assert message == to_message(travelled)


def test_events_of_wyoming_pass_through() -> None:
    """What is not ours is handed back untouched."""
    event = Event(type="audio-start", data={"rate": 16000})
    assert event is to_message(event)


def test_version_travels_with_every_message() -> None:
    """The event names its type and the protocol version."""
    event = to_event(ProcessProgress(count=3))
    assert "tingxia-process-progress" == event.type
    assert {"v": PROTOCOL_VERSION, "count": 3} == event.data


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (Event(type="tingxia-nonsense", data={"v": 1}), "Unknown message 'tingxia-nonsense'"),
        (Event(type="tingxia-process-progress", data={"count": 1}), "version None"),
        (Event(type="tingxia-process-progress", data={"v": 99, "count": 1}), "version 99"),
        (Event(type="tingxia-process-progress", data={"v": 1}), "malformed at count"),
        (Event(type="tingxia-process-progress", data={"v": 1, "count": "x"}), "at count"),
        (Event(type="tingxia-get-system-status", data={"v": 1, "more": 1}), "at more"),
        (Event(type="tingxia-process-ready", data={"v": 1, "role": "cook", "pid": 1}), "at role"),
    ],
)
def test_what_is_no_message_is_refused_with_the_place(event: Event, problem: str) -> None:
    """Unknown types, other versions, missing, wrong and surplus fields are told apart."""
    with pytest.raises(WireError, match=problem):
        to_message(event)


@given(
    event_type=st.sampled_from([*sorted(_types), "tingxia-", "tingxia-x"]),
    data=st.dictionaries(st.text() | st.sampled_from(["v", "count", "role", "pid"]), JSON),
    payload=st.none() | st.binary(),
)
def test_any_event_is_a_message_or_a_wire_error(
    event_type: str, data: dict[str, Any], payload: bytes | None
) -> None:
    """No content of an event raises anything else."""
    try:
        decoded = to_message(Event(type=event_type, data={"v": 1, **data}, payload=payload))
    except WireError:
        return
    assert isinstance(decoded, Message)


def test_messages_do_not_change() -> None:
    """A message is frozen once made."""
    message = ProcessReady.model_validate({"role": "capture", "pid": 1})
    for name in ProcessReady.model_fields:
        with pytest.raises(ValidationError):
            setattr(message, name, None)


def test_two_messages_of_one_name_are_refused() -> None:
    """A name that is taken is a fault at import."""
    with pytest.raises(TypeError, match="two messages are called tingxia-process-ready"):
        type("Again", (Message,), {}, event="process-ready")


def test_error_travels_with_code_and_hint() -> None:
    """The other side raises what the first one meant, braces and all."""

    class DoorError(ApplianceError):
        code = "door"
        exit_code = 77

    error = to_error(error_event(DoorError("{what} is shut", hint="Open {what}.", what="{x}")))
    assert ("{x} is shut", "Open {x}.") == (str(error), error.hint)
    assert ("door", 77) == (error.remote_code, error.exit_code)


@pytest.mark.parametrize("message", [GetSystemStatus(), Event(type="pong")])
def test_a_message_that_nobody_waits_for_is_named(message: Message | Event) -> None:
    """Ours and other ones; an error event is the error that it tells."""
    found = unexpected(message)
    assert isinstance(found, WireError)
    name = message.type if isinstance(message, Event) else message.event_type
    assert name in str(found)
    told = unexpected(error_event(ApplianceError("It is full.", hint="Make room.")))
    assert ("It is full.", "Make room.") == (str(told), told.hint)


def test_what_is_too_much_for_a_message_is_told_with_the_next_step() -> None:
    """What a person typed never ends in a traceback; a mistake of ours still does."""
    with pytest.raises(ValidationError) as typed:
        TagRecording(recording_id="x", add=("a",) * 101)
    told = unsendable(typed.value)
    assert told is not None
    assert "add is refused: Tuple should have at most 100 items" in str(told)
    assert (2, True) == (told.exit_code, bool(told.hint))
    assert unsendable(ValueError("anything")) is None
    with pytest.raises(ValidationError) as ours:
        EditLine.model_validate({})
    assert unsendable(ours.value) is None
