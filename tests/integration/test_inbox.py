"""The folders of waiting files."""

import json
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.domain.batch import Failure, FileJob, JobState
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


def test_what_cannot_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    """And the other files wait on; a folder that was never a job, and half a file, are removed."""
    inbox = Inbox(tmp_path)
    inbox.save(JOB)
    for name, content in (("0000000a", b"{"), ("0000000b", b'{"id": 1}'), ("0000000c", b"")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "job.json").write_bytes(content)
    (tmp_path / "0000000d").mkdir()
    (tmp_path / "0000000d" / "source").write_bytes(b"half a copy")
    (tmp_path / "importing-20261121-091500-ab12").mkdir()
    (tmp_path / ".queue.json.new").write_bytes(b'{"pau')

    found = inbox.load()
    inbox.remove_unfinished()

    assert [JOB] == found
    left = {path.name for path in tmp_path.iterdir()}
    assert {JOB.id, "0000000a", "0000000b", "0000000c", "importing-20261121-091500-ab12"} == left


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
