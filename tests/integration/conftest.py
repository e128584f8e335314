"""What most tests of storage, and those of recognition, begin with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from appliance.diagnostics.inference_process import InferenceProcess
from appliance.paths import Paths
from tests.fakes.speech import data_folder
from tests.integration.inference_runs import running


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


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the weights are joined once."""
    return tmp_path_factory.mktemp("models")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def inference(models: Path) -> AsyncIterator[InferenceProcess]:
    """The real process on them, for all tests of a file that leave it as it was.

    They are in the event loop of their module: ``pytest.mark.asyncio(loop_scope="module")``.
    """
    async with running(models) as process:
        yield process
