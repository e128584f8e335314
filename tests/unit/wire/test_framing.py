"""Bounded reading of Wyoming frames."""

import asyncio
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wyoming.event import Event, write_event

from appliance.wire.codec import WireError
from appliance.wire.framing import (
    DATA_LIMIT_BYTES,
    HEADER_LIMIT_BYTES,
    PAYLOAD_LIMIT_BYTES,
    read_event,
)

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)


def read_all(raw: bytes) -> list[Event]:
    """Read events from bytes up to the end of the stream."""

    async def read() -> list[Event]:
        reader = asyncio.StreamReader(limit=HEADER_LIMIT_BYTES)
        reader.feed_data(raw)
        reader.feed_eof()
        events: list[Event] = []
        while (event := await read_event(reader)) is not None:
            events.append(event)
        return events

    return asyncio.run(read())


def frame(event: Event) -> bytes:
    """What the library writes for an event."""
    out = io.BytesIO()
    write_event(event, out)
    return out.getvalue()


@given(
    events=st.lists(
        st.builds(
            Event,
            type=TEXT,
            data=st.dictionaries(TEXT, TEXT | st.integers() | st.booleans()),
            payload=st.none() | st.binary(min_size=1),
        ),
        max_size=4,
    )
)
def test_what_the_library_writes_is_read(events: list[Event]) -> None:
    """Any events, one after the other, arrive as they were."""
    assert events == read_all(b"".join(map(frame, events)))


@given(raw=st.binary(max_size=300))
def test_any_bytes_are_events_or_a_wire_error(raw: bytes) -> None:
    """Nothing that arrives raises anything else."""
    try:
        events = read_all(raw)
    except WireError:
        return
    assert all(isinstance(event, Event) for event in events)


@given(data=st.data())
def test_frame_cut_off_anywhere_is_a_wire_error(data: st.DataObject) -> None:
    """A peer that dies in the middle of a message is noticed at every byte."""
    raw = frame(Event(type="audio-chunk", data={"rate": 16000}, payload=b"\0" * 64))
    end = data.draw(st.integers(1, len(raw) - 1))
    with pytest.raises(WireError):
        read_all(raw[:end])


HEADERS: list[tuple[Any, str]] = [
    ([], "no JSON object"),
    ({}, "no type"),
    ({"type": 3}, "no type"),
    ({"type": "x", "data": [1]}, "data of x is no object"),
    ({"type": "x", "data_length": -1}, "data_length must be"),
    ({"type": "x", "data_length": True}, "data_length must be"),
    ({"type": "x", "data_length": "9"}, "data_length must be"),
    ({"type": "x", "data_length": DATA_LIMIT_BYTES + 1}, "data_length must be"),
    ({"type": "x", "payload_length": PAYLOAD_LIMIT_BYTES + 1}, "payload_length must be"),
    ({"type": "x", "payload_length": 1.5}, "payload_length must be"),
    ({"type": "x", "data_length": 5}, "ended in the middle of x"),
]


@pytest.mark.parametrize(("header", "problem"), HEADERS)
def test_wrong_header_is_named(header: object, problem: str) -> None:
    """Lengths are refused before anything is read or reserved for them."""
    with pytest.raises(WireError, match=problem):
        read_all(json.dumps(header).encode() + b"\n")


def test_endless_header_is_refused() -> None:
    """A peer cannot fill the memory with a line that never ends."""
    with pytest.raises(WireError, match="longer than"):
        read_all(b"x" * (HEADER_LIMIT_BYTES * 3))


def test_deeply_nested_header_is_refused() -> None:
    """A header made to exhaust the stack of the parser is refused as not JSON."""
    with pytest.raises(WireError):
        read_all(b"[" * 60_000 + b"\n")
