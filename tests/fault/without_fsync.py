"""Runs a Python program whose every fsync does nothing: ``… PYTHON -m MODULE ARGUMENTS…``.

It shows that the lost-write test is able to fail.
"""

import os
import runpy
import sys

import apsw


def _nothing(_: int) -> None:
    """Pretend."""


def _be_careless(connection: apsw.Connection) -> None:
    connection.pragma("synchronous", "off")
    connection.authorizer = _keep_careless


def _keep_careless(
    operation: int, name: str | None, value: str | None, _database: str | None, _by: str | None
) -> int:
    is_care = operation == apsw.SQLITE_PRAGMA and name == "synchronous" and value is not None
    return apsw.SQLITE_IGNORE if is_care else apsw.SQLITE_OK


if __name__ == "__main__":
    vars(os).update(fsync=_nothing, fdatasync=_nothing)
    apsw.connection_hooks.append(_be_careless)
    sys.argv = sys.argv[3:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
