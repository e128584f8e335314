"""Whatever stands in manifests, archives and ONNX files: an answer or a ModelError."""

import io
import json
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.errors import UsageError
from appliance.modelstore import manifest
from appliance.modelstore.archive import unpack
from appliance.modelstore.connection import Connection
from appliance.modelstore.errors import ModelError
from appliance.modelstore.manifest import is_confined
from appliance.modelstore.onnx_metadata import read_onnx_metadata
from tests.fakes.models import onnx

QUICK = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))

NAMES = st.one_of(
    st.text(min_size=1, max_size=30),
    st.lists(st.sampled_from(["..", ".", "a", "", "b", "~", "C:", "\\"]), max_size=5).map("/".join),
)


@QUICK
@given(NAMES, st.binary(max_size=20))
def test_no_member_name_leads_out_of_the_folder(name: str, content: bytes) -> None:
    """It is unpacked below the folder or the archive is refused."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        try:
            tar.addfile(member, io.BytesIO(content))
        except (UnicodeError, ValueError):
            return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "x.tar").write_bytes(packed.getvalue())
        target = root / "target"
        with suppress(ModelError):
            unpack(root / "x.tar", target)
        outside = [file for file in root.rglob("*") if file.is_file()]
        assert all(file.is_relative_to(target) for file in outside if file.name != "x.tar")
        assert {file.name for file in root.iterdir()} <= {"target", "x.tar"}


@QUICK
@given(NAMES)
def test_a_confined_path_stays_below_on_every_system(name: str) -> None:
    """No way up, no drive, no other separator."""
    if is_confined(name):
        assert not Path(name).is_absolute()
        assert ".." not in Path(name).parts
        assert not set(name) & {"\\", ":", "\0", "\n"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@QUICK
@given(
    st.dictionaries(
        st.sampled_from(["name", "title", "engine", "family", "licence", "weights", "files"]), JSON
    )
    | JSON
)
def test_any_manifest_is_read_or_refused(content: object) -> None:
    """Nothing else comes out of it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "manifest.json").write_text(json.dumps(content))
        with suppress(ModelError):
            read = manifest.read(Path(folder))
            assert read.weights in read.files


@QUICK
@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 255))
def test_any_file_is_an_onnx_model_or_is_none(tail: bytes, place: int, byte: int) -> None:
    """A good file with a byte changed and something behind it."""
    content = bytearray(onnx("paraformer"))
    content[place % len(content)] = byte
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.onnx"
        file.write_bytes(bytes(content) + tail)
        with suppress(ValueError):
            assert isinstance(read_onnx_metadata(file), dict)


def test_an_onnx_file_says_what_it_is(tmp_path: Path) -> None:
    """Behind weights of any length."""
    (tmp_path / "model.onnx").write_bytes(onnx("sense_voice_ctc", padding_bytes=70_000))

    assert {"version": "1", "model_type": "sense_voice_ctc"} == read_onnx_metadata(
        tmp_path / "model.onnx"
    )


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    """To a hub over https; nothing is sent."""
    with Connection("https://hub.example") as opened:
        yield opened


@pytest.mark.parametrize("base", ["", "modelscope.cn", "ftp://x", "http://", "https://[", "/tmp"])
def test_an_address_of_no_hub_is_refused(base: str) -> None:
    """With an example of a good one."""
    with pytest.raises(UsageError, match="is not the address of a hub") as caught:
        Connection(base)

    assert "--from https://" in caught.value.hint


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://cdn.example/x", "it leads from https to http"),
        ("https://127.0.0.1/x", "it leads into this network"),
        ("https://[::1]/x", "it leads into this network"),
        ("https://169.254.169.254/latest", "it leads into this network"),
        ("https://192.168.1.1/", "it leads into this network"),
        ("https://localhost:8000/", "it leads into this network"),
        ("file:///etc/passwd", "it leads to file:"),
        ("https://[", "it redirects to no address"),
    ],
)
def test_a_redirect_no_hub_makes_is_refused(
    connection: Connection, location: str, reason: str
) -> None:
    """Down from https, or into the network the machine stands in."""
    with pytest.raises(ModelError, match=reason):
        connection._allowed(connection.base, location)


def test_a_redirect_of_a_hub_is_followed(connection: Connection) -> None:
    """To another server, or to another place on the same one."""
    allowed = connection._allowed(connection.base, "https://cdn.example/x")

    assert "https://cdn.example/x" == str(allowed)
    assert "https://hub.example/y" == str(connection._allowed(connection.base, "/y"))
