"""Notices and the status line, state by state."""

from dataclasses import replace

import pytest

from appliance.domain.audio import to_samples
from appliance.domain.memory_ladder import LadderStep
from appliance.station.face import Captions, CaptionsLevel, Snapshot
from appliance.wire.capture import CaptureState, MicrophoneState
from appliance.wire.inference import InferenceStatus, ModelState
from appliance.wire.supervision import HardwareStatus, Mode
from tests.fakes.ready import READY
from tests.fakes.station import STICK, FakeStation
from ui.i18n import Language, Languages
from ui.notices import notices
from ui.recogniser import GIVEN_UP, late_words
from ui.status import status_items


@pytest.fixture(scope="module")
def english() -> Language:
    """Return English, so that the tests can be read."""
    return Languages("en").choose(None)


@pytest.fixture
def calm() -> Snapshot:
    """Return the snapshot of a box that is well."""
    return FakeStation().snapshot()


def hearing(snapshot: Snapshot, **fields: object) -> Snapshot:
    """Return the snapshot with another status of capture."""
    assert snapshot.capture is not None
    return replace(snapshot, capture=snapshot.capture.model_copy(update=fields))


def test_a_healthy_box_says_nothing(calm: Snapshot, english: Language) -> None:
    """Notices are for what is the matter."""
    assert notices(calm, english) == ()
    running = hearing(calm, state=CaptureState.RECORDING, silent_s=4.9)
    assert notices(running, english) == ()


@pytest.mark.parametrize(
    ("fields", "what", "next_step"),
    [
        (
            {"microphone_state": MicrophoneState.ABSENT, "problem": "Plug one in."},
            "No microphone.",
            "Plug one in.",
        ),
        (
            {"microphone_state": MicrophoneState.LOST},
            "No microphone.",
            "Plug a microphone in; it is found by itself.",
        ),
        (
            {
                "microphone_state": MicrophoneState.LOST,
                "state": CaptureState.RECORDING,
                "recorded_samples": to_samples(754),
            },
            "Nothing heard since 0:12:34. The recording goes on.",
            "Plug the microphone in again; it is found by itself.",
        ),
        (
            {"state": CaptureState.RECORDING, "silent_s": 14.2},
            "Silence for 14 s.",
            "Look whether the microphone is muted, covered or turned down.",
        ),
        ({"problem": "Replace the disk soon."}, "Replace the disk soon.", ""),
    ],
)
def test_what_is_not_heard_is_an_alarm(
    calm: Snapshot, english: Language, fields: dict[str, object], what: str, next_step: str
) -> None:
    """With the reason that capture gives, or the usual next step."""
    (notice,) = notices(hearing(calm, **fields), english)
    assert (notice.what, notice.next_step, notice.is_alarm) == (what, next_step, True)


def test_silence_matters_only_while_recording(calm: Snapshot, english: Language) -> None:
    """An empty room is silent; a paused recording hears nothing on purpose."""
    for state in (CaptureState.IDLE, CaptureState.PAUSED):
        assert notices(hearing(calm, state=state, silent_s=99.0), english) == ()


def test_a_sample_is_not_muted(calm: Snapshot, english: Language) -> None:
    """Where no microphone is, nobody looks at one; that it is none is said."""
    silent = hearing(calm, state=CaptureState.RECORDING, silent_s=99.0, virtual=True)
    (notice,) = notices(silent, english)
    assert "What is said in the room is not recorded." == notice.next_step


def test_the_disk_warns_with_the_time_left(calm: Snapshot, english: Language) -> None:
    """In minutes when it is short."""
    (notice,) = notices(hearing(calm, disk_warning=True, recordable_s=1500.0), english)
    assert notice.is_alarm
    assert "25 min" in notice.what


def test_a_virtual_microphone_is_named_as_such(calm: Snapshot, english: Language) -> None:
    """Nobody may take the sample for the room."""
    (notice,) = notices(hearing(calm, virtual=True, microphone="Built-in sample"), english)
    assert notice.what == "This is not a real microphone: Built-in sample."


@pytest.mark.parametrize(
    ("inference", "what", "is_alarm"),
    [
        (None, "The recogniser is starting.", False),
        (InferenceStatus(state=ModelState.LOADING), "The model is loading.", False),
        (
            InferenceStatus(state=ModelState.FAILED, error="Broken.", hint="Fix it."),
            "No text: the model could not be loaded.",
            True,
        ),
    ],
)
def test_without_text_the_recording_still_works_and_says_so(
    calm: Snapshot, english: Language, inference: InferenceStatus | None, what: str, is_alarm: bool
) -> None:
    """Each state of the recogniser has its words."""
    (notice,) = notices(replace(calm, inference=inference), english)
    assert (notice.what, notice.is_alarm) == (what, is_alarm)


