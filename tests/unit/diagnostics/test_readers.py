"""Reading facts from files below a root that the test makes up."""

from collections.abc import Sequence
from pathlib import Path

from appliance.diagnostics.facts import Holder, Surroundings
from appliance.diagnostics.readers import disk, machine, mixer, model, ports, sound
from appliance.diagnostics.readers.tool import ask
from appliance.domain.disk_budget import DiskBudget

STREAM = """Jabra SPEAK 510 at usb-1, full speed : USB Audio

Playback:
  Interface 1
    Rates: 48000

Capture:
  Status: Stop
  Interface 2
    Altset 1
    Rates: 8000, 16000
"""

AMIXER = """Simple mixer control 'Speaker',0
  Playback 60 [80%] [on]
Simple mixer control 'Mic',0
  Capabilities: cvolume cswitch
  Mono: Capture 0 [0%] [-12.00dB] [off]
Simple mixer control 'Line',0
  Mono: Capture 0 [0%] [-12.00dB] [on]
Simple mixer control 'CD',0
  Capture exclusive group: 0
  Mono: Capture 9 [29%] [0.00dB] [off]
Simple mixer control 'Boost',0
  Mono: Capture 3 [100%] [on]
"""


def nothing(_command: Sequence[str]) -> str:
    """Be a machine without tools."""
    return ""


def write(root: Path, name: str, text: str = "") -> Path:
    """Put a file below the root."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def with_card(root: Path) -> Path:
    """Put a USB microphone below the root."""
    write(
        root,
        "proc/asound/cards",
        " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n"
        "                      HDA Intel PCH at 0xa1230000 irq 142\n"
        " 1 [USB            ]: USB-Audio - Jabra SPEAK 510 USB\n",
    )
    write(root, "proc/asound/card0/pcm0p/info")
    write(root, "proc/asound/card1/pcm0c/sub0/status", "closed\n")
    write(root, "proc/asound/card1/stream0", STREAM)
    write(root, "dev/snd/pcmC1D0c")
    return root


def test_cards_that_record_are_listed_with_their_rates(tmp_path: Path) -> None:
    """Loudspeakers are none, and their rates do not count."""
    facts = sound.read_sound(with_card(tmp_path), ask=nothing, environment={})
    (card,) = facts.cards
    assert ("Jabra SPEAK 510 USB", (8000, 16000)) == (card.name, card.rates_hz)
    assert card.holder is None
    assert ((), (), True) == (facts.denied, facts.muted, facts.has_kernel_sound)


def test_who_records_is_told_by_alsa(tmp_path: Path) -> None:
    """With the rate at which it is open."""
    with_card(tmp_path)
    write(tmp_path, "proc/asound/card1/pcm0c/sub0/status", "state: RUNNING\nowner_pid   : 4711\n")
    write(
        tmp_path, "proc/asound/card1/pcm0c/sub0/hw_params", "format: S16_LE\nrate: 8000 (8000/1)\n"
    )
    write(tmp_path, "proc/4711/comm", "teams\n")
    (card,) = sound.read_sound(tmp_path, ask=nothing, environment={}, ours=(5,)).cards
    assert Holder(pid=4711, program="teams", is_ours=False) == card.holder
    assert 8000 == card.rate_hz


def test_who_records_is_found_by_open_files(tmp_path: Path) -> None:
    """Where ALSA does not tell the owner."""
    with_card(tmp_path)
    write(tmp_path, "proc/12/comm", "arecord\n")
    (tmp_path / "proc/12/fd").mkdir()
    (tmp_path / "proc/12/fd/4").symlink_to("/dev/snd/pcmC1D0c")
    (card,) = sound.read_sound(tmp_path, ask=nothing, environment={}, ours=(12,)).cards
    assert Holder(pid=12, program="arecord", is_ours=True) == card.holder


def test_a_device_that_may_not_be_opened_is_named(tmp_path: Path) -> None:
    """With whether the group is what is missing."""
    facts = sound.read_sound(
        with_card(tmp_path), ask=nothing, environment={}, access=lambda _: False, groups=("users",)
    )
    assert (str(tmp_path / "dev/snd/pcmC1D0c"),) == facts.denied
    assert not facts.in_audio_group


def test_muted_controls_of_both_mixers_are_found(tmp_path: Path) -> None:
    """Switched off, or turned down to nothing; only the microphone's, where one has that name."""

    def tools(command: Sequence[str]) -> str:
        return {"amixer": AMIXER, "wpctl": "Volume: 0.45 [MUTED]\n"}.get(command[0], "")

    facts = sound.read_sound(with_card(tmp_path), ask=tools, environment={})
    assert ("Mic", "PipeWire") == facts.muted


