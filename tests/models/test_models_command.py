"""`tingxia models quantise` from a checkpoint on a stick to the model in use."""

import json
import sys
from pathlib import Path
from subprocess import run

import pytest
import soundfile

from appliance.modelstore import manifest
from appliance.modelstore.installed import Family
from appliance.modelstore.store import ModelStore
from tests.models.conftest import LONGEST_TEACHING_S
from tests.models.tiny.clips import clips

pytestmark = pytest.mark.timeout(LONGEST_TEACHING_S)


def tingxia(*arguments: str) -> tuple[int, str, str]:
    """Run the command; return its exit status and what it printed."""
    done = run(
        [sys.executable, "-m", "appliance", *arguments],
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_checkpoint_becomes_an_int8_model(sense_voice_checkpoint: Path, tmp_path: Path) -> None:
    """Imported, made int8 because it says the same, described with what it was made from, used."""
    data = ("--data-dir", str(tmp_path / "data"))
    status, _, complained = tingxia(
        "models", "import", str(sense_voice_checkpoint), "--as", "tiny-checkpoint", *data
    )
    assert (0, 0) == (status, complained.count("→"))
    clip_files = []
    for number, clip in enumerate(clips()):
        file = tmp_path / f"clip-{number}.wav"
        soundfile.write(file, clip.samples, 16_000, subtype="FLOAT")
        clip_files += ["--clip", str(file)]

    status, printed, complained = tingxia(
        "models", "quantise", "tiny-checkpoint", "tiny", *clip_files, "--json", *data
    )

    assert (0, "") == (status, "" if status == 0 else complained)
    made = json.loads(printed)
    assert {clip.text for clip in clips()} <= set(made["texts"])
    store = ModelStore(tmp_path / "data" / "models")
    model = store.verified("tiny")
    assert ("sherpa", Family.SENSE_VOICE) == (model.engine, model.family)
    described = manifest.read(model.path)
    assert "tiny-checkpoint" == described.made_from["checkpoint"]
    assert store.verified("tiny-checkpoint").sha256 == described.made_from["sha256"]
    assert {"in-use.json", "tiny", "tiny-checkpoint"} >= {
        file.name for file in store.folder.iterdir()
    }

    status, printed, _ = tingxia("models", "use", "tiny", *data)
    assert (0, True) == (status, printed.startswith("tiny is used for recognition; if it fails"))


def test_a_clip_without_speech_refuses_the_result(silent_checkpoint: Path, tmp_path: Path) -> None:
    """Nothing is installed, and the hint says what to give."""
    clip = tmp_path / "clip.wav"
    soundfile.write(clip, clips()[0].samples, 16_000, subtype="FLOAT")
    status, _, complained = tingxia(
        "models",
        "quantise",
        str(silent_checkpoint),
        "tiny",
        "--clip",
        str(clip),
        "--data-dir",
        str(tmp_path / "data"),
    )

    assert 7 == status
    assert "→ Give a clip with some seconds of clear speech" in complained
    assert [] == ModelStore(tmp_path / "data" / "models").names()
