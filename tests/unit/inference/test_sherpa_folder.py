from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.inference.engines.sherpa_folder import SherpaFolder
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel
from tests.fakes.tone_models import (
    SENSE_VOICE_TOKENS,
    sense_voice_metadata,
    write_paraformer,
    write_punctuation,
    write_sense_voice,
    write_streaming_paraformer,
)

Write = Callable[[Path], InstalledModel]


def refusal(model: InstalledModel) -> str:
    """Return what is said against it."""
    with pytest.raises(ModelError) as caught:
        SherpaFolder(model)
    assert "tingxia models" in caught.value.hint
    return str(caught.value)


@pytest.mark.parametrize(
    "write", [write_sense_voice, write_paraformer, write_streaming_paraformer, write_punctuation]
)
def test_a_whole_folder_passes(tmp_path: Path, write: Write) -> None:
    """Each family has its own files."""
    assert "int8" == SherpaFolder(write(tmp_path)).precision


def test_precision_is_that_of_the_file_taken(tmp_path: Path) -> None:
    """The smallest one is taken."""
    model = write_sense_voice(tmp_path)
    (tmp_path / "model.int8.onnx").rename(tmp_path / "model.onnx")
    assert "fp32" == SherpaFolder(model).precision


def test_only_files_with_a_hash_are_taken(tmp_path: Path) -> None:
    """A smaller file that somebody laid beside them was never verified."""
    model = write_sense_voice(tmp_path)
    (tmp_path / "model.int8.onnx").rename(tmp_path / "model.onnx")
    (tmp_path / "model.int8.onnx").write_bytes(b"anything")

    folder = SherpaFolder(replace(model, files=frozenset({"model.onnx", "tokens.txt"})))

    assert tmp_path / "model.onnx" == folder.main
    assert "has no file" in refusal(replace(model, files=frozenset({"tokens.txt"})))


@pytest.mark.parametrize("key", [key for key in sense_voice_metadata() if key != "model_type"])
def test_metadata_that_sherpa_ends_the_process_for_are_asked_for(tmp_path: Path, key: str) -> None:
    """Missing, empty or no number."""
    for value in (None, "", "-1", "x"):
        metadata = sense_voice_metadata()
        if value is None:
            del metadata[key]
        else:
            metadata[key] = value
        assert key in refusal(write_sense_voice(tmp_path, metadata=metadata))


def test_a_model_of_another_family_is_refused(tmp_path: Path) -> None:
    """In both directions."""
    paraformer = write_paraformer(tmp_path / "p")
    assert "sense-voice" in refusal(replace(paraformer, family=Family.SENSE_VOICE))
    sense_voice = write_sense_voice(tmp_path / "s")
    told = refusal(replace(sense_voice, family=Family.PARAFORMER))
    assert "inputs and outputs are those of another architecture" in told
    assert "has no file" in refusal(replace(sense_voice, family=Family.PARAFORMER_STREAMING))
    assert "has no file" in refusal(replace(sense_voice, family=Family.FUN_ASR_NANO))
    assert "another architecture" in refusal(replace(sense_voice, family=Family.PUNCTUATION))
    assert "knows no family whisper" in refusal(replace(sense_voice, family=Family.WHISPER))


def test_too_few_means_are_refused(tmp_path: Path) -> None:
    """The library would read beyond them."""
    metadata = {**sense_voice_metadata(), "neg_mean": "0,0"}
    assert "wrong neg_mean" in refusal(write_sense_voice(tmp_path, metadata=metadata))


def test_a_vocabulary_of_another_size_is_refused(tmp_path: Path) -> None:
    """The scores' last length is the vocabulary's."""
    metadata = {**sense_voice_metadata(), "vocab_size": 25_055}
    assert "a length of the model is 21" in refusal(write_sense_voice(tmp_path, metadata=metadata))


def test_a_nano_in_the_comment_is_refused(tmp_path: Path) -> None:
    """The library takes such a file for one with a single input."""
    metadata = {**sense_voice_metadata(), "comment": "Fun-ASR-Nano"}
    assert "CTC part" in refusal(write_sense_voice(tmp_path, metadata=metadata))


LINES = [f"{token} {number}" for number, token in enumerate(SENSE_VOICE_TOKENS)]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (LINES[:-2], "has 19 tokens, the model has 21"),
        ([*LINES, "x 21"], "has 22 tokens"),
        ([LINES[1], LINES[0], *LINES[2:]], "line 1 of its tokens.txt"),
        ([*LINES[:5], "no number", *LINES[6:]], "line 6 of its tokens.txt"),
        ([*LINES[:5], " 5", *LINES[6:]], "line 6 of its tokens.txt"),
        (["\x00" * 50], "line 1 of its tokens.txt"),
    ],
)
def test_tokens_that_do_not_fit_are_refused(tmp_path: Path, lines: list[str], reason: str) -> None:
    """The library fails on them only when it meets such a token, or ends the process."""
    model = write_sense_voice(tmp_path)
    (tmp_path / "tokens.txt").write_text("\n".join(lines), encoding="utf-8")
    assert reason in refusal(model)


def test_tokens_that_are_spaces_elsewhere_are_tokens(tmp_path: Path) -> None:
    """Real vocabularies hold separators of Unicode, which Python takes for ends of lines."""
    model = write_sense_voice(tmp_path)
    lines = [*LINES[:19], "\u2028 19", "\u3000 20"]
    (tmp_path / "tokens.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert SherpaFolder(model).tokens.exists()


def test_missing_binary_or_endless_tokens_are_refused(tmp_path: Path) -> None:
    """Each with its reason."""
    model = write_sense_voice(tmp_path)
    tokens = tmp_path / "tokens.txt"
    tokens.unlink()
    assert "no file tokens.txt" in refusal(model)
    tokens.write_bytes(b"\xff\xfe\x00")
    assert "not UTF-8" in refusal(model)
    with tokens.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    assert "absurdly large" in refusal(model)


def test_paraformer_needs_its_end_of_sentence(tmp_path: Path) -> None:
    """The library looks it up without asking whether it is there."""
    model = write_paraformer(tmp_path)
    tokens = tmp_path / "tokens.txt"
    tokens.write_text(tokens.read_text("utf-8").replace("</s>", "<end>"), encoding="utf-8")
    assert "has no </s>" in refusal(model)


def test_a_decoder_of_another_model_is_refused(tmp_path: Path) -> None:
    """It has as many caches as the encoder says."""
    model = write_streaming_paraformer(tmp_path)
    encoder = (tmp_path / "encoder.int8.onnx").read_bytes()
    (tmp_path / "decoder.int8.onnx").write_bytes(encoder)
    assert "decoder does not belong" in refusal(model)


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        ({"tokens": "你|好"}, "do not match its vocab_size"),
        ({"unk_symbol": "?"}, "unk_symbol"),
        ({"punctuations": "_|，"}, "lacks punctuations"),
        ({"punctuations": "_|，|。|？|、"}, "a length of the model is 6"),
    ],
)
def test_punctuation_needs_its_tokens_and_marks(
    tmp_path: Path, metadata: dict[str, object], reason: str
) -> None:
    """The library ends the process without them."""
    assert reason in refusal(write_punctuation(tmp_path, metadata=metadata))
