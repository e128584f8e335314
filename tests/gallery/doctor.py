"""What the doctor finds."""

from dataclasses import replace

from appliance.station.face_doctor import Area, Finding, Remedy, Verdict
from tests.fakes.doctor import ailing, hearing
from tests.fakes.station import FakeStation
from tests.gallery.exhibit import exhibit, over
from ui.visit import Visit
from ui.widgets.findings import Findings
from ui.widgets.microphone_chain import MicrophoneChain
from ui.widgets.selftest_panel import SelfTestPanel

MIXER = Finding(
    name="made-up",
    area=Area.MICROPHONE,
    title="Mixer",
    why="The system can mute a microphone though its own switch is on.",
    verdict=Verdict.ATTENTION,
    what="The system's mixer has muted: {controls}.",
    fix="Tap Unmute. If it stays muted, look for a switch at the microphone itself.",
    fields={"controls": "Mic"},
    remedy=Remedy.UNMUTE,
)


def of_the_doctor(visit: Visit) -> None:
    """Build them all."""
    rest = replace(MIXER, fix="", remedy=None)
    with exhibit("Findings"):
        findings = Findings(visit.language, lambda: None)
        findings.show(
            [
                replace(MIXER, verdict=Verdict.BROKEN, remedy=None),
                MIXER,
                replace(rest, verdict=Verdict.OK),
                replace(rest, verdict=Verdict.NOT_APPLICABLE),
            ]
        )
    ill, well, new = FakeStation(), FakeStation(), FakeStation()
    ailing(ill.doctor)
    hearing(well.doctor)
    ill.capture, new.capture = ill.doctor.facts.capture, None  # the meter above the steps
    with exhibit("MicrophoneChain"):
        MicrophoneChain(over(visit, well))
        MicrophoneChain(over(visit, ill))
        MicrophoneChain(over(visit, new))
    with exhibit("SelfTestPanel"):
        SelfTestPanel(over(visit, ill))
        SelfTestPanel(over(visit, new))
