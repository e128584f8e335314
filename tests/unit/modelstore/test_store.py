"""The store: which models are there, which is used for what, and what fails is never used."""

import errno
import fcntl
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from appliance.errors import UsageError
from appliance.modelstore import engine_library, in_use, staging
from appliance.modelstore.errors import ModelError
from appliance.modelstore.in_use import InUse
from appliance.modelstore.installed import Family, Purpose
from appliance.modelstore.store import ModelStore
from tests.fakes.models import NANO, PARAFORMER, PUNCTUATION, SENSE_VOICE, STREAMING, install

CHECKPOINT = {"model.pt": b"x", "config.yaml": b"model: SenseVoiceSmall\n"}
RECOGNITION, CAPTIONS = Purpose.RECOGNITION, Purpose.CAPTIONS


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """A store with two models for recognition, one for captions."""
    install(tmp_path, "voice")
    install(tmp_path, "para", PARAFORMER, family=Family.PARAFORMER)
    install(tmp_path, "stream", STREAMING, family=Family.PARAFORMER_STREAMING)
    return ModelStore(tmp_path)


def test_installed_models_are_found_by_their_manifests(store: ModelStore) -> None:
    """Nothing is hashed; sizes are those of the files."""
    found = {model.name: model for model in store.installed()}

    assert {"voice", "para", "stream"} == set(found)
    assert sum(len(content) for content in SENSE_VOICE.values()) == found["voice"].size_bytes
    assert ("sherpa", Family.PARAFORMER) == (found["para"].engine, found["para"].family)


def test_broken_folders_are_no_models(store: ModelStore) -> None:
    """Without a manifest, with a file missing, with another's name, or half of it."""
    (store.folder / "empty").mkdir()
    (store.folder / ".voice.part").mkdir()
    (store.folder / "voice" / "tokens.txt").unlink()
    (store.folder / "para").rename(store.folder / "other")
    (store.folder / "stream" / "manifest.json").write_text('{"name": "stream", "files"')

    assert [] == store.installed()
    assert ["empty", "other", "stream", "voice"] == store.names()


@pytest.mark.parametrize("how", ["flipped", "truncated", "deleted"])
@pytest.mark.parametrize("name", ["model.int8.onnx", "tokens.txt"])
def test_a_damaged_model_is_not_given_out(store: ModelStore, name: str, how: str) -> None:
    """The hint names the commands that bring it back."""
    file = store.folder / "voice" / name
    content = file.read_bytes()
    if how == "deleted":
        file.unlink()
    else:
        file.write_bytes(content[:-1] + (b"!" if how == "flipped" else b""))
    with pytest.raises(ModelError, match=f"missing or damaged: {name}") as caught:
        store.verified("voice")

    assert "tingxia models fetch voice" in caught.value.hint
    assert "models import" in caught.value.hint


@pytest.mark.parametrize(
    "name", ["", "../voice", "/etc", "UPPER", "a b", "-x", "." * 3, "x" * 65, "in-use.json"]
)
def test_names_that_lead_elsewhere_are_refused(store: ModelStore, name: str) -> None:
    """They become folders."""
    with pytest.raises(ModelError, match="cannot be the name"):
        store.verified(name)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "Invalid JSON"),
        ("[]", "should be an object"),
        ('{"name": "voice"}', "Field required"),
        ('{"a":' * 300, "Invalid JSON"),
    ],
)
def test_a_manifest_that_is_none_is_told(store: ModelStore, content: str, reason: str) -> None:
    """Never an exception of a library."""
    (store.folder / "voice" / "manifest.json").write_text(content)
    with pytest.raises(ModelError, match="cannot be used") as caught:
        store.verified("voice")

    assert reason in str(caught.value)


def test_what_is_not_there_says_how_to_get_it(store: ModelStore) -> None:
    """On a connected machine and without a network."""
    with pytest.raises(ModelError, match="is not installed") as caught:
        store.verified("paraformer-zh")

    assert "models fetch paraformer-zh" in caught.value.hint
    assert "models import PATH" in caught.value.hint


def test_the_order_to_try_ends_with_the_starter(store: ModelStore) -> None:
    """Preferred, chosen, chosen before, starter; each once."""
    assert ["whisper-base"] == store.candidates(RECOGNITION)
    store.use("para")
    store.use("voice")

    assert ["voice", "para", "whisper-base"] == store.candidates(RECOGNITION)
    assert ["mine", "voice", "para", "whisper-base"] == store.candidates(RECOGNITION, "mine")
    assert ["para", "voice", "whisper-base"] == store.candidates(RECOGNITION, "para")
    assert [] == store.candidates(CAPTIONS)
    assert ["voice", "para", "whisper-base"] == ModelStore(store.folder).candidates(RECOGNITION)


