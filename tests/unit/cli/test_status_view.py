"""What `tingxia status` says about the recogniser, on terminals of all widths."""

import pytest

from appliance.cli.status_view import recogniser_facts, show
from appliance.cli.voice_view import voice_words
from appliance.domain.memory_ladder import LadderStep
from appliance.domain.process import ProcessState
from appliance.domain.voice_activation import VoiceActivationState
from appliance.wire.inference import InferenceStatus, ModelState
from appliance.wire.supervision import HardwareStatus, Mode, ProcessStatus, SystemStatus
from appliance.wire.voice_activation import VoiceActivationShown

RECORDING_ID = "20250512-093000-a1b2"
LISTENS = VoiceActivationShown(state=VoiceActivationState.LISTENING, end_after_s=300)

READY = InferenceStatus(
    state=ModelState.READY,
    engine="sherpa",
    model="sense-voice-small",
    precision="int8",
    asked_device="cuda",
    device="cpu",
    device_reason="cuda: no NVIDIA driver is installed [nvml]",
    threads=2,
    rtf=0.041,
    lexicon_terms=30,
    can_diarise=True,
)

SYSTEM = SystemStatus(
    version="1.0",
    mode=Mode.NORMAL,
    uptime_s=4000,
    processes=(
        ProcessStatus(
            role="inference",
            state=ProcessState.RUNNING,
            pid=4711,
            restarts=1,
            rss_bytes=500_000_000,
            last_exit="exit status 3: I am broken [oops]",
        ),
    ),
    hardware=HardwareStatus(watch="udev", unopened=("Intenso (8.0 GB)",)),
)


def test_model_and_device_are_told_with_what_was_asked_and_why() -> None:
    """Nothing is guessed: this is what inference says about itself."""
    assert {
        "recogniser": "ready sense-voice-small (sherpa, int8), RTF 0.04",
        "device": "cuda → cpu, 2 threads: cuda: no NVIDIA driver is installed [nvml]",
        "speakers": "are told apart",
        "lexicon": "30 terms",
    } == dict(recogniser_facts(READY))


def test_what_was_given_up_is_told_with_its_reason() -> None:
    """Also what other models are used for, and why one could not be loaded."""
    told = dict(
        recogniser_facts(
            READY.model_copy(
                update={
                    "ladder": LadderStep.CPU,
                    "ladder_reason": "memory ran out on cuda: bad_alloc",
                    "captions_model": "paraformer-streaming",
                    "second_pass_model": "fun-asr-nano",
                    "error": "It is damaged.",
                    "hint": "Import it again.",
                }
            )
        )
    )

    assert "memory ran out on cuda: bad_alloc" == told["given up"]
    assert ("by paraformer-streaming", "by fun-asr-nano") == (
        told["captions"],
        told["second pass"],
    )
    assert "It is damaged. Import it again." == told[""]


@pytest.mark.parametrize("step", [one for one in LadderStep if one is not LadderStep.NONE])
def test_every_step_of_the_ladder_has_words(step: LadderStep) -> None:
    """None was forgotten when one was added."""
    assert dict(recogniser_facts(READY.model_copy(update={"ladder": step})))["given up"]


def test_a_recogniser_that_is_away_is_told() -> None:
    """And one that was unloaded has no device."""
    unloaded = InferenceStatus(state=ModelState.UNLOADED)
    assert {"recogniser": "does not answer"} == dict(recogniser_facts(None))
    assert {"recogniser": "unloaded"} == dict(recogniser_facts(unloaded))


@pytest.mark.parametrize("state", VoiceActivationState)
def test_whether_recordings_begin_by_themselves_is_told(state: VoiceActivationState) -> None:
    """None was forgotten when one was added; what stands against it is told too."""
    told = VoiceActivationShown(state=state, recording_id=RECORDING_ID, end_after_s=300)
    is_running = state in {
        VoiceActivationState.STANDING_BY,
        VoiceActivationState.RECORDING,
        VoiceActivationState.KEPT,
    }
    assert is_running == (RECORDING_ID in voice_words(told))
    assert ("5 min" in voice_words(told)) == (state is VoiceActivationState.RECORDING)
    refused = told.model_copy(update={"refusal": "The disk is full.", "hint": "Make room."})
    assert "The disk is full. Make room." in voice_words(refused)
    assert "the station does not answer" == voice_words(None)


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_no_word_is_lost_and_no_line_is_too_long(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty columns are a telephone over SSH."""
    monkeypatch.setenv("COLUMNS", str(columns))

    show(SYSTEM, READY, LISTENS, is_normal=True)

    printed = capsys.readouterr().out
    assert all(len(line) <= columns for line in printed.splitlines())
    assert "…" not in printed
    said = "".join(printed.split())
    words = ("inference", "running", "500MB", "[oops]", "[nvml]", "sense-voice-small", "udev")
    for each in (*words, "Intenso(8.0GB)(notopen)"):
        assert each in said
