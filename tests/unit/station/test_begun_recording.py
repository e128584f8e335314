"""What outlives the station about a recording that began by itself."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.station.begun_recording import NAME, Begun, BegunRecording

BEGUN = Begun(recording_id="20250512-093000-a1b2", title="晨会")


def test_it_is_known_until_it_is_over(tmp_path: Path) -> None:
    """By the next station too."""
    assert BegunRecording(tmp_path).known is None
    BegunRecording(tmp_path).keep(BEGUN)
    again = BegunRecording(tmp_path)
    assert BEGUN == again.known
    again.keep(None)
    assert BegunRecording(tmp_path).known is None
    assert [] == list(tmp_path.iterdir())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    content=st.one_of(
        st.binary(max_size=40),
        st.recursive(
            st.one_of(st.none(), st.booleans(), st.text(max_size=5)),
            lambda inner: st.one_of(
                st.lists(inner, max_size=3),
                st.fixed_dictionaries({"recording_id": inner, "title": inner, "is_kept": inner}),
            ),
            max_leaves=4,
        ).map(lambda told: json.dumps(told).encode()),
    )
)
def test_what_is_damaged_is_a_persons(tmp_path: Path, content: bytes) -> None:
    """Nothing that is not told to be the box's to end ends by itself."""
    (tmp_path / NAME).write_bytes(content)
    known = BegunRecording(tmp_path).known
    assert known is None or known.is_kept == (json.loads(content)["is_kept"] is not False)


def test_a_disk_that_does_not_take_it_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told in the log, and not tried again with each piece of audio."""
    store = BegunRecording(tmp_path / "nowhere")
    store.keep(BEGUN)
    store.keep(BEGUN)
    assert BEGUN == store.known
    assert 1 == len(caplog.records)
