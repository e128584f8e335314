"""What `quantise` does not accept leaves nothing behind."""

import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from appliance.domain.audio import to_samples
from appliance.inference.conversion import quantise
from appliance.inference.engine import Samples
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family
from tests.models.conftest import LONGEST_TEACHING_S
from tests.models.tiny.clips import clips

pytestmark = pytest.mark.timeout(LONGEST_TEACHING_S)


def test_the_int8_file_says_what_sherpa_needs_to_know(sense_voice_int8: Path) -> None:
    """In its metadata; and nothing but the model and its tokens is there."""
    model = onnx.load(sense_voice_int8 / "model.int8.onnx")
    metadata = {entry.key: entry.value for entry in model.metadata_props}

    assert {"model.int8.onnx", "tokens.txt"} == {file.name for file in sense_voice_int8.iterdir()}
    assert ("7", "6", "14", "15") == (
        metadata["lfr_window_size"],
        metadata["lfr_window_shift"],
        metadata["with_itn"],
        metadata["without_itn"],
    )
    assert 560 == len(metadata["neg_mean"].split(",")) == len(metadata["inv_stddev"].split(","))


def test_nothing_said_proves_nothing(silent_checkpoint: Path, tmp_path: Path) -> None:
    """A clip without speech is refused."""
    with pytest.raises(ModelError, match="says nothing") as caught:
        _quantise(silent_checkpoint, tmp_path / "made" / "int8", clips()[0].samples)

    assert "clear speech" in caught.value.hint
    assert not (tmp_path / "made").exists()


def test_another_text_is_refused(sense_voice_checkpoint: Path, tmp_path: Path) -> None:
    """Weights so uneven that eight bits cannot hold them."""
    uneven = tmp_path / "uneven"
    shutil.copytree(sense_voice_checkpoint, uneven)
    weights = torch.load(uneven / "model.pt", weights_only=True)
    # A token that is never said takes up the whole range of the matrix.
    weights["ctc.ctc_lo.weight"][1] = 3000.0
    weights["ctc.ctc_lo.bias"][1] = -1e9
    torch.save(weights, uneven / "model.pt")

    with pytest.raises(ModelError, match="instead of") as caught:
        _quantise(uneven, tmp_path / "made" / "int8", clips()[0].samples)

    assert clips()[0].text in str(caught.value)
    assert [] == list((tmp_path / "made").iterdir())


def test_a_folder_that_is_there_is_not_written_over(
    sense_voice_checkpoint: Path, tmp_path: Path
) -> None:
    """Not even looked into."""
    (tmp_path / "kept").write_text("mine")

    with pytest.raises(ModelError, match="already there"):
        _quantise(sense_voice_checkpoint, tmp_path, clips()[0].samples)

    assert "mine" == (tmp_path / "kept").read_text()


def test_only_some_families_can_be_converted(tmp_path: Path) -> None:
    """The others are told to fetch."""
    with pytest.raises(ModelError, match="fun-asr-nano"):
        quantise(
            tmp_path,
            tmp_path / "int8",
            clips=[np.zeros(to_samples(1), np.float32)],
            family=Family.FUN_ASR_NANO,
        )


def _quantise(checkpoint: Path, target: Path, clip: Samples) -> None:
    quantise(checkpoint, target, clips=[clip], family=Family.SENSE_VOICE)
