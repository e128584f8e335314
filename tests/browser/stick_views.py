"""The queue of files and the sticks in all their states, with every sheet of both pages."""

import errno
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from playwright.async_api import FilePayload, Route

from appliance.bundles.errors import BundleError, ReplacingError
from appliance.domain.bundle import BundleKind, Replaced
from appliance.domain.stick_contents import CutShort, Refusal, RefusedEntry
from appliance.errors import ApplianceError
from appliance.export.errors import ExportError, explained
from appliance.station.face import ExportProgress, ExportStep, WithoutAudio
from appliance.station.face_sticks import (
    BundleProgress,
    BundleTaken,
    Ejected,
    PackOutcome,
    StickStep,
)
from appliance.station.stick_errors import helper_refused, stalled
from tests.browser.person import Person
from tests.browser.view import ARRIVAL, LONG_NAME, View, look, reach
from tests.fakes.queued import full_stick, mixed_queue, stick_script
from tests.fakes.station import STICK, FakeStation, export_script

Given = Callable[[FakeStation], None]

FOLDER = "/media/KINGSTON/Tingxia/2025-05-12_09-30-00_第二季度质量评审会"
PLACE = Path("/media/KINGSTON")
RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


def _queue(station: FakeStation) -> None:
    station.plugged = (STICK,)
    station.files.files, station.files.audio_per_s = mixed_queue(), 12.0
    station.files.held = "There are only 12 MB free on the disk, and recordings go before files."


def _paused(station: FakeStation) -> None:
    station.files.files, station.files.paused = mixed_queue(), True


def _two_sticks(station: FakeStation) -> None:
    """Plug in one that has some of everything and one that can only be read."""
    other = STICK.model_copy(
        update={"identity": "stick-2", "label": LONG_NAME * 2, "writable": False}
    )
    station.plugged, station.sticks.found = (STICK, other), full_stick()
    station.sticks.steps = stick_script()


def _crowded(station: FakeStation) -> None:
    refused = tuple(
        RefusedEntry(path=f"录音/{refusal.value}.wav", refusal=refusal) for refusal in Refusal
    )
    station.plugged = (STICK,)
    station.sticks.found = replace(
        full_stick(), refused=refused, refused_count=300, cut_short=CutShort.ENTRIES
    )


def _plugged(station: FakeStation) -> None:
    station.plugged, station.sticks.found = (STICK,), full_stick()
    station.sticks.steps = stick_script()


def _copying(station: FakeStation) -> None:
    _plugged(station)
    station.sticks.steps = stick_script()[:2]


def _not_copied(station: FakeStation) -> None:
    _plugged(station)
    station.sticks.steps = [stalled(PLACE)]


def _not_open(station: FakeStation) -> None:
    station.sticks.unopened = ("Intenso Rainbow Line (8.0 GB)",)


def _one_not_open(station: FakeStation) -> None:
    _plugged(station)
    _not_open(station)


def _unreadable(station: FakeStation) -> None:
    station.plugged, station.sticks.found = (STICK,), stalled(PLACE)


def _encrypted(station: FakeStation) -> None:
    _plugged(station)
    station.export_recipient = RECIPIENT


def _exported(*, eject_first: bool = False) -> Given:
    done = export_script(FOLDER)[-1]
    assert isinstance(done, ExportProgress)
    return _ends(replace(done, recordings=3, eject_first=eject_first))


def _without_audio(station: FakeStation) -> None:
    without = WithoutAudio(
        recording_id="20250501-120000-ab12",
        name="2025-05-01_12-00-00",
        error=ExportError(
            "The audio of {recording_id} is damaged: {what} is missing, or not what was recorded.",
            hint="Export it without audio and check the disk; what is left of it lies in {folder}.",
            recording_id="20250501-120000-ab12",
            what="/var/lib/tingxia/recordings/2025-05-01/20250501-120000-ab12/0003.wav",
            folder="/var/lib/tingxia/recordings/2025-05-01/20250501-120000-ab12",
        ),
    )
    done = export_script(FOLDER)[-1]
    assert isinstance(done, ExportProgress)
    _ends(replace(done, recordings=3, without_audio=(without,) * 3))(station)


