"""``transcript.json`` as a box, an older box, or nobody at all wrote it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.speaker_state import SpeakerState
from appliance.domain.text_state import TextState
from appliance.library import text_file
from appliance.library.errors import LibraryError
from appliance.library.row import Origin
from appliance.library.text_file import LARGEST, TextFile
from tests.fakes.speech import ID, sentences, transcript

Content = dict[str, Any]


def written(folder: Path, change: Callable[[Content], object] = lambda _: None) -> Path:
    """Write the file of a recording, changed by somebody."""
    content = TextFile(
        recording_id=ID,
        origin=Origin.MICROPHONE,
        text_state=TextState.COMPLETE,
        transcripts=(transcript(*sentences(2)),),
    ).model_dump(mode="json")
    change(content)
    (folder / ID).mkdir()
    (folder / ID / text_file.NAME).write_text(json.dumps(content))
    return folder / ID


def in_segment(**fields: object) -> Callable[[Content], object]:
    """Change the first segment."""
    return lambda content: content["transcripts"][0]["segments"][0].update(fields)


def in_word(**fields: object) -> Callable[[Content], object]:
    """Change the first word."""
    return lambda content: content["transcripts"][0]["segments"][0]["words"][0].update(fields)


def test_a_file_of_an_older_box_is_read(tmp_path: Path) -> None:
    """Without changes, lexicon, speakers."""

    def older(content: Content) -> None:
        del content["speaker_state"], content["speaker_problem"]
        for segment in content["transcripts"][0]["segments"]:
            for name in ("changes", "lexicon", "speaker", "overlap"):
                del segment[name]

    found = text_file.read(written(tmp_path, older))

    assert found is not None
    assert SpeakerState.NONE is found.speaker_state
    assert tuple(sentences(2)) == found.transcripts[0].segments


@pytest.mark.parametrize(
    "change",
    [
        in_segment(start_sample=-1),
        in_segment(end_sample=10**30),
        in_segment(start_sample=LARGEST + 1),
        in_segment(speaker=2**70),
        in_segment(speaker=-3),
        in_segment(confidence=float("nan")),
        in_segment(confidence=float("inf")),
        in_segment(changes=[{"step": "itn", "start": -5, "before": "", "after": "", "cause": ""}]),
        in_segment(overlap="perhaps"),
        in_word(start_sample=10**19),
        in_word(confidence=float("-inf")),
        lambda content: content["transcripts"][0].update(decided_samples=-1),
        lambda content: content["transcripts"][0].update(decided_samples=2**64),
        lambda content: content.update(speaker_state="whispering"),
        lambda content: content.update(revision=-1),
        lambda content: content.update(revision=2**63),
        lambda content: content.update(speaker_names={"-1": "somebody"}),
        lambda content: content.update(trashed="yesterday"),
        lambda content: content.update(source={"name": "", "sha256": "", "size_bytes": 2**70}),
    ],
)
def test_a_number_that_no_box_wrote_is_refused(
    tmp_path: Path, change: Callable[[Content], object]
) -> None:
    """The file is called damaged, with what happens next."""
    with pytest.raises(LibraryError, match="it is damaged") as refused:
        text_file.read(written(tmp_path, change))

    assert "recognised again" in refused.value.hint


@given(number=st.integers() | st.floats() | st.text() | st.none())
def test_whatever_stands_in_place_of_a_number_is_within_bounds_or_refused(number: object) -> None:
    """Nothing else reaches the database."""
    content = TextFile(
        recording_id=ID,
        origin=Origin.FILE,
        text_state=TextState.COMPLETE,
        transcripts=(transcript(*sentences(1)),),
    ).model_dump(mode="json")
    in_segment(end_sample=number, confidence=number)(content)
    try:
        found = TextFile.model_validate_json(json.dumps(content))
    except ValueError:
        return
    assert 0 <= found.transcripts[0].segments[0].end_sample <= LARGEST
