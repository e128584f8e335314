"""What a checkpoint, or FunASR itself, must not be able to do."""

import logging
import pickle
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml

from appliance.inference.engine import EngineRequest
from appliance.inference.engines.funasr import FunasrEngine
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family
from tests.models.conftest import LONGEST_TEACHING_S, as_model, placement
from tests.models.tiny.clips import clips

pytestmark = pytest.mark.timeout(LONGEST_TEACHING_S)


class Payload:
    """Touches a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """See pickle."""
        return Path.touch, (self._mark,)


@pytest.fixture
def checkpoint(sense_voice_checkpoint: Path, tmp_path: Path) -> Path:
    """A copy that may be spoilt."""
    copy = tmp_path / "copy"
    shutil.copytree(sense_voice_checkpoint, copy)
    return copy


def opened(checkpoint: Path, family: Family = Family.SENSE_VOICE) -> FunasrEngine:
    """Open it as the model of a family."""
    return FunasrEngine(as_model(checkpoint, family), placement())


def change_config(checkpoint: Path, **changes: object) -> None:
    """Set something in config.yaml."""
    file = checkpoint / "config.yaml"
    file.write_text(yaml.safe_dump(yaml.safe_load(file.read_text()) | changes))


def test_a_pickle_with_a_payload_is_refused_unread(checkpoint: Path, tmp_path: Path) -> None:
    """Whether it comes in PyTorch's archive or bare."""
    mark = tmp_path / "it-ran"
    for write in (torch.save, _dump):
        write({"state_dict": Payload(mark)}, checkpoint / "model.pt")

        with pytest.raises(ModelError, match="not loaded"):
            opened(checkpoint)

    assert not mark.exists()


def test_code_that_comes_with_a_checkpoint_is_not_run(checkpoint: Path, tmp_path: Path) -> None:
    """Even if its configuration asks for it; nor is anything installed for it."""
    (checkpoint / "model.py").write_text(f"open({str(tmp_path / 'it-ran')!r}, 'w')")
    (checkpoint / "requirements.txt").write_text("no-such-package-anywhere")
    change_config(checkpoint, trust_remote_code=True, remote_code=str(checkpoint / "model.py"))

    engine = opened(checkpoint)

    assert engine._model.kwargs["trust_remote_code"] is False
    assert not (tmp_path / "it-ran").exists()


def test_other_models_a_configuration_wants_are_not_fetched(
    checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No voice detector, no punctuation, no update: nothing is connected to."""
    connected: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: connected.append(address))
    change_config(checkpoint, vad_model="fsmn-vad", punc_model="ct-punc", spk_model="cam++")

    engine = opened(checkpoint)
    engine.transcribe(clips()[0].samples, EngineRequest(language="zh"))

    assert [] == connected


def test_weights_that_lack_some_are_refused(checkpoint: Path) -> None:
    """FunASR would take random ones."""
    weights = torch.load(checkpoint / "model.pt", weights_only=True)
    del weights["ctc.ctc_lo.weight"]
    torch.save(weights, checkpoint / "model.pt")

    with pytest.raises(ModelError, match=r"lacks 1 weights, ctc\.ctc_lo\.weight"):
        opened(checkpoint)


def test_weights_of_another_shape_are_refused(checkpoint: Path) -> None:
    """FunASR would take random ones."""
    weights = torch.load(checkpoint / "model.pt", weights_only=True)
    weights["ctc.ctc_lo.weight"] = torch.zeros(3, 3)
    torch.save(weights, checkpoint / "model.pt")

    with pytest.raises(ModelError, match="other shapes"):
        opened(checkpoint)


def test_half_copied_weights_are_refused(checkpoint: Path) -> None:
    """With the command that helps."""
    whole = (checkpoint / "model.pt").read_bytes()
    (checkpoint / "model.pt").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(ModelError) as caught:
        opened(checkpoint)

    assert "again" in caught.value.hint


def test_a_checkpoint_of_another_architecture_is_refused(checkpoint: Path) -> None:
    """Before anything is loaded."""
    with pytest.raises(ModelError, match="its architecture is SenseVoiceSmall"):
        opened(checkpoint, Family.PARAFORMER)


def test_a_configuration_that_does_not_fit_is_refused(checkpoint: Path) -> None:
    """FunASR's own error names the wrong cause."""
    change_config(checkpoint, encoder="NoSuchEncoder")

    with pytest.raises(ModelError, match="does not fit"):
        opened(checkpoint)


def test_its_diary_stays_out_of_ours(
    checkpoint: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """FunASR writes to the root logger and to standard output."""
    with caplog.at_level(logging.DEBUG):
        opened(checkpoint).transcribe(clips()[0].samples, EngineRequest(language="zh"))

    assert [] == [record for record in caplog.records if "funasr" in record.pathname]
    assert "" == capsys.readouterr().out


def _dump(content: object, target: Path) -> None:
    target.write_bytes(pickle.dumps(content))