def _ends(step: ExportProgress | ApplianceError) -> Given:
    """Have an export end at once."""

    def given(station: FakeStation) -> None:
        _plugged(station)
        station.export_steps = [step]
        station.export_gate.set()

    return given


def _packs(station: FakeStation) -> None:
    _plugged(station)
    station.sticks.packs = (
        PackOutcome(path="lexicons/车间.txt", name="车间", is_new=True, terms=120, rules=4),
        PackOutcome(path="lexicons/workshop.txt", name="workshop", terms=1, problems=("a", "b")),
        PackOutcome(path="lexicons/同名.txt", name="同名", refusal=Refusal.OTHER_PACK),
    )


def _bundle(step: BundleProgress | ApplianceError) -> Given:
    def given(station: FakeStation) -> None:
        _plugged(station)
        station.sticks.bundle_steps = [step]

    return given


def _let_go(ejected: Ejected | ApplianceError) -> Given:
    def given(station: FakeStation) -> None:
        _plugged(station)
        station.sticks.ejected = ejected

    return given


async def _send(person: Person) -> None:
    """Send a file that never quite arrives."""

    async def hold(_route: Route) -> None:
        """Answer nothing."""

    await person.page.route("**/*name=*", hold)
    file: FilePayload = {"name": "早会.wav", "mimeType": "audio/wav", "buffer": b"R" * 9000}
    await person.seen("input[type=file]").set_input_files([file])
    await person.page.wait_for_selector(".uploading")


TAKEN = BundleTaken(
    kind=BundleKind.MODEL,
    name="zh-large",
    version="2025.5",
    signer="maker@works",
    uses=("recognition",),
)
UNTRUSTED = BundleError(
    "The bundle {bundle} is not signed by a key that this box trusts.",
    hint="If you trust who made it, add the line of that key to {signers}, which "
    "the box must be able to read.",
    bundle="bundles/zh-large",
    signers="/var/lib/tingxia/keys/allowed_signers",
)
LATER = ReplacingError(
    "The bundle {bundle} has version {version}; the later version {known} is installed.",
    hint="Get the latest one; to go back, take it all the same on the Stick page, or with "
    "--replace.",
    what=Replaced.VERSION,
    bundle="zh-large",
    version="2025.5",
    known="2026.1",
)

ADD = ".nothing .tap"
STRONG = ".sheet:visible .actions .strong"
FIRST_CHOICE = ".sheet:visible .choice"
PICKS = ".pick-row:visible:not(.pick-ruler)"
EXPORT = ".stick-half .row-body"
EJECT = ".stick-head .tap"


def _files(name: str, given: Given = _plugged, *taps: str) -> View:
    steps = reach(*taps) if taps else look
    shows = ".file:not(.file-ruler, .waiting)" if given in {_queue, _paused} else ADD
    return View(name=name, path="/files", shows=shows, given=given, steps=steps)


def _stick(name: str, given: Given, *taps: str) -> View:
    steps = reach(*taps) if taps else look
    return View(name=name, path="/stick", shows=".stick-found .row", given=given, steps=steps)


def _of_stick(kind: str) -> str:
    """Select what a stick has of one kind, by its sign."""
    return f".stick-found .row-body:has(.sign-{kind})"


