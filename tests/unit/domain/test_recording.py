"""A recording told again as a journal."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from appliance.domain.gap import Gap, GapCause
from appliance.domain.marker import Marker, MarkerKind
from appliance.domain.recording import Recording, RecordingState, replay, retold
from tests.fakes.speech import recording

samples = st.integers(min_value=0, max_value=10**9)
gaps = st.builds(
    Gap, at_sample=samples, duration_s=st.floats(0, 1e6), cause=st.sampled_from(GapCause)
)
markers = st.builds(Marker, at_sample=samples, kind=st.sampled_from(MarkerKind), note=st.text())


recordings = st.builds(
    replace,
    st.just(recording()),
    state=st.sampled_from(RecordingState),
    gaps=st.lists(gaps).map(tuple),
    markers=st.lists(markers).map(tuple),
    microphones=st.lists(st.text(), unique=True).map(tuple),
    clipped_samples=samples,
    recoveries=st.integers(0, 3),
)


@given(recordings)
def test_a_recording_told_again_is_the_same_and_over(was: Recording) -> None:
    """Only its audio files are not told; one that ran was interrupted."""
    reason = "asked" if was.state is RecordingState.CLOSED else "interrupted"
    over = replace(was, state=RecordingState.CLOSED, total_samples=7, stop_reason=reason)
    assert over == replay(retold(was, total_samples=7))
