"""What most tests of storage begin with."""

from pathlib import Path

import pytest

from appliance.paths import Paths
from tests.fakes.speech import data_folder


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """An empty data folder."""
    return data_folder(tmp_path)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that acts as the stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder
