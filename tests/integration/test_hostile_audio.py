"""Files that mean harm: each is refused or decoded within a minute and a gigabyte.

The suite takes a share; ``TINGXIA_FAULTS=full`` takes all, and ``TINGXIA_FUZZ_S=3600`` makes
mutants for an hour (docs/how-to/run-fault-tests.md).
"""

import asyncio
import multiprocessing
import os
import random
import re
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.station import decoding
from appliance.station.audio_kind import W64_RIFF, audio_kind
from appliance.station.decode_sandbox import MEMORY_LIMIT_BYTES, cpu_limit_s
from appliance.station.decoding import decode
from appliance.station.unreadable_audio import Refusal, UnreadableAudioError
from tests.fakes.only_child import only_child
from tests.fault.decompression_bomb import flac_of_silence
from tests.fault.hostile_audio import FORGED, FOUND, LURE, VALID, forged

FULL = os.environ.get("TINGXIA_FAULTS") == "full"
FUZZ_S = float(os.environ.get("TINGXIA_FUZZ_S", "0"))
FUZZ_SEED = int(os.environ.get("TINGXIA_FUZZ_SEED", "1"))
PATIENCE_S = 600.0
"""Of a busy machine; what a decoder may take is processor time, and the kernel sees to that."""

AT_ONCE = 2
CORPUS_BYTES = 400_000
FLOPPY_BYTES = 1_440_000

FORGED_FILES = sorted(FORGED.iterdir())
VALID_FILES = sorted(VALID.iterdir())
FOUND_FILES = sorted(FOUND.iterdir()) if FOUND.is_dir() else []
HARSH = ("mp4-index", "au-channels-1024", "wav-channels-512", "flac-2^36", "matroska-nested")
"""Always tried."""

MAGICS = {
    "wav": b"RIFF\0\0\1\0WAVEfmt ",
    "rf64": b"RF64\xff\xff\xff\xffWAVEds64",
    "aiff": b"FORM\0\0\1\0AIFFCOMM",
    "flac": b"fLaC\0\0\0\x22",
    "ogg": b"OggS\0\2",
    "id3": b"ID3\4\0\0\0\0\0\0",
    "mp3": b"\xff\xfb\x90\x64",
    "aac": b"\xff\xf1\x50\x80",
    "mp4": b"\0\0\0\x18ftypM4A ",
    "matroska": b"\x1a\x45\xdf\xa3",
    "asf": bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"),
    "caf": b"caff\0\1\0\0desc",
    "au": b".snd\0\0\0\x18",
    "amr": b"#!AMR\n",
    "w64": W64_RIFF,
    "voc": b"Creative Voice File\x1a\x1a\0\x14\x01",
    "sphere": b"NIST_1A\n   1024\n",
    "ape": b"MAC \x96\x0f\0\0\x34\0\0\0",
    "tta": b"TTA1\1\0\1\0",
    "tak": b"tBaK\1\0\0",
    "musepack-7": b"MP+\7",
    "musepack-8": b"MPCKSH\x0d",
    "dsf": b"DSD \x1c\0\0\0\0\0\0\0",
    "dsdiff": b"FRM8\0\0\0\0\0\1\0\0DSD FVER",
    "dts": b"\x7f\xfe\x80\x01\xfc",
    "dts-hd": b"DTSHDHDR",
    "real": b".RMF\0\0\0\x12",
    "real-audio": b".ra\xfd\0\4",
    "dss": b"\2dss",
    "openmg": b"ea3\3\0",
    "mxf": bytes.fromhex("060e2b34020501010d0102010102"),
}


async def outcome(file: Path, *, patience_s: float = PATIENCE_S) -> Refusal | int:
    """Decode a file as the station does; returns why it was refused, or how much came of it."""
    decoded_bytes = 0
    try:
        async with asyncio.timeout(patience_s):
            async for block in decode(file):
                decoded_bytes += len(block)
    except UnreadableAudioError as error:
        return error.refusal
    return decoded_bytes


async def outcomes(files: Iterable[Path]) -> dict[str, Refusal | int]:
    """Decode files, two at a time; none may crash its decoder."""
    turns = asyncio.Semaphore(AT_ONCE)
    told: dict[str, Refusal | int] = {}

    async def once(file: Path) -> None:
        async with turns:
            told[file.name] = await outcome(file)

    async with asyncio.TaskGroup() as tasks:
        for file in files:
            tasks.create_task(once(file))
    crashed = [name for name, found in told.items() if found is Refusal.DECODER_DIED]
    assert [] == crashed
    return told


def outcomes_and_peak_kib(files: list[Path]) -> tuple[dict[str, Refusal | int], int]:
    """Decode files; returns what came of it and how much memory a decoder took at most."""
    told = asyncio.run(outcomes(files))
    return told, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def share(files: list[Path], one_in: int) -> list[Path]:
    """Return all files, or what the suite takes of them."""
    if FULL:
        return files
    return [
        file
        for number, file in enumerate(files)
        if number % one_in == 0 or file.name.startswith(HARSH)
    ]


