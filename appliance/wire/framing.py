"""Bounded reading of Wyoming frames.

The library's own reader trusts the lengths a peer announces and takes a malformed line for the
end of the stream; a process that must not die needs limits and an error. Writing is the library's.
"""

import asyncio
import json
from typing import Any

from wyoming.event import Event

from appliance.wire.codec import WireError

HEADER_LIMIT_BYTES = 64 * 1024
DATA_LIMIT_BYTES = 1024 * 1024
PAYLOAD_LIMIT_BYTES = 1024 * 1024

_SAME_RELEASE = "Speak the Wyoming protocol: a JSON header line, then data, then payload."


async def read_event(reader: asyncio.StreamReader) -> Event | None:
    """Read one event; None at a clean end of stream.

    Raises WireError for anything malformed, oversized or cut off. ``reader`` must have been
    made with ``limit=HEADER_LIMIT_BYTES``.
    """
    try:
        line = await reader.readline()
    except ValueError as error:
        raise WireError(
            "A header is longer than {limit} bytes.", hint=_SAME_RELEASE, limit=HEADER_LIMIT_BYTES
        ) from error
    except ConnectionError:
        return None
    if not line:
        return None
    header = _json_object(line, "header")
    event_type = header.get("type")
    if not isinstance(event_type, str):
        raise WireError("A header has no type.", hint=_SAME_RELEASE)
    data = header.get("data") or {}
    if not isinstance(data, dict):
        raise WireError("The data of {type} is no object.", hint=_SAME_RELEASE, type=event_type)
    data_length = _length(header, "data_length", DATA_LIMIT_BYTES)
    payload_length = _length(header, "payload_length", PAYLOAD_LIMIT_BYTES)
    try:
        if data_length:
            data = {**data, **_json_object(await reader.readexactly(data_length), "data")}
        payload = await reader.readexactly(payload_length) if payload_length else None
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise WireError(
            "The connection ended in the middle of {type}.", hint=_SAME_RELEASE, type=event_type
        ) from error
    return Event(type=event_type, data=data, payload=payload)


def _json_object(raw: bytes, part: str) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise WireError("The {part} is not JSON.", hint=_SAME_RELEASE, part=part) from error
    if not isinstance(value, dict):
        raise WireError("The {part} is no JSON object.", hint=_SAME_RELEASE, part=part)
    return value


def _length(header: dict[str, Any], key: str, limit: int) -> int:
    value = header.get(key) or 0
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= limit:
        raise WireError(
            "{key} must be a whole number from 0 to {limit}.",
            hint=_SAME_RELEASE,
            key=key,
            limit=limit,
        )
    return value
