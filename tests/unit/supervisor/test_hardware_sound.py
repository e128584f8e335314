"""Which microphones are found."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from appliance.supervisor.hardware.sound import (
    ProcSoundInputs,
    SimulatedSoundInputs,
    UdevSoundInputs,
)
from appliance.wire.supervision import Microphone

CARDS = """\
 0 [PCH            ]: HDA-Intel - HDA Intel PCH
                      HDA Intel PCH at 0xf7f10000 irq 32
 1 [Device         ]: USB-Audio - USB PnP Sound Device
                      C-Media USB PnP Sound Device at usb-0000:00:14.0-2, full speed
 2 [HDMI           ]: HDA-Intel - HDA ATI HDMI
                      HDA ATI HDMI at 0xf7e60000 irq 33
"""


@dataclass
class FakeDevice:
    """A device in udev's database."""

    sys_name: str
    properties: dict[str, str] = field(default_factory=dict)


@dataclass
class FakeContext:
    """Stands for pyudev's context."""

    devices: list[FakeDevice]

    def list_devices(self, *, subsystem: str) -> Iterable[FakeDevice]:
        """See UdevContext."""
        assert "sound" == subsystem
        return self.devices


@pytest.fixture
def proc(tmp_path: Path) -> Path:
    """What ALSA lists: two cards that can hear and one that cannot."""
    (tmp_path / "cards").write_text(CARDS)
    for folder in ("card0/pcm0c", "card1/pcm0c", "card1/pcm0p", "card2/pcm3p"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def test_alsa_lists_the_cards_that_hear(proc: Path) -> None:
    """Without udev: the card's id and name; cards for output only are left out."""
    assert (
        Microphone(identity="PCH", name="HDA Intel PCH"),
        Microphone(identity="Device", name="USB PnP Sound Device"),
    ) == ProcSoundInputs(proc=proc).present()


def test_no_alsa_no_microphones(tmp_path: Path) -> None:
    """Where there is no ALSA (macOS, containers) nothing is listed."""
    assert () == ProcSoundInputs(proc=tmp_path / "asound").present()


def test_udev_knows_serial_and_model(proc: Path) -> None:
    """Identity from ID_SERIAL, name from the hardware database, else from ALSA."""
    context = FakeContext(
        [
            FakeDevice("card0", {"ID_PATH": "pci-0000:00:1f.3"}),
            FakeDevice("controlC0"),
            FakeDevice("pcmC0D0c"),
            FakeDevice("card1", {"ID_SERIAL": "C-Media_7", "ID_MODEL_FROM_DATABASE": "CM108"}),
            FakeDevice("pcmC1D0c"),
            FakeDevice("pcmC1D0p"),
            FakeDevice("card2", {"ID_PATH": "pci-0000:01:00.1"}),
            FakeDevice("pcmC2D3p"),
            FakeDevice("timer"),
        ]
    )
    assert (
        Microphone(identity="C-Media_7", name="CM108"),
        Microphone(identity="pci-0000:00:1f.3", name="HDA Intel PCH"),
    ) == UdevSoundInputs(context, proc=proc).present()


def test_twins_are_told_apart_by_their_port(proc: Path) -> None:
    """Two microphones of one make and serial get the port into their identity."""
    twin = {"ID_SERIAL": "C-Media", "ID_MODEL_FROM_DATABASE": "CM108"}
    context = FakeContext(
        [
            FakeDevice("card1", twin | {"ID_PATH": "usb-1"}),
            FakeDevice("pcmC1D0c"),
            FakeDevice("card3", twin | {"ID_PATH": "usb-2"}),
            FakeDevice("pcmC3D0c"),
        ]
    )
    found = UdevSoundInputs(context, proc=proc).present()
    assert ["C-Media@usb-1", "C-Media@usb-2"] == [microphone.identity for microphone in found]


def test_simulated_microphones_are_those_put_in() -> None:
    """The twin without hardware."""
    microphone = Microphone(identity="a", name="A")
    assert (microphone,) == SimulatedSoundInputs(microphone).present()