def test_the_corpus_is_what_its_script_forges() -> None:
    """Every file has a reason in the script, and all of them together stay small."""
    everything = [*FORGED_FILES, *VALID_FILES, *FOUND_FILES]

    assert {file.name: file.read_bytes() for file in FORGED_FILES} == forged()
    assert sum(file.stat().st_size for file in everything) <= CORPUS_BYTES


async def test_every_valid_file_is_decoded() -> None:
    """All of it, which is a tenth of a second and what an encoder adds."""
    told = await outcomes(VALID_FILES)

    wrong = {name: found for name, found in told.items() if not isinstance(found, int)}
    assert {} == wrong
    lengths_s = {name: found / 32_000 for name, found in told.items() if isinstance(found, int)}
    assert {} == {name: long_s for name, long_s in lengths_s.items() if not 0.09 < long_s < 0.2}


@pytest.mark.timeout(900)
async def test_forged_files_are_refused_or_decoded() -> None:
    """Sizes, rates, channels, counts and nesting that lie; what once broke something."""
    files = [*share(FORGED_FILES, 8), *FOUND_FILES]

    # The kernel keeps one peak for all children a process ever had: only a new one knows ours.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        told, peak_kib = await asyncio.get_running_loop().run_in_executor(
            process, outcomes_and_peak_kib, files
        )

    assert 500 * 1024 < peak_kib <= MEMORY_LIMIT_BYTES / 1024  # the greediest file was tried
    assert any(isinstance(found, int) for found in told.values())
    assert isinstance(told["mp4-index-1400m.m4a"], Refusal)


