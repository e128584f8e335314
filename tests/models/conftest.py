"""Tiny models, taught once for all tests; half a minute each on one core."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest
import torch
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from appliance.inference.conversion import ConversionReport, quantise
from appliance.inference.placement import Placement
from appliance.modelstore.installed import Family, InstalledModel
from tests.models.tiny import paraformer, paraformer_streaming, sense_voice
from tests.models.tiny.clips import Clip, clips
from tests.models.tiny.threads import one_thread

LONGEST_TEACHING_S: Final = 300
"""For pytest.mark.timeout; on a slow machine the first test of a model waits so long."""

ABOUT: Final = {
    "test_funasr_traps": "sense_voice_checkpoint",
    "test_models_command": "sense_voice_checkpoint",
    "test_quantise": "sense_voice_checkpoint",
    "test_tiny_sense_voice": "sense_voice_checkpoint",
    "test_tiny_paraformer": "paraformer_checkpoint",
    "test_tiny_seaco": "paraformer_checkpoint",
}
"""Files that share a model which is taught, and the fixture that teaches it."""

LONGEST: Final = "test_tiny_paraformer_streaming"

Teach = Callable[[Path, Sequence[Clip]], None]


class ByModel(LoadScopeScheduling):  # type: ignore[misc] # of a library without types
    """Gives a worker whole files, and all that share a model: each is taught once."""

    def _split_scope(self, nodeid: str) -> str:
        file = Path(nodeid.partition("::")[0]).stem
        return ABOUT.get(file, file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByModel:
    """Take the place of xdist's own."""
    return ByModel(config, log)


def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Begin with what takes longest: at the end it would keep one core busy and no more."""
    for item in items:
        needed = set(ABOUT.values()).intersection(item.fixturenames)
        assert needed <= {ABOUT.get(item.path.stem)}, f"ABOUT lacks {item.path.stem}"
    items.sort(key=lambda item: item.path.stem != LONGEST)


def placement(**changes: object) -> Placement:
    """Return one for the CPU."""
    wanted: dict[str, object] = {"device": "cpu", "asked": "auto", "reason": "tests", "threads": 1}
    return Placement(**(wanted | changes))  # type: ignore[arg-type]


def as_model(path: Path, family: Family, *, engine: str = "funasr") -> InstalledModel:
    """Return a folder as the model store would."""
    return InstalledModel(
        path=path,
        name=path.name,
        title=path.name,
        engine=engine,
        family=family,
        languages=("zh",),
        weights="model.pt",
        sha256="0" * 64,
        size_bytes=1,
        licence="Apache-2.0",
    )


def as_int8(checkpoint: Path, target: Path, family: Family) -> ConversionReport:
    """Make a model int8, accepted because it says the clips alike."""
    return quantise(checkpoint, target, clips=[clip.samples for clip in clips()], family=family)


def taught(factory: pytest.TempPathFactory, name: str, teach: Teach) -> Path:
    """Teach a model into a folder of its own."""
    folder = factory.mktemp("taught") / name
    with one_thread():
        teach(folder, clips())
    return folder


@pytest.fixture(scope="session")
def sense_voice_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SenseVoice that knows the clips."""
    return taught(tmp_path_factory, "tiny-sense-voice", sense_voice.teach)


@pytest.fixture
def silent_checkpoint(sense_voice_checkpoint: Path, tmp_path: Path) -> Path:
    """A SenseVoice that hears speech in nothing, however it was taught."""
    silent = tmp_path / "silent-checkpoint"
    shutil.copytree(sense_voice_checkpoint, silent)
    weights = torch.load(silent / "model.pt", weights_only=True)
    # The blank wins over every token.
    weights["ctc.ctc_lo.bias"][0] += 1000.0
    torch.save(weights, silent / "model.pt")
    return silent


@pytest.fixture(scope="session")
def paraformer_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Paraformer that knows the clips."""
    return taught(tmp_path_factory, "tiny-paraformer", paraformer.teach)


@pytest.fixture(scope="session")
def streaming_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A streaming Paraformer that knows the clips."""
    return taught(tmp_path_factory, "tiny-streaming", paraformer_streaming.teach)


@pytest.fixture(scope="session")
def sense_voice_int8(
    sense_voice_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The tiny SenseVoice as int8, accepted because it says the same."""
    target = tmp_path_factory.mktemp("int8") / "tiny-sense-voice-int8"
    as_int8(sense_voice_checkpoint, target, Family.SENSE_VOICE)
    return target