def test_without_a_microphone_by_name_every_input_counts() -> None:
    """A card may call its one microphone as it likes."""

    def tools(command: Sequence[str]) -> str:
        return AMIXER.replace("'Mic'", "'Digital'") if command[0] == "amixer" else ""

    assert ["Digital", "Line"] == [each.name for each in mixer.muted(["1"], tools)]


def test_what_is_muted_is_switched_on_and_nothing_else_is_touched() -> None:
    """The microphone's switch and a level that is nothing; other inputs are left alone."""
    asked = list[Sequence[str]]()

    def tools(command: Sequence[str]) -> str:
        asked.append(command)
        return {"amixer": AMIXER, "wpctl": "Volume: 0.00 [MUTED]\n"}.get(command[0], "")

    mixer.unmute(["1"], tools)
    assert [
        ("amixer", "-c", "1", "scontents"),
        ("wpctl", "get-volume", "@DEFAULT_AUDIO_SOURCE@"),
        ("amixer", "-c", "1", "sset", "'Mic',0", "cap"),
        ("amixer", "-c", "1", "sset", "'Mic',0", "capture", "80%"),
        ("wpctl", "set-mute", "@DEFAULT_AUDIO_SOURCE@", "0"),
        ("wpctl", "set-volume", "@DEFAULT_AUDIO_SOURCE@", "80%"),
    ] == asked


def test_the_kind_of_machine_is_told(tmp_path: Path) -> None:
    """WSL, container, virtual machine, remote desktop."""

    def seen(root: Path, **environment: str) -> tuple[Surroundings, bool]:
        facts = sound.read_sound(root, ask=nothing, environment=environment)
        return facts.surroundings, facts.is_remote

    write(tmp_path / "wsl", "proc/version", "Linux version 5.15.90.1-microsoft-standard-WSL2")
    write(tmp_path / "container", "run/systemd/container", "docker\n")
    write(tmp_path / "virtual", "sys/class/dmi/id/sys_vendor", "QEMU\n")
    write(tmp_path / "guest", "proc/cpuinfo", "flags\t\t: fpu avx2 hypervisor\n")
    (tmp_path / "bare").mkdir()
    assert (Surroundings.WSL, False) == seen(tmp_path / "wsl")
    assert (Surroundings.CONTAINER, False) == seen(tmp_path / "container")
    assert (Surroundings.VIRTUAL, False) == seen(tmp_path / "virtual")
    assert (Surroundings.VIRTUAL, False) == seen(tmp_path / "guest")
    assert (Surroundings.MACHINE, True) == seen(tmp_path / "bare", XRDP_SESSION="1")


def test_listeners_are_told_with_whom_they_serve(tmp_path: Path) -> None:
    """Loopback is right; anything wider of ours is not, whichever the port."""
    head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when uid inode\n"
    tail = " 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 "
    write(
        tmp_path,
        "proc/net/tcp",
        f"{head}   0: 0100007F:1F90{tail}901 1\n   1: 00000000:2766{tail}902 1\n",
    )
    write(tmp_path, "proc/net/tcp6", head)
    write(tmp_path, "proc/12/comm", "python\n")
    (tmp_path / "proc/12/fd").mkdir()
    (tmp_path / "proc/12/fd/5").symlink_to("socket:[901]")
    quiet = ports.read_ports(tmp_path, 8080, ours=(12,))
    foreign = ports.read_ports(tmp_path, 8080)
    (tmp_path / "proc/12/fd/6").symlink_to("socket:[902]")
    open_ = ports.read_ports(tmp_path, 8080, ours=(12,))
    free = ports.read_ports(tmp_path, 8081, ours=(12,))
    assert (True, ()) == (quiet.is_heard, quiet.open_to)
    assert Holder(pid=12, program="python", is_ours=False) == foreign.holder
    assert ("0.0.0.0:10086",) == open_.open_to
    assert (False, None) == (free.is_heard, free.holder)


