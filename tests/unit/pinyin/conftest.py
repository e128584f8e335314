"""An input method that knows a few words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.pinyin import InputMethod, Table
from tests.fakes.words import write_words


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    """Return a small table."""
    path: Path = tmp_path_factory.mktemp("words") / "pinyin.txt"
    write_words(path)
    table = Table.open(path)
    assert table is not None
    yield table
    table.close()


@pytest.fixture
def method(table: Table) -> InputMethod:
    """Return an input method that nobody has chosen with yet."""
    return InputMethod(table)
