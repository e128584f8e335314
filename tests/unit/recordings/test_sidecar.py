"""What is believed of the sidecar when the journal is gone."""

import json
from pathlib import Path

import pytest

from appliance.recordings import sidecar
from tests.fakes.speech import recording


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """All of it."""
    sidecar.write(tmp_path, recording())

    assert recording() == sidecar.read(tmp_path)


@pytest.mark.parametrize("wall", ["", "yesterday", "2025-05-01T25:00:00+08:00"])
def test_a_start_that_is_no_moment_is_damage(tmp_path: Path, wall: str) -> None:
    """Pages and exports show it: one such recording would stop an export of all."""
    content = json.loads(sidecar.encode(recording()))
    content["started"]["wall"] = wall
    (tmp_path / sidecar.NAME).write_text(json.dumps(content))

    assert sidecar.read(tmp_path) is None


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", "[" * 200_000])
def test_what_is_no_sidecar_is_none(tmp_path: Path, content: str) -> None:
    """However deep it goes."""
    (tmp_path / sidecar.NAME).write_text(content)

    assert sidecar.read(tmp_path) is None