def test_choosing_the_same_twice_keeps_the_one_before(store: ModelStore) -> None:
    """Otherwise there would be nothing to fall back to."""
    store.use("para")
    store.use("voice")
    store.use("voice")

    assert ["voice", "para", "whisper-base"] == store.candidates(RECOGNITION)


def test_a_model_that_fails_is_not_chosen(store: ModelStore) -> None:
    """The one before stays in use."""
    store.use("para")
    (store.folder / "voice" / "tokens.txt").write_bytes(b"gone")
    with pytest.raises(ModelError, match="missing or damaged"):
        store.use("voice")

    assert "para" == store.chosen(RECOGNITION)


def test_a_model_is_chosen_only_for_what_it_can(store: ModelStore) -> None:
    """The hint says for what else."""
    with pytest.raises(UsageError, match="cannot be used for captions") as caught:
        store.use("voice", CAPTIONS)

    assert "It is good for: recognition, second-pass." in caught.value.hint
    store.use("stream", CAPTIONS)
    assert ["stream"] == store.candidates(CAPTIONS)


def test_an_engine_that_is_not_installed_is_told_when_choosing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the command that installs it."""
    install(tmp_path, "checkpoint", CHECKPOINT, engine="funasr")
    monkeypatch.setattr(
        engine_library, "_LIBRARIES", {"funasr": ("no_such_engine", "tingxia[funasr]")}
    )
    with pytest.raises(ModelError, match="engine funasr is not installed") as caught:
        ModelStore(tmp_path).use("checkpoint")

    assert 'pip install "tingxia[funasr]"' in caught.value.hint


def test_the_only_punctuation_model_is_used_unasked(store: ModelStore) -> None:
    """With a second one it has to be chosen."""
    install(store.folder, "marks", PUNCTUATION, family=Family.PUNCTUATION)
    assert "marks" == store.chosen(Purpose.PUNCTUATION)
    assert [Purpose.PUNCTUATION] == store.uses("marks")

    install(store.folder, "more", PUNCTUATION, family=Family.PUNCTUATION)
    assert "" == store.chosen(Purpose.PUNCTUATION)

    store.use("more", Purpose.PUNCTUATION)
    assert "more" == store.chosen(Purpose.PUNCTUATION)


def test_a_punctuation_model_of_funasr_is_used_only_when_chosen(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It needs PyTorch; nor does it keep the other one from being used unasked."""
    monkeypatch.setattr(engine_library, "find_spec", lambda _: object())
    install(store.folder, "ct-punc", CHECKPOINT, family=Family.PUNCTUATION, engine="funasr")
    assert "" == store.chosen(Purpose.PUNCTUATION)
    install(store.folder, "marks", PUNCTUATION, family=Family.PUNCTUATION)
    assert "marks" == store.chosen(Purpose.PUNCTUATION)

    store.use("ct-punc", Purpose.PUNCTUATION)

    assert "ct-punc" == store.chosen(Purpose.PUNCTUATION)


