"""The doctor's checks: facts in, verdict and next step out."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.diagnostics.checks import (
    CHAIN,
    CHECKS,
    Finding,
    Remedy,
    Verdict,
    examined,
    is_broken,
)
from appliance.diagnostics.facts import (
    ClockFacts,
    CpuFacts,
    DiskFacts,
    Facts,
    GpuFacts,
    HeardFacts,
    HeatFacts,
    Holder,
    LibraryFacts,
    MemoryFacts,
    ModelFacts,
    PortFacts,
    PowerFacts,
    SoundCard,
    SoundFacts,
    Surroundings,
    WatchFacts,
)
from appliance.domain.memory_ladder import LadderStep
from appliance.domain.process import ProcessState
from appliance.wire.capture import CaptureState, CaptureStatus, MicrophoneState
from appliance.wire.inference import InferenceStatus, ModelState
from appliance.wire.supervision import HardwareStatus, Microphone, Mode, ProcessStatus, Volume

CARD = SoundCard(name="Jabra SPEAK 510 USB", rates_hz=(8000, 16000, 48000))
LISTENING = CaptureStatus(
    state=CaptureState.IDLE,
    microphone="Jabra SPEAK 510 USB",
    microphone_state=MicrophoneState.LISTENING,
    level_dbfs=-32.0,
    peak_dbfs=-20.0,
)
CLOSED = LISTENING.model_copy(
    update={"microphone_state": MicrophoneState.ABSENT, "microphone": "", "problem": "No."}
)
READY = InferenceStatus(
    state=ModelState.READY, engine="sherpa", model="sense-voice", device="cpu", asked_device="auto"
)
WELL = Facts(
    capture=LISTENING,
    inference=READY,
    hardware=HardwareStatus(microphones=(Microphone(identity="usb-1", name="Jabra"),)),
    processes=(ProcessStatus(role="capture", state=ProcessState.RUNNING),),
    sound=SoundFacts(cards=(CARD,)),
    heard=HeardFacts(samples_per_s=16_010.0, speech=True),
    disk=DiskFacts(free_bytes=10**10, total_bytes=10**11, recordable_s=300_000.0),
    memory=MemoryFacts(available_bytes=4 * 10**9, total_bytes=8 * 10**9),
    cpu=CpuFacts(cores=4, flags=frozenset({"avx2", "avx_vnni"})),
    gpu=GpuFacts(name="RTX A2000", free_bytes=10**10, total_bytes=12 * 10**9),
    ports=PortFacts(is_heard=True, holder=Holder(pid=7, program="python", is_ours=True)),
    power=PowerFacts(is_told=True),
    heat=HeatFacts(warmest_c=52.0),
)
"""A box on which nothing is wrong."""

USED_BY_GPU = READY.model_copy(update={"device": "cuda:float16"})


def found(name: str, facts: Facts) -> Finding:
    """Return what one check finds."""
    (check,) = [check for check in CHECKS if check.name == name]
    return check.find(facts)


def closed(**fields: object) -> CaptureStatus:
    """Return capture without an open microphone."""
    return CLOSED.model_copy(update=fields)


def test_a_box_that_is_well_has_nothing_to_fix() -> None:
    """Every check says so, and none asks for anything."""
    facts = replace(WELL, inference=USED_BY_GPU)
    findings = examined(CHECKS, facts)
    unwell = [each.name for each in findings if each.verdict not in {"ok", "not-applicable"}]
    assert ([], False) == (unwell, is_broken(findings))
    assert all(not each.fix for each in findings)


def test_names_are_unique_and_the_chain_comes_first() -> None:
    """A finding is known by its name; the page shows the chain as steps."""
    names = [check.name for check in CHECKS]
    assert len(names) == len(set(names))
    assert CHAIN == CHECKS[: len(CHAIN)]


@pytest.mark.parametrize(
    ("sound", "words"),
    [
        (SoundFacts(surroundings=Surroundings.WSL), "WSL"),
        (SoundFacts(surroundings=Surroundings.VIRTUAL), "virtual machine"),
        (SoundFacts(surroundings=Surroundings.CONTAINER), "container"),
        (SoundFacts(is_remote=True), "remote desktop"),
        (SoundFacts(has_kernel_sound=False), "no sound driver"),
        (SoundFacts(), "sees no microphone"),
    ],
)
def test_where_no_microphone_is_seen_the_kind_of_machine_is_named(
    sound: SoundFacts, words: str
) -> None:
    """Each way in which a machine has none shows itself, in the first step already."""
    facts = replace(WELL, capture=closed(), sound=sound, hardware=None)
    finding = found("microphone-seen", facts)
    assert Verdict.BROKEN is finding.verdict
    assert words in finding.what_in_english
    assert finding.fix


def test_one_that_was_unplugged_is_called_by_its_name() -> None:
    """Its plug is what a person can touch."""
    capture = closed(microphone_state=MicrophoneState.LOST, microphone="Jabra")
    facts = replace(WELL, capture=capture, sound=SoundFacts(), hardware=None)
    assert "Jabra was there and is gone." == found("microphone-seen", facts).what_in_english


@pytest.mark.parametrize(
    ("sound", "problem", "words"),
    [
        (
            SoundFacts(cards=(CARD,), denied=("/dev/snd/pcmC0D0c",), in_audio_group=False),
            "",
            "group audio",
        ),
        (SoundFacts(cards=(CARD,), denied=("/dev/snd/pcmC0D0c",)), "", "/dev/snd/pcmC0D0c"),
        (
            SoundFacts(
                cards=(replace(CARD, holder=Holder(pid=4711, program="teams", is_ours=False)),)
            ),
            "",
            "teams (process 4711) holds Jabra",
        ),
        (SoundFacts(cards=(CARD,)), "Jabra: Device unavailable", "Another program"),
        (SoundFacts(cards=(CARD,)), "Jabra: Invalid sample rate", "sampling rate"),
        (SoundFacts(cards=(CARD,)), "It is odd.", "It is odd."),
    ],
)
def test_what_keeps_a_microphone_closed_is_named(
    sound: SoundFacts, problem: str, words: str
) -> None:
    """Permission, another program, the rate; else what the recorder itself says."""
    finding = found(
        "microphone-opened", replace(WELL, capture=closed(problem=problem), sound=sound)
    )
    assert Verdict.BROKEN is finding.verdict
    assert words in finding.what_in_english


def test_steps_wait_for_the_one_before() -> None:
    """Nobody is told that a closed microphone is silent."""
    facts = replace(WELL, capture=closed(), sound=SoundFacts(), hardware=None)
    later = [each.verdict for each in examined(CHAIN, facts)[2:]]
    assert [Verdict.NOT_APPLICABLE] * 4 == later


def test_a_muted_microphone_is_told_from_one_that_the_mixer_mutes() -> None:
    """Both are silent; the fix is another one."""
    silent = LISTENING.model_copy(update={"silent_s": 9.0, "level_dbfs": -120.0})
    own = found("microphone-silent", replace(WELL, capture=silent))
    mixed = found(
        "microphone-silent",
        replace(WELL, capture=silent, sound=SoundFacts(cards=(CARD,), muted=("Mic",))),
    )
    assert (Verdict.BROKEN, Verdict.BROKEN) == (own.verdict, mixed.verdict)
    assert "mute switch" in own.fix_in_english
    assert "Tap Unmute" in mixed.fix_in_english
    assert (None, Remedy.UNMUTE) == (own.remedy, mixed.remedy)


FAILURES = [
    ("microphone-opened", {"capture": None}, "broken", "recorder does not answer"),
    ("microphone-samples", {"heard": HeardFacts(samples_per_s=0.0)}, "broken", "hardly any"),
    ("microphone-samples", {"heard": HeardFacts(samples_per_s=14_000.0)}, "attention", "88 %"),
    ("microphone-silent", {"capture": LISTENING.model_copy(update={"level_dbfs": -90.0})},
     "attention", "very faint"),
    ("microphone-silent", {"capture": LISTENING.model_copy(update={"level_dbfs": -120.0})},
     "attention", "nothing but silence"),
    ("microphone-clipping", {"capture": LISTENING.model_copy(update={"peak_dbfs": -120.0})},
     "ok", "nothing but silence"),
    ("microphone-clipping", {"heard": HeardFacts(clipped_lately=True)}, "attention",
     "too loud"),
    ("microphone-speech", {"heard": HeardFacts(speech=False)}, "not-applicable", "No voice"),
    ("microphone-rate", {"sound": SoundFacts(cards=(replace(CARD, rates_hz=(8000,)),))},
     "attention", "8 kHz"),
    ("model", {"inference": None}, "broken", "does not answer"),
    ("model", {"inference": None, "model": ModelFacts(name="m", damaged=("a.onnx",))},
     "broken", "a.onnx"),
    ("model", {"inference": None, "model": ModelFacts(problem="Gone.", hint="Fetch it.")},
     "broken", "Gone."),
    ("model", {"inference": READY.model_copy(update={"state": ModelState.UNLOADED})},
     "attention", "unloaded"),
    ("model", {"inference": READY.model_copy(update={"state": ModelState.LOADING})},
     "attention", "being loaded"),
    ("model", {"inference": READY.model_copy(
        update={"state": ModelState.FAILED, "error": "Broken.", "hint": "Mend."})},
     "broken", "Broken."),
    ("model", {"inference": READY.model_copy(
        update={"ladder": LadderStep.CPU, "ladder_reason": "The GPU is full."})},
     "attention", "The GPU is full."),
    ("gpu", {}, "attention", "the processor is used"),
    ("gpu", {"inference": USED_BY_GPU, "gpu": GpuFacts(name="G", free_bytes=10**8)},
     "attention", "100 MB"),
    ("gpu", {"gpu": GpuFacts(), "inference": READY.model_copy(
        update={"asked_device": "cuda", "device_reason": "no driver"})},
     "attention", "no driver"),
    ("cpu", {"cpu": CpuFacts(flags=frozenset({"sse2"}))}, "attention", "AVX2"),
    ("cpu", {"cpu": CpuFacts(flags=frozenset({"avx2"}))}, "ok", "small models"),
    ("processes", {"hardware": HardwareStatus(mode=Mode.RECORDING_ONLY)}, "broken", "left off"),
    ("processes", {"processes": (ProcessStatus(
        role="inference", state=ProcessState.FATAL, last_exit="SIGSEGV"),)},
     "broken", "SIGSEGV"),
    ("processes", {"processes": (ProcessStatus(
        role="station", state=ProcessState.RUNNING, faults=4, faults_lately=3, fault_ago_s=2e3),)},
     "attention", "hour: 3, since the box started: 4"),
    ("processes", {"processes": (ProcessStatus(
        role="station", state=ProcessState.STARTING),)}, "attention", "starting"),
    ("library", {"library": LibraryFacts(problem="I/O error")}, "broken", "I/O error"),
    ("library", {"library": LibraryFacts(notice="It was rebuilt.")}, "attention", "rebuilt"),
    ("library", {"library": LibraryFacts(set_aside_count=2)}, "attention", "(2)"),
    ("watch-folder", {"watch": WatchFacts(folder="/in", problem="No such file or directory")},
     "broken", "No such file"),
    ("watch-folder", {"watch": WatchFacts(folder="/in", is_too_full=True)},
     "attention", "more files"),
    ("watch-folder", {"watch": WatchFacts(folder="/in", unreadable=("1.wav", "2.wav"))},
     "attention", "1.wav"),
    ("ports", {"ports": PortFacts(is_heard=True, open_to=("0.0.0.0:8080",))},
     "broken", "0.0.0.0:8080"),
    ("ports", {"ports": PortFacts(holder=Holder(pid=3, program="nginx"))}, "broken", "nginx"),
    ("ports", {"ports": PortFacts()}, "broken", "Nobody listens"),
    ("disk-room", {"disk": DiskFacts(total_bytes=10**10)}, "broken", "full"),
    ("disk-room", {"disk": DiskFacts(recordable_s=900.0)}, "attention", "0.2 h"),
    ("disk-health", {"disk": DiskFacts(is_read_only=True)}, "broken", "read-only"),
    ("disk-health", {"disk": DiskFacts(write_problem="I/O error")}, "broken", "I/O error"),
    ("disk-health", {"disk": DiskFacts(error_count=3)}, "attention", "(3)"),
    ("memory", {"memory": MemoryFacts(available_bytes=10**8, total_bytes=4 * 10**9)},
     "broken", "used up"),
    ("memory", {"memory": MemoryFacts(available_bytes=3 * 10**8, total_bytes=4 * 10**9)},
     "attention", "short"),
    ("memory", {"memory": MemoryFacts(
        available_bytes=3 * 10**9, total_bytes=4 * 10**9, killed_count=1)},
     "attention", "(1)"),
    ("swap", {"memory": MemoryFacts(swap_total_bytes=10**9, swap_used_bytes=9 * 10**8)},
     "attention", "late"),
    ("clock", {"clock": ClockFacts(now=datetime(1970, 1, 1, tzinfo=UTC))}, "broken", "1970"),
    ("clock", {"clock": ClockFacts(jumped_s=-7200.0)}, "attention", "-120 min"),
    ("clock", {"clock": ClockFacts(has_battery_clock=False)}, "attention", "no clock"),
    ("power", {"power": PowerFacts(is_told=True, is_low_now=True)}, "broken", "too weak"),
    ("power", {"power": PowerFacts(is_told=True, was_low=True)}, "attention", "too low"),
    ("power", {"power": PowerFacts(on_battery=True, battery_percent=9)}, "attention", "9 %"),
    ("heat", {"heat": HeatFacts(warmest_c=97.0, is_throttled=True)}, "attention", "slower"),
    ("heat", {"heat": HeatFacts(warmest_c=88.0)}, "attention", "88"),
    ("stick", {"hardware": HardwareStatus(volumes=(Volume(
        identity="s", label="KINGSTON", mount_point="/m", filesystem="vfat", free_bytes=1,
        total_bytes=2, writable=False),))}, "attention", "KINGSTON"),
    ("stick", {"hardware": HardwareStatus(unopened=("Intenso (8.0 GB)", "SL16G (15.9 GB)"))},
     "attention", "not open: Intenso (8.0 GB), SL16G (15.9 GB)."),
    ("stick", {"hardware": HardwareStatus(volumes=(Volume(
        identity="s", label="stick", mount_point="/m", filesystem="folder", free_bytes=1,
        total_bytes=2, writable=True, is_stand_in=True),))}, "not-applicable", "no real stick"),
]  # fmt: skip
"""Name of a check, what is wrong, the verdict and words of what is found."""

ON_A_PAGE = re.compile(
    r"[Ss]ettings|history|Stick page|off and on|[Rr]estart the box|backup|Export|model[,.]"
)
"""Next steps that are taken on a page of the box."""


@pytest.mark.parametrize(("name", "changed", "verdict", "words"), FAILURES)
def test_each_failure_is_found_and_has_a_next_step(
    name: str, changed: dict[str, object], verdict: str, words: str
) -> None:
    """One fact is wrong, everything else is well."""
    finding = found(name, replace(WELL, **changed))  # type: ignore[arg-type]
    assert verdict == finding.verdict
    assert words in finding.what_in_english
    assert bool(finding.fix_in_english) == (verdict in {"attention", "broken"})


@pytest.mark.parametrize(("name", "changed", "verdict", "words"), FAILURES)
def test_a_next_step_on_a_page_leads_there(
    name: str, changed: dict[str, object], verdict: str, words: str
) -> None:
    """And none leads away from what is to be done by hand."""
    del verdict, words
    finding = found(name, replace(WELL, **changed))  # type: ignore[arg-type]
    is_by_hand = not ON_A_PAGE.search(finding.fix) and finding.fix != "{hint}"
    assert is_by_hand == (finding.way is None), finding.fix


def test_without_a_running_box_nothing_of_it_is_called_broken() -> None:
    """Only the machine is judged: that is what `tingxia doctor` shows before the first start."""
    facts = replace(
        WELL, box_runs=False, capture=None, inference=None, hardware=None, processes=(),
        ports=PortFacts(),
    )  # fmt: skip
    assert not is_broken(examined(CHECKS, facts))


def test_who_can_set_a_clock_is_told_where_the_screen_cannot() -> None:
    """Nobody is sent to a setting that only says so."""
    advice = "Whoever looks after the machine."
    lost = ClockFacts(now=datetime(1970, 1, 1, tzinfo=UTC), advice=advice)
    assert (
        "Whoever looks after the machine."
        == found("clock", replace(WELL, clock=lost)).fix_in_english
    )
    none = replace(WELL, clock=ClockFacts(has_battery_clock=False, advice=advice))
    assert (
        "Look at the time after every power cut. Is it wrong? Whoever looks after the machine."
        == found("clock", none).fix_in_english
    )


def test_a_box_without_models_for_speakers_says_so_and_is_well() -> None:
    """Where one expects speakers in a text, here is why there are none."""
    facts = replace(WELL, inference=READY.model_copy(update={"can_diarise": False}))
    finding = found("speakers", facts)
    assert "not-applicable" == finding.verdict
    assert "Stick page" in finding.what
    able = replace(WELL, inference=READY.model_copy(update={"can_diarise": True}))
    assert "ok" == found("speakers", able).verdict


def test_a_built_in_recording_is_no_broken_microphone() -> None:
    """A demo in a container has none, and is well."""
    capture = LISTENING.model_copy(update={"virtual": True, "silent_s": 60.0, "level_dbfs": -120.0})
    facts = replace(
        WELL,
        is_simulated=True,
        capture=capture,
        sound=SoundFacts(surroundings=Surroundings.CONTAINER),
        hardware=HardwareStatus(),
        heard=HeardFacts(samples_per_s=160_000.0, speech=False),
        inference=USED_BY_GPU,
    )
    verdicts = {each.verdict for each in examined(CHECKS, facts)}
    assert {Verdict.OK, Verdict.NOT_APPLICABLE} == verdicts


@given(
    capture=st.none()
    | st.builds(
        LISTENING.model_copy,
        update=st.fixed_dictionaries(
            {
                "microphone_state": st.sampled_from(MicrophoneState),
                "virtual": st.booleans(),
                "problem": st.text(max_size=20),
                "silent_s": st.floats(0, 100),
                "level_dbfs": st.floats(-120, 0),
            }
        ),
    ),
    sound=st.builds(
        SoundFacts,
        cards=st.lists(st.just(CARD), max_size=2).map(tuple),
        denied=st.lists(st.text(max_size=5), max_size=1).map(tuple),
        muted=st.lists(st.text(max_size=5), max_size=1).map(tuple),
        surroundings=st.sampled_from(Surroundings),
    ),
    heard=st.builds(HeardFacts),
    disk=st.builds(DiskFacts, recordable_s=st.floats(0, 1e9), error_count=st.integers(0, 9)),
    heat=st.builds(HeatFacts, warmest_c=st.none() | st.floats(-50, 200)),
    box_runs=st.booleans(),
)
def test_whatever_the_facts_every_sentence_can_be_filled_in(**facts: object) -> None:
    """And what is wrong always has a next step."""
    for finding in examined(CHECKS, replace(WELL, **facts)):  # type: ignore[arg-type]
        assert finding.what_in_english
        needs_fix = finding.verdict in {Verdict.ATTENTION, Verdict.BROKEN}
        assert needs_fix == bool(finding.fix_in_english)