FILES = (
    View(name="no files", path="/files", shows=ADD),
    _files("files", _queue),
    _files("files paused", _paused),
    _files("file that failed", _queue, ".file:nth-of-type(3) .file-body", STRONG),
    _files("file in work", _queue, ".file:nth-of-type(4) .file-body", STRONG),
    _files("export finished files", _queue, ".queue-filter .tap >> nth=1", FIRST_CHOICE),
    View(name="add without a stick", path="/files", shows=ADD, steps=reach(ADD, FIRST_CHOICE)),
    _files("add from where", _two_sticks, ADD, FIRST_CHOICE),
    _files("add from this computer", _plugged, ADD, f"{FIRST_CHOICE} >> nth=1", STRONG),
    _files("pick files", _plugged, ADD, FIRST_CHOICE, PICKS),
    _files("files come", _copying, ADD, FIRST_CHOICE, STRONG, ".sheet:visible .percent"),
    _files("files came", _plugged, ADD, FIRST_CHOICE, STRONG, ".sheet:visible .row"),
    _files("files did not come", _not_copied, ADD, FIRST_CHOICE, STRONG, ".sheet .failure"),
    _files("stick that does not answer", _unreadable, ADD, FIRST_CHOICE, ".sheet .failure"),
    View(name="sending", path="/files", shows=ADD, steps=_send),
)

STICKS = (
    View(
        name="stick plugged in",
        path="/history",
        shows=".entry",
        given=ARRIVAL.given,
        steps=ARRIVAL.steps,
    ),
    View(name="no stick at all", path="/stick", shows=".nothing"),
    View(name="stick that is not open", path="/stick", shows=".nothing", given=_not_open),
    View(name="stick beside one not open", path="/stick", shows=".nothing", given=_one_not_open),
    View(name="unreadable stick", path="/stick", shows=".failure", given=_unreadable),
    _stick("two sticks", _two_sticks),
    _stick("crowded stick", _crowded),
    _stick("what cannot be taken", _crowded, _of_stick("warning"), STRONG),
    _stick("lists of words", _packs, _of_stick("text"), STRONG),
    _stick("bundles", _plugged, _of_stick("decision"), ".sheet:visible .row-body"),
    _stick(
        "bundle comes",
        _bundle(BundleProgress(step=StickStep.COPYING, done_bytes=4, total_bytes=9)),
        *(_of_stick("decision"), ".sheet:visible .row-body", ".sheet:visible [role=progressbar]"),
    ),
    _stick(
        "bundle taken",
        _bundle(BundleProgress(step=StickStep.DONE, taken=TAKEN)),
        *(_of_stick("decision"), ".sheet:visible .row-body", STRONG),
    ),
    _stick(
        "bundle refused",
        _bundle(UNTRUSTED),
        *(_of_stick("decision"), ".sheet:visible .row-body", ".sheet:visible .failure"),
    ),
    _stick(
        "bundle that would replace",
        _bundle(LATER),
        *(
            _of_stick("decision"),
            ".sheet:visible .row-body",
            ".sheet:visible .actions .tap >> nth=0",
        ),
    ),
    _stick("export to this stick", _encrypted, EXPORT, FIRST_CHOICE),
    _stick("what is written", _encrypted, EXPORT, ".export-options .tap", STRONG),
    _stick("exported", _exported(), EXPORT, FIRST_CHOICE, STRONG),
    _stick("exported, some without audio", _without_audio, EXPORT, FIRST_CHOICE, STRONG),
    _stick("exported, still in use", _exported(eject_first=True), EXPORT, FIRST_CHOICE, STRONG),
    _stick(
        "nothing new",
        _ends(ExportProgress(step=ExportStep.DONE, left_out=2)),
        *(EXPORT, FIRST_CHOICE, STRONG),
    ),
    _stick(
        "not exported",
        _ends(explained(OSError(errno.ENOSPC, "No space left on device"), PLACE)),
        *(EXPORT, FIRST_CHOICE, STRONG),
    ),
    _stick("let go", _plugged, EJECT, STRONG),
    _stick("let go by hand", _let_go(Ejected(is_unmounted=False)), EJECT, STRONG),
    _stick("not let go", _let_go(helper_refused("in-use", "KINGSTON")), EJECT, STRONG),
)