def test_boards_tell_of_weak_power_and_heat(tmp_path: Path) -> None:
    """Raspberry Pi by its firmware's word, Jetson by its counters, notebooks by their battery."""
    flags = "sys/devices/platform/soc/soc:firmware/get_throttled"
    write(tmp_path / "pi", flags, "50005\n")
    write(tmp_path / "jetson", "sys/class/hwmon/hwmon3/oc1_event_cnt", "2\n")
    write(tmp_path / "book", "sys/class/power_supply/BAT0/type", "Battery\n")
    write(tmp_path / "book", "sys/class/power_supply/BAT0/capacity", "17\n")
    write(tmp_path / "book", "sys/class/power_supply/AC/type", "Mains\n")
    write(tmp_path / "book", "sys/class/power_supply/AC/online", "0\n")
    pi, jetson = machine.read_power(tmp_path / "pi"), machine.read_power(tmp_path / "jetson")
    book, server = machine.read_power(tmp_path / "book"), machine.read_power(tmp_path / "none")
    assert (True, True) == (pi.is_low_now, pi.was_low)
    assert (False, True) == (jetson.is_low_now, jetson.was_low)
    assert (True, 17) == (book.on_battery, book.battery_percent)
    assert not server.is_told
    assert machine.read_heat(tmp_path / "pi", 91.0).is_throttled
    assert not machine.read_heat(tmp_path / "jetson", 50.0).is_throttled


def test_the_driver_of_a_gpu_is_asked_by_its_tool() -> None:
    """And a machine without one is not held up."""
    told = machine.read_gpu(lambda _: "NVIDIA RTX A2000, 11000, 12282\n")
    assert ("NVIDIA RTX A2000", 11000 * 1024**2) == (told.name, told.free_bytes)
    assert None is machine.read_gpu(lambda _: "Orin (nvgpu), [N/A], [N/A]\n").free_bytes
    assert "" == machine.read_gpu(nothing).name
    assert "" == ask(("there-is-no-such-tool",))


def test_the_flags_that_all_cores_have_count(tmp_path: Path) -> None:
    """And the kernel's count of processes it ended."""
    write(
        tmp_path, "proc/cpuinfo", "model name : N100\nflags : a b\n\nmodel name : N100\nflags : b\n"
    )
    write(tmp_path, "proc/vmstat", "nr_free_pages 1\noom_kill 3\n")
    told = machine.read_cpu(tmp_path)
    assert ("N100", frozenset({"b"})) == (told.name, told.flags)
    assert 3 == machine.read_memory(tmp_path).killed_count


def test_the_disk_is_measured_and_tried(tmp_path: Path) -> None:
    """Nothing is left behind by the try."""
    budget = DiskBudget(reserve_bytes=0, warn_s=60)
    facts = disk.read_disk(tmp_path, tmp_path, budget)
    assert facts.recordable_s > 0
    assert ("", False, 0) == (facts.write_problem, facts.is_read_only, facts.error_count)
    assert [] == list(tmp_path.iterdir())
    assert disk.read_disk(tmp_path, tmp_path / "gone", budget).write_problem


def test_a_model_that_is_gone_is_told_with_what_to_do(tmp_path: Path) -> None:
    """The starter comes along and needs no look."""
    assert "" == model.read_model(tmp_path).problem
    told = model.read_model(tmp_path, "sense-voice")
    assert "sense-voice" in told.problem
    assert told.hint