@pytest.mark.timeout(900)
async def test_files_cut_anywhere_are_refused_or_decoded(tmp_path: Path) -> None:
    """Every valid file at each sixteenth of its length."""
    cuts = []
    for file in VALID_FILES:
        content = file.read_bytes()
        for part in range(1, 16) if FULL else random.Random(file.name).sample(range(1, 16), 1):
            cut = tmp_path / f"{part}-{file.name}"
            cut.write_bytes(content[: len(content) * part // 16])
            cuts.append(cut)

    told = await outcomes(cuts)

    assert {file.name for file in cuts} == set(told)


@pytest.mark.timeout(900)
async def test_noise_that_begins_like_audio_is_refused_or_decoded(tmp_path: Path) -> None:
    """Every beginning that we know, followed by random bytes."""
    noise = []
    for name, magic in MAGICS.items():
        assert audio_kind(magic) is not None
        for seed in range(20 if FULL else 1):
            file = tmp_path / f"{name}-{seed}"
            file.write_bytes(magic + random.Random(f"{name}{seed}").randbytes(4000))
            noise.append(file)

    told = await outcomes(noise)

    assert {file.name for file in noise} == set(told)


def mutant(content: bytes, chance: random.Random) -> bytes:
    """Flip, overwrite, repeat, remove and splice."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(changed)) if chance.random() < 0.5 else chance.randrange(64)
        place = min(place, len(changed) - 1)
        length = chance.choice((1, 2, 4, 8, 64))
        match chance.randrange(5):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                changed[place : place + length] = chance.choice((b"\0", b"\xff", b"\x7f")) * length
            case 2:
                changed[place : place + length] = chance.randbytes(length)
            case 3:
                changed[place:place] = changed[place : place + 16 * length]
            case _:
                if len(changed) > 2 * length:
                    del changed[place : place + length]
    return bytes(changed)


@pytest.mark.timeout(900 + 2 * FUZZ_S)
async def test_mutants_of_the_corpus_are_refused_or_decoded(tmp_path: Path) -> None:
    """A seeded loop; what it finds is kept in the corpus' folder ``found``.

    The name of a file that breaks something tells its seed.
    """
    ends_s = time.monotonic() + FUZZ_S
    parents = [*VALID_FILES, *FORGED_FILES, *FOUND_FILES]
    seeds = iter(range(FUZZ_SEED, FUZZ_SEED + 10**9))
    tried = 0
    while tried < (200 if FULL else 16) or time.monotonic() < ends_s:
        batch = []
        for seed in (next(seeds) for _ in range(16)):
            chance = random.Random(seed)
            parent = chance.choice(parents)
            file = tmp_path / f"seed-{seed}-{parent.name}"
            file.write_bytes(mutant(parent.read_bytes(), chance))
            batch.append(file)
        await outcomes(batch)
        tried += len(batch)
        for file in batch:
            file.unlink()
    print(f"{tried} mutants from seed {FUZZ_SEED}")


@pytest.mark.timeout(300)
def test_nothing_outside_the_file_is_opened(tmp_path: Path) -> None:
    """Playlists, manifests and documents lead to no other file, to no network, to no writing."""
    trace = tmp_path / "trace"
    lures = [file for file in FORGED_FILES if LURE.encode() in file.read_bytes()]
    assert len(lures) > 5
    subprocess.run(
        [
            *("strace", "-f", "-qq", "-e", "trace=open,openat,openat2,connect,sendto"),
            *("-o", str(trace), sys.executable, "-m", "tests.fault.decoding_cost"),
            *map(str, lures),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        timeout=280,
    )
    text = trace.read_text(errors="replace")

    assert "decode_sandbox" in text  # the trace covers the decoders
    assert LURE not in text
    assert not re.search(r"sa_family=AF_INET", text)
    written = re.findall(r'"([^"]+)", [A-Z_|]*(?:O_WRONLY|O_RDWR|O_CREAT)', text)
    assert {path for path in written if "__pycache__" not in path} <= {"/dev/null", "/dev/tty"}


def test_a_small_file_gets_little_processor_time() -> None:
    """A minute for what fits on a floppy disk, a quarter of an hour for what is really long."""
    assert 30 == cpu_limit_s(0)
    assert 60 == cpu_limit_s(FLOPPY_BYTES)
    assert 900 == cpu_limit_s(10**12)


@pytest.mark.timeout(2400)
async def test_silence_of_hours_in_a_few_bytes_is_decoded_or_refused(tmp_path: Path) -> None:
    """An hour in 12 KB is an hour; an hour of eight channels at 655 kHz takes too long."""
    hour = tmp_path / "hour.flac"
    hour.write_bytes(flac_of_silence(3600 if FULL else 600))
    wide = tmp_path / "wide.flac"
    wide.write_bytes(flac_of_silence(3600 if FULL else 2, rate_hz=655_350, channels=8))
    assert hour.stat().st_size < 13_000
    assert wide.stat().st_size < FLOPPY_BYTES

    told_hour = await outcome(hour)
    spent_s = spent_by_decoders_s()
    told_wide = await outcome(wide, patience_s=2000)
    spent_s = spent_by_decoders_s() - spent_s
    print(f"{wide.stat().st_size} bytes: {told_wide} after {spent_s:.1f} s of processor time")

    assert told_hour == pytest.approx(32_000 * (3600 if FULL else 600), rel=0.01)
    assert told_wide is Refusal.TOO_SLOW if FULL else isinstance(told_wide, int)
    assert spent_s <= 61


def spent_by_decoders_s() -> float:
    """Return how much processor time those took that came to their end."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


@pytest.mark.timeout(300)
async def test_a_decoder_that_is_out_of_time_is_told_to_be_too_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told that the file made the decoder crash, or that memory was short."""
    monkeypatch.setattr(decoding, "cpu_limit_s", lambda _file_bytes: 1)
    wide = tmp_path / "wide.flac"
    wide.write_bytes(flac_of_silence(120, rate_hz=655_350, channels=8))

    blocks = decode(wide)
    await anext(blocks)
    pid = only_child().pid
    soft_s, hard_s = resource.prlimit(pid, resource.RLIMIT_CPU)
    resource.prlimit(pid, resource.RLIMIT_CPU, (1, 1 + hard_s - soft_s))
    with pytest.raises(UnreadableAudioError) as refused:
        _ = [block async for block in blocks]

    assert Refusal.TOO_SLOW is refused.value.refusal


@contextmanager
def growing(file: Path, piece: bytes) -> Iterator[None]:
    """Append to a file for as long as the block lasts."""
    ended = threading.Event()

    def grow() -> None:
        with file.open("ab", buffering=0) as output:
            while not ended.is_set() and output.tell() < 2**28:
                output.write(piece)

    grower = threading.Thread(target=grow)
    grower.start()
    try:
        yield
    finally:
        ended.set()
        grower.join()


async def test_what_follows_in_an_mp3_file_is_told(tmp_path: Path) -> None:
    """Several files in one play as the first alone; nobody may take that for all."""
    one, several = VALID / "a.mp3", tmp_path / "several.mp3"
    several.write_bytes(one.read_bytes() * 20)
    warnings: list[str] = []
    for file in (one, several):
        async for _ in decode(file, on_warning=warnings.append):
            pass

    assert ["another recording follows in it after 0.1 s"] == warnings


async def test_a_file_that_grows_for_ever_comes_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is too long as soon as more came of it than a recording may have."""
    monkeypatch.setattr(decoding, "_LONGEST_BYTES", 32_000 * 60)
    content = (VALID / "a.aac").read_bytes() * 50
    file = tmp_path / "a.aac"
    file.write_bytes(content)

    with growing(file, content):
        found = await outcome(file)

    assert Refusal.TOO_LONG is found
