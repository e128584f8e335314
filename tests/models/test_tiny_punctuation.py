"""FunASR's CT-Transformer as punctuator: marks, nothing but marks, and no other file or address."""

import json
import pickle
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml

from appliance.inference.engines.catalogue import open_punctuator
from appliance.inference.engines.funasr_punctuation import FunasrPunctuator
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family
from tests.models.conftest import LONGEST_TEACHING_S, as_model, placement
from tests.models.tiny import punctuation
from tests.models.tiny.threads import one_thread

pytestmark = pytest.mark.timeout(LONGEST_TEACHING_S)


class Payload:
    """Touches a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """See pickle."""
        return Path.touch, (self._mark,)


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that knows a few sentences."""
    folder = tmp_path_factory.mktemp("taught") / "tiny-punctuation"
    with one_thread():
        punctuation.teach(folder)
    return folder


@pytest.fixture(scope="module")
def punctuator(checkpoint: Path) -> FunasrPunctuator:
    """It, opened as the program does."""
    opened = open_punctuator(as_model(checkpoint, Family.PUNCTUATION), placement())
    assert isinstance(opened, FunasrPunctuator)
    return opened


@pytest.fixture
def copy(checkpoint: Path, tmp_path: Path) -> Path:
    """One that may be spoilt."""
    return Path(shutil.copytree(checkpoint, tmp_path / "copy"))


def refusal(folder: Path) -> str:
    """Return what is said against a folder."""
    with pytest.raises(ModelError) as caught:
        FunasrPunctuator(as_model(folder, Family.PUNCTUATION), placement())
    assert "again" in caught.value.hint
    return str(caught.value)


def spoken(text: str) -> str:
    """Return a text without marks and spaces, in small letters."""
    return "".join(one for one in text if one not in "，。？、,.? ").casefold()


@pytest.mark.parametrize("sentence", punctuation.SENTENCES)
def test_the_marks_are_the_models(punctuator: FunasrPunctuator, sentence: str) -> None:
    """As it was taught them."""
    assert sentence == punctuator.punctuate(punctuation.words(sentence))


@pytest.mark.parametrize(
    "text",
    [
        "PLC 三号站的 temperature 是 3.5 度",
        "从未 听过的字句" * 60,
        " 泵\t停了 ",
        "OK",
        "\u3000",
        "",
    ],
)
def test_the_words_survive(punctuator: FunasrPunctuator, text: str) -> None:
    """Words it does not know too, and texts longer than it sees at once."""
    expected = spoken("".join(text.split()))

    assert expected == spoken(punctuator.punctuate(text))


# jieba leaves the dictionary's file to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_its_own_dictionary_is_used(copy: Path) -> None:
    """The published model sees words that jieba finds with a dictionary of its own."""
    files = json.loads((copy / "configuration.json").read_text())
    files["file_path_metas"]["jieba_usr_dict"] = "jieba_usr_dict"
    (copy / "configuration.json").write_text(json.dumps(files))
    opened = FunasrPunctuator(as_model(copy, Family.PUNCTUATION), placement())

    assert "请打开一号阀门plc3" == spoken(opened.punctuate("请打开一号阀门 PLC 3"))


@pytest.mark.parametrize("text", ["http://example.invalid/a.txt", "FILE"])
def test_a_text_that_is_an_address_or_a_path_stays_a_text(
    punctuator: FunasrPunctuator, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FunASR would fetch the one and read the other."""
    connected: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: connected.append(address))
    file = tmp_path / "said.txt"
    file.write_text("电机停了", encoding="utf-8")
    text = text.replace("FILE", str(file))

    assert spoken(text) == spoken(punctuator.punctuate(text))
    assert [] == connected


def test_a_pickle_with_a_payload_is_refused_unread(copy: Path, tmp_path: Path) -> None:
    """Whether it comes in PyTorch's archive or bare."""
    mark = tmp_path / "it-ran"
    torch.save({"state_dict": Payload(mark)}, copy / "model.pt")
    assert "not loaded" in refusal(copy)
    (copy / "model.pt").write_bytes(pickle.dumps(Payload(mark)))
    assert "not loaded" in refusal(copy)

    assert not mark.exists()


def test_half_copied_weights_are_refused(copy: Path) -> None:
    """With the command that helps."""
    whole = (copy / "model.pt").read_bytes()
    (copy / "model.pt").write_bytes(whole[: len(whole) // 2])

    assert "not loaded" in refusal(copy)


@pytest.mark.parametrize("name", ["model.pt", "config.yaml", "tokens.json"])
def test_a_missing_file_is_refused(copy: Path, name: str) -> None:
    """FunASR would search a hub for it, or go on without."""
    (copy / name).unlink()

    assert name in refusal(copy)


def test_weights_that_lack_some_are_refused(copy: Path) -> None:
    """FunASR would take random ones."""
    weights = torch.load(copy / "model.pt", weights_only=True)
    del weights["decoder.weight"]
    torch.save(weights, copy / "model.pt")

    assert "lacks 1 weights, decoder.weight" in refusal(copy)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"punc_list": ["<unk>", "_", "，", "。", "！", "、"]}, "usual marks"),
        ({"sentence_end_id": 77}, "sentence_end_id"),
        ({"sentence_end_id": "3"}, "sentence_end_id"),
    ],
)
def test_marks_that_are_not_the_usual_ones_are_refused(
    copy: Path, changes: dict[str, object], reason: str
) -> None:
    """It would write them into a text, or fail within it."""
    config = yaml.safe_load((copy / "config.yaml").read_text(encoding="utf-8"))
    config["model_conf"] |= changes
    (copy / "config.yaml").write_text(yaml.safe_dump(config, allow_unicode=True))

    assert reason in refusal(copy)


def test_a_model_that_recognises_is_refused(copy: Path) -> None:
    """Whatever its manifest calls it."""
    config = yaml.safe_load((copy / "config.yaml").read_text(encoding="utf-8"))
    (copy / "config.yaml").write_text(
        yaml.safe_dump(config | {"model": "SenseVoiceSmall"}, allow_unicode=True)
    )

    assert "its architecture is SenseVoiceSmall" in refusal(copy)
