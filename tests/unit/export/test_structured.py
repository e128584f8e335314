"""JSON, held against its schema."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings

from appliance.domain.text_change import TextChange, TextStep
from appliance.export.formats.json_schema import Document
from appliance.export.formats.legible import whole
from appliance.export.item import ExportItem
from appliance.export.options import ExportOptions, Format
from tests.fakes.export_items import HOSTILE, hostile_item, item, written
from tests.fakes.speech import recording, segment


def read(exported: ExportItem, options: ExportOptions | None = None) -> dict[str, Any]:
    """The document, after it was held against the schema without any field too many."""
    document = written(exported, Format.JSON, options)
    Document.model_validate_json(document, extra="forbid")
    found: dict[str, Any] = json.loads(document)
    return found


def test_it_holds_everything_with_times_in_seconds_and_samples() -> None:
    """Recording, gaps, markers, and segments with their provenance."""
    document = read(item(segment(1.5, "好的")))

    assert ("tingxia-transcript", 1) == (document["schema"], document["version"])
    assert (60.0, 960_000) == (
        document["recording"]["duration_s"],
        document["recording"]["total_samples"],
    )
    assert [{"at_s": 2.0, "at_sample": 32_000, "duration_s": 3.5, "cause": "microphone-lost"}] == (
        document["gaps"]
    )
    assert ("decision", "批准") == (document["markers"][0]["kind"], document["markers"][0]["note"])
    assert ("second-pass", True) == (
        document["transcript"]["kind"],
        document["transcript"]["complete"],
    )
    (told,) = document["segments"]
    assert (1.5, 24_000, "好的", "好的(raw)") == (
        told["start_s"],
        told["start_sample"],
        told["text"],
        told["raw_text"],
    )
    assert ("whisper", "base", "0" * 64) == (told["engine"], told["model"], told["model_sha256"])
    assert 2 == len(told["words"])


def test_it_holds_how_a_text_came_about_and_who_said_it() -> None:
    """Changes, lexicon, speaker with name, overlap."""
    change = TextChange(step=TextStep.ITN, start=0, before="百分之五", after="5%", cause="percent")
    spoken = replace(segment(1, "5%"), changes=(change,), lexicon="1e51c0", speaker=2, overlap=True)
    other = replace(segment(5, "好"), speaker=1)

    document = read(replace(item(spoken, other), speaker_names={2: "李工"}))

    assert [
        {"speaker": 1, "name": "Speaker 1", "is_named": False},
        {"speaker": 2, "name": "李工", "is_named": True},
    ] == document["speakers"]
    told = document["segments"][0]
    assert ("1e51c0", 2, True) == (told["lexicon"], told["speaker"], told["overlap"])
    assert [
        {"step": "itn", "start": 0, "before": "百分之五", "after": "5%", "cause": "percent"}
    ] == told["changes"]


def test_speakers_can_be_left_out() -> None:
    """Neither names nor numbers."""
    spoken = replace(segment(1, "好"), speaker=2)

    document = read(item(spoken), ExportOptions(with_speakers=False))

    assert ([], None) == (document["speakers"], document["segments"][0]["speaker"])


def test_a_recording_without_text_is_a_document_too() -> None:
    """No transcript, no segments."""
    document = read(ExportItem(recording=recording(), transcript=None))

    assert (None, []) == (document["transcript"], document["segments"])


@settings(deadline=None)
@given(text=HOSTILE)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    """But for halves of characters, which UTF-8 cannot hold."""
    document = read(hostile_item(text))

    assert whole(text) == document["recording"]["title"] == document["markers"][0]["note"]
    assert whole(text) == document["segments"][0]["text"] == document["segments"][0]["raw_text"]
