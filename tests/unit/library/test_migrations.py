"""The schema's history."""

import apsw
import pytest

from appliance.library.errors import LibraryError
from appliance.library.migrations import MIGRATIONS, migrate


def schema(connection: apsw.Connection) -> list[tuple[str, str]]:
    """All tables as they were declared."""
    return list(
        connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql <> '' ORDER BY name")
    )


def applied(connection: apsw.Connection) -> list[str]:
    """Names of the recorded migrations."""
    return [row[0] for row in connection.execute("SELECT name FROM migrations ORDER BY number")]


@pytest.mark.parametrize("released", range(len(MIGRATIONS) + 1))
def test_every_earlier_schema_becomes_the_present_one(released: int) -> None:
    """From none at all and after each migration."""
    fresh, old = apsw.Connection(":memory:"), apsw.Connection(":memory:")
    migrate(fresh)
    migrate(old, MIGRATIONS[:released])

    migrate(old)

    assert schema(fresh) == schema(old)
    assert [migration.__name__ for migration in MIGRATIONS] == applied(old)


def test_a_migration_that_fails_leaves_the_schema_before_it() -> None:
    """Its changes and its record come together or not at all."""

    def fails(connection: apsw.Connection) -> None:
        connection.execute("CREATE TABLE half_done (id INTEGER) STRICT")
        msg = "power cut"
        raise RuntimeError(msg)

    connection = apsw.Connection(":memory:")
    with pytest.raises(RuntimeError):
        migrate(connection, (*MIGRATIONS, fails))

    assert "half_done" not in dict(schema(connection))
    assert [migration.__name__ for migration in MIGRATIONS] == applied(connection)


def of_tomorrow(connection: apsw.Connection) -> None:
    """Stand for what a later release adds."""


def test_a_newer_schema_is_refused() -> None:
    """An older release would not understand it; the message names the way out."""
    connection = apsw.Connection(":memory:")
    migrate(connection, (*MIGRATIONS, of_tomorrow))

    with pytest.raises(LibraryError, match="newer release") as refused:
        migrate(connection)

    assert "rebuilt from the recordings" in refused.value.hint