def test_a_model_that_is_only_material_says_what_becomes_of_it(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A streaming checkpoint."""
    monkeypatch.setattr(engine_library, "find_spec", lambda _: object())
    install(store.folder, "raw", CHECKPOINT, family=Family.PARAFORMER_STREAMING, engine="funasr")

    with pytest.raises(UsageError) as caught:
        store.use("raw", CAPTIONS)

    assert "models quantise" in caught.value.hint


def test_two_choices_at_once_are_both_kept(store: ModelStore) -> None:
    """What is in use is read, changed and written with nobody in between."""
    other = threading.Thread(target=store.use, args=("stream", CAPTIONS))

    def changed(now: InUse) -> InUse:
        other.start()
        lock = os.open(store.folder, os.O_RDONLY | os.O_DIRECTORY)
        with pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(lock)
        return now.with_chosen(RECOGNITION, "voice")

    in_use.change(store.folder, changed)
    other.join()

    assert ("voice", "stream") == (store.chosen(RECOGNITION), store.chosen(CAPTIONS))


def test_the_first_model_is_taken_into_use_and_no_other(store: ModelStore) -> None:
    """Whoever brings in a better model than the starter wants it used."""
    models = {model.name: model for model in store.installed()}

    assert RECOGNITION is store.adopt(models["voice"])
    assert None is store.adopt(models["para"])
    assert CAPTIONS is store.adopt(models["stream"])
    assert "voice" == store.chosen(RECOGNITION)


def test_what_is_in_use_is_not_removed_unless_told(store: ModelStore) -> None:
    """Then the one before takes its place."""
    store.use("para")
    store.use("voice")
    with pytest.raises(UsageError, match="in use for recognition") as caught:
        store.remove("voice")
    assert "--force" in caught.value.hint

    store.remove("voice", even_in_use=True)

    assert ["para", "whisper-base"] == store.candidates(RECOGNITION)
    assert not (store.folder / "voice").exists()


def test_removing_what_was_chosen_before_forgets_it(store: ModelStore) -> None:
    """It is no candidate any more."""
    store.use("para")
    store.use("voice")
    store.remove("para")

    assert ["voice", "whisper-base"] == store.candidates(RECOGNITION)


def test_a_removal_that_is_cut_off_leaves_no_half_model(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be listed nowhere, and keep its room for ever: the next start removes it."""

    def cut(folder: Path, *, ignore_errors: bool = False) -> None:
        (folder / "tokens.txt").unlink(missing_ok=True)
        if not ignore_errors:
            raise OSError(errno.EIO, "Input/output error")

    store.use("para")
    store.use("voice")
    with monkeypatch.context() as patched:
        patched.setattr(staging, "shutil", SimpleNamespace(rmtree=cut))
        with pytest.raises(ModelError, match="could not be removed altogether: Input/output error"):
            store.remove("para")

    assert ["stream", "voice"] == store.names()
    assert ["voice", "whisper-base"] == store.candidates(RECOGNITION)
    staging.clear_up(store.folder)
    left = sorted(entry.name for entry in store.folder.iterdir())
    assert ["in-use.json", "stream", "voice"] == left


def test_a_model_makes_room_on_a_full_disk(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its removal makes no folder, and forgets it only when there is room to write that."""
    store.use("para")
    store.use("voice")
    write = in_use._write

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def written(models: Path, after: InUse) -> None:
        if len(list(models.glob("*/tokens.txt"))) > 2 or list(models.glob(".staging-*")):
            full()
        write(models, after)

    monkeypatch.setattr(os, "mkdir", full)
    monkeypatch.setattr(in_use, "_write", written)
    store.remove("para")

    assert ["stream", "voice"] == store.names()
    assert ["voice", "whisper-base"] == store.candidates(RECOGNITION)


def test_a_model_that_cannot_be_taken_away_stays_in_use(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is forgotten that is still there."""

    def refused(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    store.use("voice")
    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(ModelError, match="Read-only file system"):
        store.remove("voice", even_in_use=True)

    assert "voice" == store.chosen(RECOGNITION)


def test_a_broken_folder_can_be_removed(store: ModelStore) -> None:
    """It only takes room."""
    (store.folder / "broken").mkdir()
    store.remove("broken")

    assert "broken" not in store.names()
    with pytest.raises(UsageError, match="There is no model 'broken'"):
        store.remove("broken")


@pytest.mark.parametrize("content", ["", "[]", "{", '{"recognition": 3}', '{"flying": {}}'])
def test_a_damaged_note_of_what_is_in_use_means_nothing_was_chosen(
    store: ModelStore, content: str
) -> None:
    """The box starts with the starter, and a choice mends it."""
    (store.folder / "in-use.json").write_text(content)
    assert ["whisper-base"] == store.candidates(RECOGNITION)

    store.use("voice")
    assert "voice" == store.chosen(RECOGNITION)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """With the way out."""
    install(tmp_path, "voice")
    (tmp_path / "in-use.json").mkdir()
    with pytest.raises(ModelError, match="cannot be written") as caught:
        ModelStore(tmp_path).use("voice")

    assert "Make the folder writable" in caught.value.hint


def test_files_in_folders_below_are_part_of_a_model(tmp_path: Path) -> None:
    """Fun-ASR-Nano has its tokenizer so."""
    install(tmp_path, "nano", NANO, family=Family.FUN_ASR_NANO)
    store = ModelStore(tmp_path)
    assert "llm.int8.onnx" == store.verified("nano").weights

    (tmp_path / "nano" / "Qwen3-0.6B" / "vocab.json").write_bytes(b"[]")
    with pytest.raises(ModelError, match=r"Qwen3-0\.6B/vocab\.json"):
        store.verified("nano")
