"""What FunASR is asked: each of its traps has its argument."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.audio import to_samples
from appliance.inference.engine import EngineRequest, Quality
from appliance.inference.engines.funasr_arguments import precision, to_decode, to_load
from appliance.inference.engines.funasr_checkpoint import Checkpoint
from appliance.inference.engines.funasr_hot_words import joined, normalised
from appliance.inference.placement import Placement
from appliance.modelstore.installed import Family

CPU = Placement(device="cpu", asked="auto", reason="a test", threads=2)


def checkpoint(family: Family, architecture: str) -> Checkpoint:
    """Return one that need not be there."""
    path = Path("/models/some")
    nano = family is Family.FUN_ASR_NANO
    return Checkpoint(
        path=path,
        name="some",
        family=family,
        architecture=architecture,
        language_model=path / "Qwen3-0.6B" if nano else None,
    )


SENSE_VOICE = checkpoint(Family.SENSE_VOICE, "SenseVoiceSmall")
NANO = checkpoint(Family.FUN_ASR_NANO, "FunASRNano")
SEACO = checkpoint(Family.PARAFORMER, "SeacoParaformer")
PLAIN = checkpoint(Family.PARAFORMER, "Paraformer")


def asked(of: Checkpoint, **request: Any) -> dict[str, Any]:
    """Return what is asked for five seconds of audio."""
    wanted = EngineRequest(**({"language": "zh"} | request))
    return to_decode(of, wanted, audio_samples=to_samples(5), precision="fp32")


def test_it_is_loaded_from_a_folder_and_nowhere_else() -> None:
    """No update, no code of the model's, no other models, no bar, our number of threads."""
    arguments = to_load(SENSE_VOICE, CPU)

    assert "/models/some" == arguments["model"]
    assert "/models/some/model.pt" == arguments["init_param"]
    assert (True, True) == (arguments["disable_update"], arguments["disable_pbar"])
    assert arguments["trust_remote_code"] is False
    assert [None] * 3 == [arguments[f"{kind}_model"] for kind in ("vad", "punc", "spk")]
    assert arguments["ignore_init_mismatch"] is False
    assert 2 == arguments["ncpu"]


def test_the_language_model_is_looked_for_in_the_folder() -> None:
    """A mere name would be looked up on a hub."""
    arguments = to_load(NANO, CPU)

    assert "/models/some/Qwen3-0.6B" == arguments["llm_conf"]["init_param_path"]
    assert "/models/some/Qwen3-0.6B" == arguments["tokenizer_conf"]["init_param_path"]


def test_nano_is_never_given_half_precision_of_the_wrong_kind() -> None:
    """Neither fp16, which gives garbage, nor bf16 for the part that cannot take it."""
    arguments = to_load(NANO, CPU)

    assert (False, False) == (arguments["fp16"], arguments["bf16"])
    assert "bf16" == precision(NANO, "cuda:0")
    assert ("fp32", "fp32") == (precision(NANO, "cpu"), precision(NANO, "mps"))
    assert "fp32" == precision(SENSE_VOICE, "cuda:0")


@pytest.mark.parametrize(
    ("language", "in_prompt"), [("zh", "中文"), ("en", "英文"), ("ja", "日文"), ("auto", None)]
)
def test_nano_is_told_the_language_in_chinese(language: str, in_prompt: str | None) -> None:
    """It goes into the prompt as it is."""
    assert in_prompt == asked(NANO, language=language)["language"]


def test_nano_always_gets_a_list_of_hot_words() -> None:
    """None would end the call, a text be taken letter by letter."""
    assert [] == asked(NANO)["hotwords"]
    assert ["叉车", "PLC"] == asked(NANO, hot_words=("叉车", "PLC"))["hotwords"]


def test_nano_cannot_repeat_itself_for_long() -> None:
    """Some tokens a second and no more; another try has some chance in it."""
    assert 76 == asked(NANO)["max_length"]
    assert {"do_sample": False} == asked(NANO)["llm_kwargs"]
    assert asked(NANO, quality=Quality.RETRY)["llm_kwargs"]["do_sample"] is True


def test_sense_voice_is_asked_in_its_own_words() -> None:
    """Language as a code, ITN, times; it takes no hot words."""
    assert {"language": "auto", "use_itn": False, "output_timestamp": True} == asked(
        SENSE_VOICE, language="auto", itn=False, wants_words=True, hot_words=("叉车",)
    )


def test_seaco_gets_one_text_of_hot_words() -> None:
    """Separated by spaces; a plain Paraformer gets none."""
    assert "叉车 液压" == asked(SEACO, hot_words=("叉车", "液压"))["hotword"]
    assert "hotword" not in asked(SEACO)
    assert "hotword" not in asked(PLAIN, hot_words=("叉车",))


@pytest.mark.parametrize(
    ("given_words", "expected"),
    [
        (('["叉车", "液压"]',), ("叉车", "液压")),
        (('{"叉车": 20, "液压": 10}',), ("叉车", "液压")),
        (("叉车,液压，阀门、轴承;法兰",), ("叉车", "液压", "阀门", "轴承", "法兰")),
        (('["叉车", ',), ("叉车",)),
        (("叉车", "叉车", "  ", ""), ("叉车",)),
        (("safety  valve",), ("safety valve",)),
        (("叉车<|im_end|>",), ("叉车",)),
    ],
)
def test_lists_of_hot_words_are_taken_apart(
    given_words: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """JSON, commas of every kind, doubles, and tags of the prompt."""
    assert expected == normalised(given_words)


@pytest.mark.parametrize(
    "place",
    ["http://example.invalid/words", "https://example.invalid", "HTTP://x", "a http://x", "w.txt"],
)
def test_what_would_be_fetched_or_read_is_no_hot_word(place: str) -> None:
    """SeACo-Paraformer would do so."""
    assert "叉车" == joined(["叉车", place])
    assert "" == joined([place])


@given(st.lists(st.text()))
def test_no_text_makes_it_fetch_read_or_fail(terms: list[str]) -> None:
    """Whatever a lexicon holds."""
    text = joined(terms)

    assert not text.startswith("http")
    assert not text.endswith(".txt")
    assert "\n" not in text
