"""Which input is the microphone."""

from appliance.domain.microphone_choice import SoundInput, identity, rank


def sound_input(name: str, *, channels: int = 1, is_default: bool = False) -> SoundInput:
    """Return an input."""
    return SoundInput(
        index=0, name=name, channels=channels, native_rate_hz=48_000, is_default=is_default
    )


USB = sound_input("USB PnP Audio Device: Audio (hw:2,0)")
BUILT_IN = sound_input("HDA Intel PCH: ALC257 Analog (hw:0,0)", channels=2)
DEFAULT = sound_input("default", channels=32, is_default=True)
MONITOR = sound_input("Monitor of Built-in Audio", channels=2)
SPEAKER = sound_input("HDMI 0 (hw:0,3)", channels=0)


def test_best_first() -> None:
    """USB before the default, that before others, monitors last, outputs never."""
    ranked = rank([SPEAKER, MONITOR, BUILT_IN, DEFAULT, USB])
    assert list(ranked) == [USB, DEFAULT, BUILT_IN, MONITOR]


def test_the_one_heard_before_comes_first_at_whatever_address() -> None:
    """A replugged device gets another card number and is known by its name."""
    replugged = sound_input("HDA Intel PCH: ALC257 Analog (hw:5,0)")
    assert rank([USB, replugged], previous=BUILT_IN.plain_name)[0] is replugged


def test_wanted_name_excludes_all_others() -> None:
    """A configured name is part of the name, in any case."""
    assert list(rank([USB, BUILT_IN], wanted="alc257")) == [BUILT_IN]
    assert list(rank([USB, BUILT_IN], wanted="Jabra")) == []


def test_identity_comes_from_the_operating_system() -> None:
    """The announced serial is used where exactly one fits, else the plain name."""
    announced = [("usb-C-Media-0001", "USB PnP Audio Device"), ("pci-1", "HDA Intel PCH")]
    assert identity(USB, announced) == "usb-C-Media-0001"
    assert identity(USB, announced * 2) == "USB PnP Audio Device: Audio"
    assert identity(DEFAULT, announced) == "default"
