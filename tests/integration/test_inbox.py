"""The folders of waiting files."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.batch import Failure, FileJob, JobState
from appliance.recordings import KeyFolder
from appliance.station.inbox import Inbox
from tests.unit.domain.test_batch import JOB

names = st.text(max_size=40)
jobs = st.builds(
    FileJob,
    id=st.just("0000abcd"),
    batch_id=names,
    name=names,
    path=st.none() | names,
    size_bytes=st.integers(0, 2**60),
    mtime_ns=st.integers(),
    added=names,
    order=st.floats(allow_nan=False, allow_infinity=False),
    title=names,
    language=st.none() | names,
    hot_words=st.lists(names, max_size=3).map(tuple),
    packs=st.none() | st.lists(names, max_size=3).map(tuple),
    again=st.booleans(),
    state=st.sampled_from(JobState),
    recording_id=st.none() | names,
    duration_s=st.none() | st.floats(0, 1e6),
    failure=st.none()
    | st.builds(
        Failure,
        code=names,
        template=names,
        hint_template=names,
        fields=st.dictionaries(names, names),
    ),
)


@given(job=jobs)
@settings(max_examples=30, deadline=None)
def test_what_is_saved_is_loaded(tmp_path_factory: object, job: FileJob) -> None:
    """Whatever is in the names of a person's files."""
    folder = tmp_path_factory.mktemp("inbox")  # type: ignore[attr-defined]
    Inbox(folder).save(job)

    assert [job] == Inbox(folder).load()


def test_a_job_of_before_packs_could_be_chosen_has_all_of_them(tmp_path: Path) -> None:
    """What waits is heard after an update as it was asked for."""
    asked = replace(JOB, language="en", hot_words=("听匣",))
    Inbox(tmp_path).save(asked)
    file = tmp_path / JOB.id / "job.json"
    content = json.loads(file.read_bytes())
    assert content.pop("packs") is None
    file.write_text(json.dumps(content))

    assert [asked] == Inbox(tmp_path).load()


def test_what_cannot_be_read_has_failed_and_is_left_as_it_is(tmp_path: Path) -> None:
    """And the other files wait on; a folder that was never a job, and half a file, are removed."""
    inbox = Inbox(tmp_path)
    inbox.save(JOB)
    unread = {"0000000a": b"{", "0000000b": b'{"id": 1}', "0000000c": b""}
    for name, content in unread.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "job.json").write_bytes(content)
    (tmp_path / "0000000d").mkdir()
    (tmp_path / "0000000d" / "source").write_bytes(b"half a copy")
    (tmp_path / "importing-20261121-091500-ab12").mkdir()
    (tmp_path / ".queue.json.new").write_bytes(b'{"pau')

    found = inbox.load()
    inbox.remove_unfinished()

    states = {job.id: job.state for job in found}
    assert {JOB.id: JOB.state, **dict.fromkeys(unread, JobState.FAILED)} == states
    assert unread == {name: (tmp_path / name / "job.json").read_bytes() for name in unread}
    left = {path.name for path in tmp_path.iterdir()}
    assert {JOB.id, "0000000a", "0000000b", "0000000c", "importing-20261121-091500-ab12"} == left


@pytest.mark.parametrize(
    ("other", "code", "path"),
    [
        ({"version": 2}, "job-of-newer-release", "/a.wav"),
        ({"version": 2, "size_bytes": "much", "failure": []}, "job-of-newer-release", "/a.wav"),
        ({"version": 2, "path": {"disk": 1}}, "job-of-newer-release", None),
        ({"version": 2, "path": "a.wav"}, "job-of-newer-release", None),
        ({"path": "/a\0.wav", "order": "first"}, "job-damaged", None),
        ({"version": "2"}, "job-damaged", "/a.wav"),
        ({"state": "dreaming"}, "job-damaged", "/a.wav"),
        ({"id": "0000ffff"}, "job-damaged", "/a.wav"),
    ],
)
def test_of_a_job_that_cannot_be_read_its_file_is_told(
    tmp_path: Path, other: dict[str, object], code: str, path: str | None
) -> None:
    """Its name, where it lies, and how it is to be heard; not what seems to have become of it."""
    asked = replace(JOB, hot_words=("听匣",), state=JobState.DONE, recording_id="gone")
    Inbox(tmp_path).save(asked)
    file = tmp_path / JOB.id / "job.json"
    file.write_text(json.dumps({**json.loads(file.read_bytes()), **other}))

    (found,) = Inbox(tmp_path).load()

    assert (JOB.id, "a.wav", path, ("听匣",)) == (
        found.id,
        found.name,
        found.path,
        found.hot_words,
    )
    assert (JobState.FAILED, None) == (found.state, found.recording_id)
    assert found.failure is not None
    assert code == found.failure.code
    assert (path is None) is ("off the list" in found.failure.hint)


def test_with_a_job_goes_every_recording_that_began_in_its_folder(tmp_path: Path) -> None:
    """Whether the job knows of it or not, and the key before the audio."""
    inbox, keys = Inbox(tmp_path / "inbox"), KeyFolder(tmp_path / "keys")
    inbox.save(JOB)
    (tmp_path / "inbox" / JOB.id / "20261121-091500-ab12").mkdir()
    keys.make("20261121-091500-ab12")

    inbox.remove(JOB)

    assert not inbox.folder(JOB).exists()
    assert keys.read("20261121-091500-ab12") is None


def test_a_file_is_taken_by_copy_or_by_move(tmp_path: Path) -> None:
    """Each is whole under the name that only the queue gives."""
    inbox = Inbox(tmp_path / "inbox")
    job = replace(JOB, path=None, size_bytes=len(b"copied"))
    (tmp_path / "a").write_bytes(b"copied")
    inbox.take(job, tmp_path / "a", copy=True)
    copied = inbox.file(job).read_bytes()
    inbox.take(job, tmp_path / "a", copy=False)

    assert b"copied" == copied == inbox.file(job).read_bytes()
    assert not (tmp_path / "a").exists()
    assert tmp_path / "inbox" / job.id / "source" == inbox.file(job)


def test_a_pause_is_remembered(tmp_path: Path) -> None:
    """Until it is ended."""
    inbox = Inbox(tmp_path)
    before = inbox.paused()
    inbox.set_paused(True)
    during = Inbox(tmp_path).paused()
    inbox.set_paused(False)

    assert (False, True, False) == (before, during, inbox.paused())
