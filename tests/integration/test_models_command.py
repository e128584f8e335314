"""`tingxia models` as a person types it, right and wrong."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance.cli import model_arrival
from appliance.cli.models import app
from appliance.modelstore.catalogue import CatalogueFile, Entry, Source
from appliance.modelstore.installed import Family
from appliance.modelstore.store import ModelStore
from tests.fakes.hub import FakeHub, interrupted, status
from tests.fakes.models import PARAFORMER, SENSE_VOICE, STREAMING, install, lay, onnx, tar_of

ENTRY = Entry(
    name="voice",
    title="Voice",
    engine="sherpa",
    family=Family.SENSE_VOICE,
    languages=("zh",),
    licence="Some Licence 1.1",
    good_for="tests",
    error_rates="",
    weights="model.int8.onnx",
    files=(CatalogueFile(name="model.int8.onnx"), CatalogueFile(name="tokens.txt")),
    sources={"huggingface": Source(repository="some/voice")},
)
FILES = {**SENSE_VOICE, "model.int8.onnx": onnx("sense_voice_ctc", padding_bytes=300_000)}


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    """A hub that has a model under two names."""
    with FakeHub().running() as running:
        running.hugging_face("some/voice", FILES)
        running.hugging_face("csukuangfj/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17", FILES)
        yield running


async def tingxia(*arguments: str) -> tuple[int, str, str]:
    """Run the command in its own process; return its exit status and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "appliance",
        "models",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(50):
        printed, complained = await process.communicate()
    assert process.returncode is not None
    return process.returncode, printed.decode(), complained.decode()


