"""Recordings with audio on a real disk, exported as tests want it."""

import random
from collections.abc import Sequence
from pathlib import Path

import pyrage
import soundfile

from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.recording import Recording
from appliance.export import ExportItem, ExportOptions, ExportProgress, Format, export
from appliance.export.stick import Stick
from appliance.paths import Paths
from appliance.recordings import KeyFolder, RecordingWriter
from tests.fakes.clock import FakeClock
from tests.fakes.speech import ID, on_disk, sentences, transcript

OTHER = "20250502-080000-cd34"
IDENTITY = pyrage.x25519.Identity.generate()
RECIPIENT = str(IDENTITY.to_public())
WITH_AUDIO = ExportOptions(formats=(Format.TXT, Format.JSON, Format.FLAC))
ENCRYPTED = ExportOptions(formats=WITH_AUDIO.formats, recipient=RECIPIENT)


def with_audio(
    paths: Paths,
    recording_id: str = ID,
    *,
    title: str = "周会",
    seconds: float = 2,
    count: int = 12,
) -> ExportItem:
    """A recording of noise that is really there, with a text of so many utterances."""
    pcm = noise(seconds, seed=recording_id)
    return ExportItem(
        recording=on_disk(paths, recording_id, title=title, pcm=pcm),
        transcript=transcript(*sentences(count)),
        folder=paths.recording(recording_id),
    )


def in_seconds(
    paths: Paths, *, title: str = "", seconds: float = 2.3, is_secret: bool = False
) -> Recording:
    """A closed recording of noise in files of a second, perhaps encrypted."""
    writer = RecordingWriter.create(
        paths.recording(ID),
        recording_id=ID,
        title=title,
        segment_samples=SAMPLE_RATE_HZ,
        clock=FakeClock(),
        keys=KeyFolder(paths.keys) if is_secret else None,
    )
    writer.append(noise(seconds, seed=ID))
    return writer.close("asked")


def noise(seconds: float, *, seed: str) -> bytes:
    """Samples that hardly compress, the same every time."""
    return random.Random(seed).randbytes(2 * round(seconds * SAMPLE_RATE_HZ))


async def run(
    paths: Paths,
    target: Path,
    items: Sequence[ExportItem],
    options: ExportOptions = WITH_AUDIO,
    stick: Stick | None = None,
) -> list[ExportProgress]:
    """Export and return all progress."""
    steps = export(items, target, receipts=paths.receipts, stick=stick, options=options)
    return [progress async for progress in steps]


def content_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def readable(folder: Path, work: Path) -> dict[str, bytes]:
    """All documents and sounds below a folder, decrypted and decoded; without what proves them."""
    found = {}
    for name, content in content_of(folder).items():
        if Path(name).name in {"manifest.json", "SHA256SUMS", "HOW-TO-DECRYPT.txt"}:
            continue
        plain = pyrage.decrypt(content, [IDENTITY]) if name.endswith(".age") else content
        plain_name = name.removesuffix(".age")
        if plain_name.endswith(".flac"):
            file = work / "decoded.flac"
            file.write_bytes(plain)
            plain = soundfile.read(file, dtype="int16")[0].tobytes()
        found[plain_name] = plain
    return found
