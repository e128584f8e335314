"""How long deeds with a stick are told in few words."""

import pytest

from appliance.domain.stick_contents import Refusal
from appliance.errors import ApplianceError
from appliance.station.face import ExportProgress, ExportStep, WithoutAudio
from appliance.station.face_sticks import AudioOutcome
from tests.fakes.station import STICK as KINGSTON
from ui.endings import FilesAdded, StickLetGo, Written
from ui.i18n import Languages
from ui.news import Failed

EN = Languages("en").choose("en")
DONE = ExportStep.DONE
FOLDER = "/media/KINGSTON/Tingxia"
BACKUP = "Backup of the library"
ERROR = ApplianceError("The stick is full.", hint="Take another one.")


def refused(path: str) -> AudioOutcome:
    """Return a file that holds no sound."""
    return AudioOutcome(path=path, refusal=Refusal.NOT_AUDIO, detail="a PDF document")


@pytest.mark.parametrize(
    ("taken", "refusals", "what"),
    [
        (2, 0, "2 files added"),
        (1, 1, "1 file added · 1 was not taken:"),
        (0, 5, "5 were not taken:"),
    ],
)
def test_files_are_counted(taken: int, refusals: int, what: str) -> None:
    """Nobody is told of no files as of a success; what was refused stays until it is read."""
    outcomes = [AudioOutcome(path=f"{number}.wav", job_id="1") for number in range(taken)]
    outcomes += [refused(f"{number}.pdf") for number in range(refusals)]
    said = FilesAdded(outcomes=outcomes).said(EN)
    assert (what, bool(refusals), bool(taken)) == (said.what, said.is_alarm, said.way is not None)


def test_refused_files_have_names_and_reasons() -> None:
    """The first ones; of a long name the end, which tells it apart."""
    long = "录音/" + "第二车间/" * 20 + "REC0002.pdf"
    lines = FilesAdded(outcomes=[refused(long), *map(refused, "abcd")]).said(EN).more.split("\n")
    reason = "It is a PDF document, not audio."
    assert [f"…{long[-39:]}: {reason}", f"a: {reason}", f"b: {reason}", "and 2 more"] == lines


def test_a_stick_is_let_go() -> None:
    """Or still held by the computer: then with what to do."""
    gone = StickLetGo(stick=KINGSTON, is_unmounted=True).said(EN)
    assert ("Pull stick KINGSTON out now.", "") == (gone.what, gone.more)
    held = StickLetGo(stick=KINGSTON, is_unmounted=False).said(EN)
    assert held.more.endswith(f"umount {KINGSTON.mount_point}")


def test_a_folder_in_the_place_of_a_stick_is_pulled_by_renaming_it() -> None:
    """Which nobody could guess."""
    folder = KINGSTON.model_copy(update={"is_stand_in": True, "mount_point": "/home/mei/stick"})
    gone = StickLetGo(stick=folder, is_unmounted=True).said(EN)
    assert "“KINGSTON” (stand-in: a folder on this machine)" in gone.what
    assert "rename the folder /home/mei/stick." in gone.more


def test_what_was_written_is_named_with_its_folder() -> None:
    """And with what was not whole; audio that stayed here has to be read about."""
    plain = ExportProgress(step=DONE, folder=FOLDER, files=("a.txt",), eject_first=True)
    said = Written(heading=BACKUP, progress=plain).said(EN)
    assert "Verified. Leave the stick in, it is still in use." == said.what
    assert (f"{BACKUP}\nFolder: {FOLDER}", False) == (said.more, said.is_alarm)
    without = WithoutAudio(recording_id="1", name="2025-05-01 周会", error=ERROR)
    worse = ExportProgress(
        step=DONE, folder=FOLDER, files=("a.txt",), left_out=1, without_audio=(without,) * 4
    )
    said = Written(heading="Export to a stick", progress=worse).said(EN)
    assert said.is_alarm
    assert [
        "Export to a stick",
        "1 recording is left out: its text is still being made.",
        "The audio of 4 recordings could not be exported.",
        *["2025-05-01 周会: The stick is full. Take another one."] * 3,
        "and 1 more",
        f"Folder: {FOLDER}",
    ] == said.more.split("\n")


def test_nothing_new_is_not_called_verified() -> None:
    """Nothing was written."""
    said = Written(heading="Export to a stick", progress=ExportProgress(step=DONE)).said(EN)
    assert ("All recordings with text were exported before.", "") == (said.what, said.more)


def test_a_failure_tells_of_what() -> None:
    """Where the error alone does not."""
    said = Failed(error=ERROR, heading="No backup was written").said(EN)
    assert ("No backup was written", True) == (said.what, said.is_alarm)
    assert "The stick is full.\nTake another one." == said.more
    assert "The stick is full." == Failed(error=ERROR).said(EN).what