def test_a_model_that_was_unloaded_can_be_loaded_by_a_tap(
    calm: Snapshot, english: Language
) -> None:
    """An alarm only while somebody speaks whose text is missing."""
    unloaded = replace(calm, inference=InferenceStatus(state=ModelState.UNLOADED))
    running = hearing(unloaded, state=CaptureState.RECORDING)
    for snapshot, is_alarm in ((unloaded, False), (running, True)):
        (notice,) = notices(snapshot, english)
        assert "No text: the model was unloaded." == notice.what
        assert (True, is_alarm) == (notice.can_load, notice.is_alarm)
    assert "Model is unloaded" == status_items(unloaded, english)[1].words


@pytest.mark.parametrize(
    ("step", "what"),
    [
        (LadderStep.HALF_WINDOW, "Memory is short: audio is recognised in shorter pieces."),
        (LadderStep.CPU, "Memory is short: the model works on the processor, more slowly."),
        (LadderStep.SMALLER_MODEL, "Memory is short: a smaller model makes the text."),
    ],
)
def test_what_was_given_up_for_lack_of_memory_is_told_with_its_reason(
    calm: Snapshot, english: Language, step: LadderStep, what: str
) -> None:
    """And that it is undone by itself; the status line warns too."""
    given_up = READY.model_copy(update={"ladder": step, "ladder_reason": "cuda: it is full"})
    snapshot = replace(calm, inference=given_up)
    (notice,) = notices(snapshot, english)
    assert (what, False) == (notice.what, notice.is_alarm)
    assert notice.next_step.startswith("The NVIDIA graphics card: it is full")
    assert "undone by itself" in notice.next_step
    assert "warning" == status_items(snapshot, english)[1].sign
    assert notices(calm, english) == ()


def test_every_step_of_the_ladder_has_words() -> None:
    """None was forgotten when one was added."""
    assert set(LadderStep) - {LadderStep.NONE} == set(GIVEN_UP)


def test_reasons_are_told_in_the_language_of_the_screen(calm: Snapshot) -> None:
    """Each part of them, with the device it is about."""
    chinese = Languages("zh-CN").choose(None)
    reason = "cuda: needs about 5200 MB of memory, 1200 MB are free; cpu is what was asked for"
    status = READY.model_copy(update={"ladder": LadderStep.CPU, "ladder_reason": reason})
    (notice,) = notices(replace(calm, inference=status), chinese)
    assert "内存不足，改用处理器运算，速度较慢。" == notice.what
    assert notice.next_step.startswith(
        "NVIDIA 显卡：约需 5200 MB 内存，剩余 1200 MB；指定使用“处理器”"
    )


def test_another_device_than_the_one_asked_for_is_told(calm: Snapshot, english: Language) -> None:
    """With the reason; a choice left to the box is no news."""
    elsewhere = READY.model_copy(
        update={"asked_device": "cuda", "device_reason": "cuda: no NVIDIA driver is installed"}
    )
    (notice,) = notices(replace(calm, inference=elsewhere), english)
    assert "The model works on the processor instead of the NVIDIA graphics card." == notice.what
    assert "The NVIDIA graphics card: no NVIDIA driver is installed" == notice.next_step
    chosen = READY.model_copy(update={"asked_device": "auto"})
    assert notices(replace(calm, inference=chosen), english) == ()


def test_a_model_that_could_not_be_exchanged_is_told(calm: Snapshot, english: Language) -> None:
    """The one there is goes on working."""
    kept = READY.model_copy(update={"error": "It is damaged.", "hint": "Import it again."})
    (notice,) = notices(replace(calm, inference=kept), english)
    assert "The other model could not be loaded: base goes on." == notice.what
    assert "It is damaged. Import it again." == notice.next_step


@pytest.mark.parametrize(
    ("captions", "what"),
    [
        (Captions(), ""),
        (Captions(behind_s=8.7), "The words are 8 s behind."),
        (Captions(behind_s=75.2), "The words are 1 min 15 s behind."),
        (
            Captions(behind_s=21.0, level=CaptionsLevel.OFF),
            "Live words are off: the text is 21 s behind.",
        ),
    ],
)
def test_words_that_come_late_are_told(
    calm: Snapshot, english: Language, captions: Captions, what: str
) -> None:
    """By how much, if they are behind."""
    told, _ = late_words(replace(calm, captions=captions), english)
    assert what == told


@pytest.mark.parametrize("level", [CaptionsLevel.FINALS_ONLY, CaptionsLevel.OFF])
def test_nothing_is_late_where_nothing_is_left_to_come(
    calm: Snapshot, english: Language, level: CaptionsLevel
) -> None:
    """What overload left of the captions of a recording is no news after it."""
    snapshot = replace(calm, captions=Captions(level=level))
    assert ("", "") == late_words(snapshot, english)
    assert late_words(hearing(snapshot, state=CaptureState.RECORDING), english)[0] == (
        "The box is busy: words come when a sentence is over."
    )


def test_a_recording_goes_on_without_its_words(calm: Snapshot, english: Language) -> None:
    """That is said while it is known; else only that nothing is lost."""
    goes_on, catches_up = "The recording goes on.", "Nothing is lost; it catches up by itself."
    calm = replace(calm, captions=Captions(behind_s=8.0))
    recording = hearing(calm, state=CaptureState.RECORDING)
    expected = [
        (recording, goes_on),
        (replace(recording, capture_is_late=True), catches_up),
        (hearing(calm, state=CaptureState.PAUSED), catches_up),
        (replace(calm, capture=None), catches_up),
    ]
    for snapshot, said in expected:
        assert said == late_words(snapshot, english)[1]


