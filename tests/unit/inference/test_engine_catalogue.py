"""An engine's library is imported when a model needs it, and not before."""

import subprocess
import sys
from pathlib import Path

import pytest

from appliance.inference.engines.catalogue import open_engine, open_streaming_engine
from appliance.inference.placement import Placement
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel

LIBRARIES = {"ctranslate2", "faster_whisper", "funasr", "onnx", "sherpa_onnx", "torch"}
CPU = Placement(device="cpu", asked="cpu", reason="a test", threads=1)


def model(engine: str) -> InstalledModel:
    """Return one that need not be there."""
    return InstalledModel(
        path=Path("/models/some"),
        name="some",
        title="Some",
        engine=engine,
        family=Family.SENSE_VOICE,
        languages=("zh",),
        weights="model.pt",
        sha256="0" * 64,
        size_bytes=1,
        licence="MIT",
    )


def test_a_process_without_a_model_has_no_engine_in_memory() -> None:
    """FunASR alone would take 7 s and 490 MB."""
    program = (
        "import sys, appliance.inference.process, appliance.inference.engines.catalogue\n"
        "print('\\n'.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=50
    )

    assert set() == LIBRARIES & set(done.stdout.split())


@pytest.mark.parametrize("engine", ["whisper", "sherpa", "funasr"])
def test_an_engine_that_is_not_installed_is_told(
    engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the command that installs it."""
    monkeypatch.setitem(sys.modules, f"appliance.inference.engines.{engine}", None)
    with pytest.raises(ModelError, match=f"The engine {engine} is not installed") as caught:
        open_engine(model(engine), CPU)

    assert 'pip install "tingxia' in caught.value.hint


def test_an_engine_that_gives_no_captions_is_told() -> None:
    """Before anything is imported."""
    with pytest.raises(ModelError, match="is of no use here"):
        open_streaming_engine(model("whisper"), CPU)
