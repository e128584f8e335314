"""How rows are put into an order, and the seventh migration, which a title needs for it."""

import zlib
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import apsw

from appliance.domain.list_order import ListOrder
from appliance.library.coding import decode_recording
from appliance.library.errors import UnknownRecordingError
from appliance.library.folding import fold

COLUMNS: Final[Mapping[ListOrder, tuple[str, ...]]] = {
    ListOrder.NEWEST: ("id",),
    ListOrder.OLDEST: ("id",),
    ListOrder.LONGEST: ("total_samples", "id"),
    ListOrder.TITLE: ("title_order", "id"),
}
"""An id begins with the time of its recording's start, and no two are equal."""

_FALLING: Final = frozenset({ListOrder.NEWEST, ListOrder.LONGEST})


def order_by(order: ListOrder) -> str:
    """Return the terms of ORDER BY."""
    direction = "DESC" if order in _FALLING else "ASC"
    return ", ".join(f"{column} {direction}" for column in COLUMNS[order])


def listed(
    connection: apsw.Connection,
    limit: int,
    before: str | None,
    *,
    trashed: bool,
    order: ListOrder,
) -> list[int]:
    """Return the numbers of what comes after a recording. Raises UnknownRecordingError."""
    columns = COLUMNS[order]
    last: tuple[Any, ...] = _place(connection, before, columns) if before else ()
    sign = "<" if order in _FALLING else ">"
    after = f"AND ({', '.join(columns)}) {sign} ({', '.join('?' * len(columns))})"
    found: list[tuple[Any, ...]] = connection.execute(
        f"SELECT number FROM recordings"  # noqa: S608 - of constants
        f" WHERE trashed IS {'NOT' if trashed else ''} NULL"
        f" {after if before else ''} ORDER BY {order_by(order)} LIMIT ?",
        (*last, limit),
    ).fetchall()
    return [number for (number,) in found]


def _place(
    connection: apsw.Connection, recording_id: str, columns: tuple[str, ...]
) -> tuple[Any, ...]:
    """Return what places a recording; its id alone does so even if it was deleted."""
    if columns == ("id",):
        return (recording_id,)
    found = connection.execute(
        f"SELECT {', '.join(columns)} FROM recordings WHERE id = ?",  # noqa: S608 - constants
        (recording_id,),
    ).fetchone()
    if found is None:
        raise UnknownRecordingError(recording_id)
    return tuple(found)


def title_order(title: str) -> bytes:
    """Return what titles are compared by; GB 18030 has the usual characters by their pinyin."""
    return fold(title).strip().encode("gb18030", "replace") or b"\xff"


def add_title_order(connection: apsw.Connection) -> None:
    """Add by what titles are compared: a migration."""
    connection.execute("ALTER TABLE recordings ADD COLUMN title_order BLOB NOT NULL DEFAULT x'ff'")
    found: list[tuple[Any, ...]] = connection.execute(
        "SELECT number, title, content FROM recordings JOIN details ON recording = number"
    ).fetchall()
    for number, title, content in found:
        # One that cannot be read is told of where it is opened.
        with suppress(ValueError, zlib.error):
            shown = decode_recording(content).title if title is None else title
            connection.execute(
                "UPDATE recordings SET title_order = ? WHERE number = ?",
                (title_order(shown), number),
            )
