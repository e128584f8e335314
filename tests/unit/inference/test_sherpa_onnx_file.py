from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.inference.engines.sherpa_onnx_file import read_onnx
from appliance.modelstore.errors import ModelError
from tests.fakes.onnx_writer import FLOAT, Node, Value, content, number, onnx_model, text

SMALL = onnx_model(
    inputs=[Value(name="x", kind=FLOAT, shape=["N", 560])],
    outputs=[Value(name="y", kind=FLOAT, shape=["N", "T", 25_055])],
    nodes=[Node(operator="Identity", inputs=["x"], outputs=["y"])],
    weights={"w": np.ones((3, 5), np.float32)},
    metadata={"model_type": "sense_voice_ctc", "vocab_size": 25_055, "comment": "声"},
)


def write(folder: Path, data: bytes) -> Path:
    """Write a model's file."""
    file = folder / "model.onnx"
    file.write_bytes(data)
    return file


def test_metadata_and_shapes_are_read(tmp_path: Path) -> None:
    """A length that has a name instead of a number is None."""
    file = read_onnx(write(tmp_path, SMALL))
    expected = {"model_type": "sense_voice_ctc", "vocab_size": "25055", "comment": "声"}
    assert expected == file.metadata
    assert {"x": (None, 560)} == file.inputs
    assert {"y": (None, None, 25_055)} == file.outputs
    assert () == file.external_files


def test_weights_outside_the_file_are_told(tmp_path: Path) -> None:
    """Their place may be anywhere on the disk: the caller decides."""
    entry = text(1, "location") + text(2, "../../secret")
    tensor = number(2, FLOAT) + text(8, "w") + content(13, entry) + number(14, 1)
    graph = content(12, text(1, "y")) + content(5, tensor)
    file = read_onnx(write(tmp_path, number(1, 8) + content(7, graph)))
    assert ("../../secret",) == file.external_files


def test_a_missing_file_is_an_error_with_a_hint(tmp_path: Path) -> None:
    """The hint names the commands that bring it."""
    with pytest.raises(ModelError, match="of the model is missing") as caught:
        read_onnx(tmp_path / "model.onnx")
    assert "tingxia models" in caught.value.hint


@pytest.mark.parametrize(
    "data",
    [b"", b"\x80", b"PK\x03\x04 a zip archive", b"version https://git-lfs", SMALL[:-1], SMALL[:90]],
    ids=["empty", "varint", "zip", "pointer", "cut", "half"],
)
def test_what_is_no_whole_model_is_refused(tmp_path: Path, data: bytes) -> None:
    """Before any library sees it."""
    with pytest.raises(ModelError, match="not a whole ONNX model"):
        read_onnx(write(tmp_path, data))


@settings(max_examples=40)
@given(st.binary(max_size=200), st.integers(min_value=0, max_value=len(SMALL)))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int
) -> None:
    """Nothing but ModelError comes out, and it comes out at once."""
    folder = tmp_path_factory.getbasetemp()
    for data in (noise, SMALL[:at] + noise + SMALL[at:]):
        try:
            read_onnx(write(folder, data))
        except ModelError as error:
            assert "tingxia models" in error.hint  # noqa: PT017 - it need not be raised
