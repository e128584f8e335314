"""How rows are put into an order, and the seventh migration, which a title needs for it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import apsw

from appliance.domain.list_order import ListOrder
from appliance.library.coding import decode_recording
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


def comes_after(order: ListOrder) -> str:
    """Return the condition for what comes after a row, whose columns are to be bound."""
    columns = COLUMNS[order]
    sign = "<" if order in _FALLING else ">"
    return f"({', '.join(columns)}) {sign} ({', '.join('?' * len(columns))})"


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
        with suppress(ValueError):  # one that cannot be read is told of where it is opened
            shown = decode_recording(content).title if title is None else title
            connection.execute(
                "UPDATE recordings SET title_order = ? WHERE number = ?",
                (title_order(shown), number),
            )
