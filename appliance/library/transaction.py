"""One transaction around several writes."""

from collections.abc import Iterator
from contextlib import contextmanager

import apsw


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """Commit all writes of the block, or none; inside another transaction, join that one.

    apsw's own ``with connection`` hides the error when SQLite has already rolled back, as it
    does when the disk is full.
    """
    if not connection.get_autocommit():
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if not connection.get_autocommit():
            connection.execute("ROLLBACK")
        raise


@contextmanager
def savepoint(connection: apsw.Connection) -> Iterator[None]:
    """Undo the writes of the block if it fails, and nothing else of the transaction around it."""
    connection.execute("SAVEPOINT step")
    try:
        yield
    except BaseException:
        if not connection.get_autocommit():
            connection.execute("ROLLBACK TO step")
            connection.execute("RELEASE step")
        raise
    connection.execute("RELEASE step")