def test_no_page_calls_a_text_ready_that_is_behind(calm: Snapshot, english: Language) -> None:
    """The line at the foot says by how much, while something is recorded."""
    behind = replace(calm, captions=Captions(behind_s=8.0))
    assert "Text: 8 s behind" not in [item.words for item in status_items(behind, english)]
    recording = hearing(behind, state=CaptureState.RECORDING)
    assert "Text: 8 s behind" in [item.words for item in status_items(recording, english)]


def test_recording_only_is_told_with_what_ends_it(calm: Snapshot, english: Language) -> None:
    """The crash budget is used up; recordings are kept."""
    hardware = HardwareStatus(mode=Mode.RECORDING_ONLY)
    (notice,) = notices(replace(calm, inference=None, hardware=hardware), english)
    assert notice.is_alarm
    assert notice.what == "Recording only: the recogniser failed too often."


def test_alarms_come_first(calm: Snapshot, english: Language) -> None:
    """What is not heard stands above what is only slow."""
    snapshot = hearing(calm, disk_warning=True, recordable_s=60.0, virtual=True)
    found = notices(replace(snapshot, inference=None), english)
    assert [True, False, False] == [notice.is_alarm for notice in found]


def test_everything_gone_is_told_without_a_guess(english: Language) -> None:
    """Right after a start nothing is known yet."""
    empty = Snapshot()
    assert notices(empty, english)[0].what == "The recorder is starting again."
    assert [
        "Recorder is starting again",
        "Recogniser is starting",
        "No stick",
        "Disk: not known",
    ] == [item.words for item in status_items(empty, english)]


def test_the_status_line_has_words_for_all_four(calm: Snapshot, english: Language) -> None:
    """Microphone, text, stick, disk."""
    snapshot = replace(calm, hardware=HardwareStatus(volumes=(STICK,)))
    assert [
        "USB 会议麦克风",
        "Text: base on the processor",
        "Stick KINGSTON: 14.2 GB free",
        "Room for 53 h",
    ] == [item.words for item in status_items(snapshot, english)]


@pytest.mark.parametrize(
    ("volumes", "words"),
    [
        ((), "No stick"),
        ((STICK, STICK), "2 sticks"),
        ((STICK.model_copy(update={"writable": False}),), "Stick KINGSTON: read only"),
        ((STICK.model_copy(update={"label": ""}),), "Stick /media/KINGSTON: 14.2 GB free"),
        (
            (STICK.model_copy(update={"is_stand_in": True}),),
            "Stick “KINGSTON” (stand-in): 14.2 GB free",
        ),
    ],
)
def test_the_status_line_tells_about_sticks(
    calm: Snapshot, english: Language, volumes: tuple[object, ...], words: str
) -> None:
    """None, several, or one that cannot be written."""
    hardware = HardwareStatus.model_validate({"volumes": volumes})
    assert words == status_items(replace(calm, hardware=hardware), english)[2].words


def test_the_status_line_tells_of_a_stick_that_is_not_open(
    calm: Snapshot, english: Language
) -> None:
    """Only where none is open: then that one is what people came for."""
    hardware = HardwareStatus(unopened=("Kingston (31.0 GB)",))
    item = status_items(replace(calm, hardware=hardware), english)[2]
    assert ("stick", "Stick not open") == (item.sign, item.words)
    both = hardware.model_copy(update={"volumes": (STICK,)})
    item = status_items(replace(calm, hardware=both), english)[2]
    assert "Stick KINGSTON: 14.2 GB free" == item.words


def test_the_status_line_tells_which_stick_must_stay_in(calm: Snapshot, english: Language) -> None:
    """Before anything else about sticks, also where there are several."""
    other = STICK.model_copy(update={"identity": "stick-2", "label": "SANDISK", "writable": False})
    snapshot = replace(calm, hardware=HardwareStatus(volumes=(STICK, other)))
    item = status_items(snapshot, english, frozenset({"stick-2"}))[2]
    assert ("wait", "Stick SANDISK: in use, leave it in") == (item.sign, item.words)
    assert "2 sticks" == status_items(snapshot, english, frozenset({"gone"}))[2].words


@pytest.mark.parametrize(
    ("state", "sign", "words"),
    [
        (MicrophoneState.OPENING, "wait", "Microphone is being opened"),
        (MicrophoneState.LOST, "no-microphone", "Microphone is gone"),
        (MicrophoneState.ABSENT, "no-microphone", "No microphone"),
    ],
)
def test_the_status_line_tells_about_the_microphone(
    calm: Snapshot, english: Language, state: MicrophoneState, sign: str, words: str
) -> None:
    """Each state has a sign and words of its own."""
    item = status_items(hearing(calm, microphone_state=state), english)[0]
    assert (item.sign, item.words) == (sign, words)
