"""The arithmetic of `tingxia bench accuracy` and `tingxia eval`."""

from pathlib import Path

import pytest

from appliance.diagnostics.benches.accuracy import accuracy_part, unrelated_part
from appliance.diagnostics.evaluated_file import EvaluatedFile, count_file
from appliance.diagnostics.evaluation import Evaluation
from appliance.diagnostics.evaluation_part import figures, to_part
from appliance.diagnostics.evaluation_set import Item
from appliance.wire.inference import FinalHypothesis

TERMS = ("公差", "轴承")


def heard(reference: str, text: str, *, bare: str | None = None) -> EvaluatedFile:
    """Return a file of ten seconds in which this was heard."""
    final = FinalHypothesis(
        utterance=0,
        start_sample=0,
        end_sample=160_000,
        text=text or "。",
        raw_text=text or "。",
        language="zh",
        engine="whisper",
        model="m",
        model_sha256="0",
        decode_s=1.0,
    )
    return count_file(
        Item(file=Path("a.wav"), reference=reference, language="zh"),
        [final],
        language="zh",
        terms=TERMS,
        audio_s=10.0,
        took_s=1.0,
        decode_s=0.9,
        bare=None if bare is None else (bare, 2.0),
    )


def evaluation(*files: EvaluatedFile, lexicon: str = "none") -> Evaluation:
    """Return what the files make together."""
    return Evaluation(
        files=files,
        refused=(),
        without_reference=(),
        peak_rss_bytes=2**20,
        has_terms=lexicon != "none",
        conditions={"model": "m", "lexicon": lexicon},
    )


def test_a_lexicon_is_compared_with_doing_without() -> None:
    """Two errors of ten characters, one with the lexicon; the bare engine made four."""
    said = "轴承公差一二三四五六"
    plain = evaluation(heard(said, "轴成公查一二三四五六", bare="轴成公查二二二四五六"))
    helped = evaluation(heard(said, "轴承公查一二三四五六"), lexicon="abc")
    part = accuracy_part("clips", plain, helped)

    assert "accuracy-clips" == part.name
    assert "abc" == part.conditions["lexicon"]
    wanted = {
        "cer": 0.2,
        "bare_cer": 0.4,
        "cer_ratio_to_bare": 0.5,
        "lexicon_cer": 0.1,
        "cer_ratio_with_lexicon": 0.5,
        "hot_word_recall": 0.5,
        "hot_words_spoken": 2,
        "false_insertions": 0,
        "rtf_ratio_to_bare": 0.5,
    }
    assert wanted == {name: part.figures[name] for name in wanted}
    assert ["hot_word_recall"] == part.missed


def test_where_no_term_is_spoken_no_gain_is_asked_of_a_lexicon() -> None:
    """There it can only do harm, which is counted."""
    plain = evaluation(heard("一二三四", "一二三五"))
    part = accuracy_part("real", plain, evaluation(heard("一二三四", "一二公差"), lexicon="abc"))

    assert "cer_ratio_with_lexicon" not in part.figures
    assert "hot_word_recall" not in part.figures
    assert 1 == part.figures["false_insertions"]
    assert 0.5 == part.figures["lexicon_cer"]


def test_folders_of_nothing_but_silence_have_no_rate() -> None:
    """With and without a lexicon; two characters in ten seconds are 720 an hour."""
    silent = evaluation(heard("", "公差"), lexicon="abc")
    part = accuracy_part("noise", evaluation(heard("", "好的")), silent)

    assert "cer" not in part.figures
    assert 720.0 == part.figures["characters_per_silent_hour"]
    assert 1 == part.figures["false_insertions"]


def test_terms_nobody_said_are_counted_over_all_unrelated_files() -> None:
    """Two are one too many."""
    files = [heard("一二三四", "公差三四"), heard("一二三四", "一二轴承")]
    part = unrelated_part(evaluation(*files, lexicon="abc"), 10)

    assert {"false_insertions": 2, "cer": 0.5} == part.figures
    assert ["false_insertions"] == part.missed


def test_rates_are_over_all_files_together() -> None:
    """A long text weighs more than a short one, and times add up."""
    found = figures(evaluation(heard("一二三四五六七八", "一二三四五六七八"), heard("九十", "九")))

    assert (0.1, 10, 0, 0, 1) == tuple(
        found[name] for name in ("cer", "characters", "substitutions", "insertions", "deletions")
    )
    assert 0.1 == found["rtf"]


@pytest.mark.parametrize(("other", "same"), [("一二", True), ("一三", False)])
def test_runs_over_other_texts_are_told_apart(other: str, *, same: bool) -> None:
    """By a hash of what is said, not of what was heard."""
    one = to_part(evaluation(heard("一二", "一二")))
    two = to_part(evaluation(heard(other, "五六")))
    assert same == (one.conditions["files"] == two.conditions["files"])