def test_a_model_is_fetched_told_and_used(
    tmp_path: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain lines of progress where there is no terminal; the licence and the place are named."""
    monkeypatch.setattr(model_arrival, "entry_named", lambda _: ENTRY)
    arguments = ["fetch", "voice", "--from", hub.base, "--data-dir", str(tmp_path)]
    done = CliRunner().invoke(app, arguments)

    assert 0 == done.exit_code
    assert "over the network from 127.0.0.1" in done.stderr
    assert "Licence: Some Licence 1.1" in done.stderr
    assert "model.int8.onnx: 100 % of 0.3 MB" in done.stderr
    assert "voice: Voice, 0 MB, is installed.\nIt is used for recognition.\n" == done.stdout

    again = CliRunner().invoke(app, [*arguments, "--json"])
    told = json.loads(again.stdout)
    assert ("voice", "recognition", None) == (told["model"], told["used_for"], told["running_box"])


async def test_a_hub_that_has_other_files_is_refused(tmp_path: Path, hub: FakeHub) -> None:
    """The catalogue knows the hashes; nothing is installed, and the hint names the ways out."""
    code, printed, complained = await tingxia(
        "fetch", "sense-voice-small", "--from", hub.base, "--data-dir", str(tmp_path)
    )

    assert (7, "") == (code, printed)
    assert "has the wrong length" in complained
    assert "→ The file was changed there" in complained
    assert [] == ModelStore(tmp_path / "models").names()


def test_an_interrupted_fetch_says_that_it_goes_on(
    tmp_path: Path, hub: FakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second one needs only the rest."""
    monkeypatch.setattr(model_arrival, "entry_named", lambda _: ENTRY)
    monkeypatch.setattr("time.sleep", lambda _: None)
    path = "/some/voice/resolve/main/model.int8.onnx"
    hub.answer(path, interrupted(200_000), *[status(503)] * 4)
    arguments = ["fetch", "voice", "--from", hub.base, "--data-dir", str(tmp_path)]
    failed = CliRunner().invoke(app, arguments)
    assert "cannot be reached" in str(failed.exception)

    assert 0 == CliRunner().invoke(app, arguments).exit_code
    assert "bytes=200000-" == hub.asked_for(path)[-1]["range"]


async def test_models_come_from_a_stick_and_go_again(tmp_path: Path) -> None:
    """Import, list, use, verify, remove: each says what is in use afterwards."""
    data = ("--data-dir", str(tmp_path / "data"))
    (tmp_path / "sense.tar.bz2").write_bytes(tar_of(SENSE_VOICE))
    lay(tmp_path / "stick" / "paraformer", PARAFORMER)

    code, printed, complained = await tingxia(
        "import", str(tmp_path / "sense.tar.bz2"), "--as", "voice", *data
    )
    assert (0, True) == (code, "It is used for recognition." in printed), complained
    code, printed, _ = await tingxia("import", str(tmp_path / "stick"), "--as", "para", *data)
    assert (0, True) == (code, "Use it with: tingxia models use para" in printed)

    code, printed, _ = await tingxia("use", "para", *data)
    expected = "para is used for recognition; if it fails, voice, then whisper-base.\n"
    assert (0, expected) == (code, printed)
    code, printed, _ = await tingxia("list", "--json", *data)
    found = {line["name"]: line for line in json.loads(printed)}
    assert ["recognition"] == found["para"]["in_use_for"]
    assert (True, []) == (found["voice"]["installed"], found["voice"]["in_use_for"])
    assert ["huggingface", "github"] == found["sense-voice-small"]["hubs"]

    code, printed, _ = await tingxia("verify", "--json", *data)
    assert [("para", []), ("voice", [])] == [
        (line["model"], line["damaged"]) for line in map(json.loads, printed.splitlines())
    ]

    code, _, complained = await tingxia("remove", "para", *data)
    assert (2, True) == (code, "→ Choose another one with `tingxia models use`" in complained)
    code, printed, _ = await tingxia("remove", "para", "--force", *data)
    assert 0 == code
    assert (
        "para is removed.\nvoice is used for recognition; if it fails, whisper-base.\n" == printed
    )


async def test_a_starter_that_was_not_joined_yet_is_not_called_damaged(tmp_path: Path) -> None:
    """It comes along as packages; with `--repair` it is joined at once."""
    data = ("--data-dir", str(tmp_path))

    code, printed, _ = await tingxia("verify", *data)
    assert (0, True) == (code, "whisper-base: comes along" in printed)
    code, printed, _ = await tingxia("verify", "--repair", *data)
    assert (0, True) == (code, "joined afresh and verified" in printed)
    code, printed, _ = await tingxia("verify", *data)
    assert (0, "whisper-base: all 4 files are intact.\n") == (code, printed)


async def test_damage_is_told_for_every_model(tmp_path: Path) -> None:
    """The others are verified all the same; the exit status says that something is wrong."""
    models = tmp_path / "models"
    install(models, "stream", STREAMING, family=Family.PARAFORMER_STREAMING)
    install(models, "voice")
    (models / "broken").mkdir()
    (models / "stream" / "tokens.txt").unlink()
    code, printed, complained = await tingxia("verify", "all", "--data-dir", str(tmp_path))

    assert (7, "voice: all 2 files are intact.\n") == (code, printed)
    assert "The folder of the model broken has no manifest" in complained
    assert "The model stream is missing or damaged: tokens.txt." in complained
    assert 2 == complained.count("→")

    code, printed, _ = await tingxia("list", "--data-dir", str(tmp_path))
    assert (0, 2) == (code, printed.count("damaged"))


@pytest.mark.parametrize(
    ("typed", "code", "next_step"),
    [
        (("fetch", "sense-voise"), 2, "Did you mean sense-voice-small"),
        (("fetch", "sense-voice-small", "--hub", "modelscope"), 2, "It is on: huggingface, github"),
        (("fetch", "sense-voice-small", "--from", "mirror"), 2, "--from https://mirror.example"),
        (("fetch", "whisper-base"), 2, "models verify whisper-base --repair"),
        (("fetch",), 2, "Missing argument"),
        (("import", "/no/such/stick"), 2, "a stick must be mounted"),
        (("import", "/", "--as", "A B"), 2, "--as my-model"),
        (("use", "nothing"), 7, "models import PATH"),
        (("use", "nothing", "--for", "singing"), 2, "'recognition'"),
        (("remove", "nothing"), 2, "models list"),
        (("verify", "nothing"), 7, "models import PATH"),
        (("quantise", "/nowhere", "mine"), 2, "models fetch sense-voice-small-funasr"),
        (("quantise", "/nowhere", "whisper-base"), 2, "my-model"),
        (("verifi",), 2, "Did you mean 'verify'?"),
    ],
)
async def test_every_mistake_is_told_with_the_next_step(
    tmp_path: Path, typed: tuple[str, ...], code: int, next_step: str
) -> None:
    """Wrong usage ends with 2, a missing or damaged model with 7; there is never a traceback."""
    known = () if typed == ("verifi",) else ("--data-dir", str(tmp_path))
    status, _, complained = await tingxia(*typed, *known)

    assert (code, True) == (status, next_step in complained), complained
    assert "Traceback" not in complained
