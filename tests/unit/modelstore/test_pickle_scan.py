"""Pickles are read, never obeyed."""

import collections
import contextlib
import io
import os
import pickle
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.modelstore.errors import ModelError
from appliance.modelstore.pickle_scan import refuse_hostile_pickle

HARMLESS = collections.OrderedDict(a=[1, 2.5], b="text", c={"d": None})
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


class Payload:
    """Asks for a call when it is unpickled."""

    def __init__(self, call: Callable[..., Any], *arguments: object) -> None:
        self._asked = call, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[object, ...]]:
        """See pickle."""
        return self._asked


def archive(file: Path, entries: dict[str, bytes]) -> Path:
    """Write a zip."""
    with zipfile.ZipFile(file, "w") as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file


def bare(file: Path, content: bytes) -> Path:
    """Write a file."""
    file.write_bytes(content)
    return file


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_weights_pass(tmp_path: Path, protocol: int) -> None:
    """Bare and in PyTorch's archive, whatever the protocol."""
    content = pickle.dumps(HARMLESS, protocol)

    refuse_hostile_pickle(bare(tmp_path / "model.pt", content))
    refuse_hostile_pickle(
        archive(tmp_path / "zip.pt", {"model/data.pkl": content, "model/data/0": b"\x80\x04junk"})
    )


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("call", [os.system, eval, Path.touch, getattr, pickle.loads])
def test_a_call_is_refused_by_name(tmp_path: Path, protocol: int, call: Callable[..., Any]) -> None:
    """However deep it hides."""
    content = pickle.dumps({"state_dict": [HARMLESS, Payload(call, "x")]}, protocol)

    for file in (
        bare(tmp_path / "model.pt", content),
        archive(tmp_path / "zip.pt", {"model/data.pkl": content}),
        archive(tmp_path / "other.pt", {"model/data.pkl": b"\x80\x02N.", "x.pkl": content}),
        archive(tmp_path / "loud.pt", {"model/DATA.PKL": content, "x.pkl": b"\x80\x02N."}),
    ):
        with pytest.raises(ModelError, match="instruction to call") as caught:
            refuse_hostile_pickle(file)
        assert "publisher" in caught.value.hint


@pytest.mark.parametrize(
    "content",
    [
        b"\x80\x04\x8c\x02os\x94\x8c\x06system\x940h\x00h\x01\x93\x8c\x01x\x85R.",
        b"\x80\x04\x8c\x08builtins2\x8c\x04eval\x93\x8c\x01x\x85R.",
        b"\x80\x02\x82\x01.",
        b"(S'x'\nios\nsystem\n.",
    ],
    ids=["from the memo", "behind a copy", "by number", "the oldest way"],
)
def test_disguised_names_are_refused(tmp_path: Path, content: bytes) -> None:
    """What cannot be followed counts as hostile."""
    with pytest.raises(ModelError, match="instruction to call"):
        refuse_hostile_pickle(bare(tmp_path / "model.pt", content))


def test_a_call_behind_the_first_pickle_is_refused(tmp_path: Path) -> None:
    """PyTorch's older format is five pickles, one after the other."""
    first, hostile = pickle.dumps(7, 2), pickle.dumps(Payload(os.system, "x"), 2)

    with pytest.raises(ModelError):
        refuse_hostile_pickle(bare(tmp_path / "model.pt", first * 3 + hostile))


def test_what_is_no_pickle_is_refused_where_one_is_loaded(tmp_path: Path) -> None:
    """Under a checkpoint's name; elsewhere it is none of this check's business."""
    for content in (b"", b"words", b"\x80\x04half", b"PK\x03\x04half"):
        with pytest.raises(ModelError):
            refuse_hostile_pickle(bare(tmp_path / "model.pt", content))

    for content in (b"", b"words", b"\x80\x04half"):
        refuse_hostile_pickle(bare(tmp_path / "tokens.txt", content))


def test_a_pickle_under_another_name_is_scanned(tmp_path: Path) -> None:
    """Some models call them .bin."""
    hostile = pickle.dumps(Payload(os.system, "x"))

    with pytest.raises(ModelError):
        refuse_hostile_pickle(bare(tmp_path / "pytorch_model.bin", hostile))
    refuse_hostile_pickle(archive(tmp_path / "voices.npz", {"a.npy": b"numbers"}))


def test_programs_and_odd_archives_are_refused(tmp_path: Path) -> None:
    """TorchScript, tar, and a zip without weights."""
    harmless = pickle.dumps(HARMLESS)
    tar = tmp_path / "tar.pt"
    with tarfile.open(tar, "w") as made:
        made.addfile(tarfile.TarInfo("pickle"), io.BytesIO())

    for file in (
        tar,
        archive(tmp_path / "a.pt", {"m/data.pkl": harmless, "m/code/m.py": b"pass"}),
        archive(tmp_path / "b.pt", {"m/version": b"3"}),
    ):
        with pytest.raises(ModelError):
            refuse_hostile_pickle(file)


@given(st.binary(max_size=200))
def test_any_bytes_are_accepted_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """Nothing else comes out of it."""
    folder = tmp_path_factory.mktemp("any")
    for start in (b"", b"\x80\x04", b"PK\x03\x04"):
        with contextlib.suppress(ModelError):
            refuse_hostile_pickle(bare(folder / "model.pt", start + content))
