"""Broken, wrong and half-copied model folders, each opened in a process of its own.

The library ends the process on some of them, which no ``except`` of ours would see.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.tone_models import sense_voice_metadata, write_paraformer, write_sense_voice

OPEN = """
import sys
from pathlib import Path
from appliance.inference.engines.sherpa import SherpaEngine
from appliance.inference.placement import Placement
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel

model = InstalledModel(
    path=Path(sys.argv[1]), name="m", title="", engine="sherpa", family=Family.SENSE_VOICE,
    languages=(), weights="", sha256="", size_bytes=0, licence="",
)
try:
    SherpaEngine(model, Placement(device="cpu", asked="cpu", reason="", threads=1))
except ModelError as error:
    print(f"refused: {error} {error.hint}")
else:
    print("opened")
"""


def without_a_language(folder: Path) -> None:
    """The library calls exit() for that."""
    metadata = sense_voice_metadata()
    del metadata["lang_zh"]
    write_sense_voice(folder, metadata=metadata)


def with_tokens(content: bytes) -> Callable[[Path], None]:
    """Damage the table of tokens; the library calls exit() for binary ones."""

    def write(folder: Path) -> None:
        write_sense_voice(folder)
        (folder / "tokens.txt").write_bytes(content)

    return write


def with_model(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Damage the weights."""

    def write(folder: Path) -> None:
        write_sense_voice(folder)
        model = folder / "model.int8.onnx"
        model.write_bytes(change(model.read_bytes()))

    return write


def with_broken_graph(folder: Path) -> None:
    """Whole as a file, but an operation in it does not exist."""
    with_model(lambda data: data.replace(b"MatMul", b"MatNul"))(folder)


@pytest.mark.parametrize(
    "make",
    [
        without_a_language,
        write_paraformer,
        with_tokens(b""),
        with_tokens(os.urandom(2000)),
        with_tokens(b"<unk> 0\n"),
        with_model(lambda _: b""),
        with_model(lambda _: os.urandom(50_000)),
        with_model(lambda data: data[: len(data) // 2]),
        with_model(lambda data: data[:-1]),
        with_broken_graph,
        lambda folder: folder.mkdir(exist_ok=True),
    ],
    ids=[
        "no-language",
        "paraformer",
        "no-tokens",
        "binary-tokens",
        "too-few-tokens",
        "empty",
        "random",
        "half",
        "a-byte-short",
        "broken-graph",
        "no-files",
    ],
)
def test_a_folder_that_cannot_be_used_is_refused_and_the_process_lives(
    tmp_path: Path, make: Callable[[Path], object]
) -> None:
    """With a reason and the command that helps."""
    make(tmp_path)
    opened = subprocess.run(
        [sys.executable, "-c", OPEN, tmp_path],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=50,
        check=False,
    )
    assert 0 == opened.returncode, opened.stderr
    assert opened.stdout.startswith("refused: The ")
    assert "tingxia models" in opened.stdout
