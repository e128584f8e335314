"""Trees that a hostile, broken or careless hand could leave on a stick, from a seed."""

import io
import json
import os
import random
import socket
import stat
import wave
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from appliance.domain.export_plan import ROOT, numbered

SPARSE_BYTES: Final = 4 * 1024**3 + 1

_NAMES: Final = tuple(
    map(
        os.fsdecode,
        (
            b"a.wav",
            "采访 记录.m4a".encode(),
            b"b\x1b[2J.mp3",
            b"line\nend.wav",
            b"\xff\xfe\x80.flac",
            "gpj\u202eexe.wav".encode(),
            b"CON.wav",
            b"trailing dots...wav ",
            b"-rf.wav",
            b"$(reboot).wav",
            b"x" * 250 + b".wav",
            "全".encode() * 83 + b".wav",
            b"..wav",
            b"...",
            b"%2e%2e%2fetc.wav",
            b"..\\..\\up.wav",
            b"words.txt",
            b"letter.docx",
        ),
    )
)
_FOLDERS: Final = ("lexicons", "Tingxia", "models", "DCIM", "\x01\x02", "a b", "会议")
_BEGINNINGS: Final = (
    b"MZ",
    b"\x7fELF",
    b"PK\3\4",
    b"RIFF\xff\xff\xff\xffWAVE",
    b"fLaC",
    b"#!/bin/sh",
)


class HostileStick:
    """Builds one tree; every choice comes from the seed."""

    def __init__(self, root: Path, seed: int, *, outside: Path) -> None:
        """``outside`` is a folder beside the stick that nothing may read or write."""
        self.root = root
        self._outside = outside
        self._random = random.Random(seed)
        self._makers = (
            *(self._sound, self._sound, self._false_sound, self._empty, self._sparse),
            *(self._link_out, self._link_folder_out, self._link_loop, self._link_to_device),
            *(self._pipe, self._socket, self._device, self._deep, self._crowd),
            *(self._pack, self._odd_pack, self._hard_linked, self._forbidden, self._bundle),
        )

    def build(self) -> None:
        """Make some folders and put a dozen odd things into them."""
        folders = [self.root]
        for _ in range(self._random.randrange(4)):
            folder = self._random.choice(folders) / self._random.choice(_FOLDERS)
            folder.mkdir(exist_ok=True)
            folders.append(folder)
        for number in range(self._random.randrange(4, 16)):
            place = self._random.choice(folders) / self._random.choice(_NAMES)
            if os.path.lexists(place):
                place = place.with_name(f"{number}.wav")
            if not os.path.lexists(place):
                self._random.choice(self._makers)(place)

    def set_traps(self, folder: str, files: Sequence[str]) -> None:
        """Put odd things where an export of a recording writes: folders, files, files to be."""
        names = [name for file in files for name in (file, f".{file}.part")]
        root = self.root / ROOT
        if self._random.random() < 0.3:
            self._trap(root)
        for number in range(1, 4):
            place = root / numbered(folder, number)
            if self._random.random() < 0.3:
                self._trap(place)
            elif not root.is_symlink() and not os.path.lexists(place):
                if not os.path.lexists(root) or root.is_dir():
                    place.mkdir(parents=True)
                for name in self._random.sample(names, self._random.randrange(3)):
                    self._trap(place / name)

    def _trap(self, place: Path) -> None:
        parents = (place.parent, place.parent.parent)
        if os.path.lexists(place) or not all(each.is_dir() for each in parents):
            return
        if any(each.is_symlink() for each in parents):
            return  # it would lie outside the stick
        makers = (
            *(self._link_out, self._link_loop, self._link_to_device, self._pipe, self._device),
            *(self._empty, self._false_sound, self._sparse, self._hard_linked_out),
            *(self._link_to_folder, self._link_to_nothing, self._full_folder, Path.mkdir),
        )
        self._random.choice(makers)(place)

    def _link_to_folder(self, place: Path) -> None:
        place.symlink_to(self._outside)

    def _link_to_nothing(self, place: Path) -> None:
        place.symlink_to(self._outside / place.name)

    def _hard_linked_out(self, place: Path) -> None:
        place.hardlink_to(self._outside / "secret.txt")

    def _full_folder(self, place: Path) -> None:
        place.mkdir()
        self._sound(place / "mine.wav")

    def _sound(self, place: Path) -> None:
        # Each differs, so that none is taken for a copy of another.
        place.write_bytes(sound(self._random.randbytes(64)))

    def _false_sound(self, place: Path) -> None:
        place.write_bytes(self._random.choice(_BEGINNINGS) + self._random.randbytes(300))

    def _empty(self, place: Path) -> None:
        place.touch()

    def _sparse(self, place: Path) -> None:
        self._sound(place)
        os.truncate(place, SPARSE_BYTES)

    def _link_out(self, place: Path) -> None:
        sentinel = self._outside / "secret.wav"
        relative = os.path.relpath(sentinel, place.parent)
        place.symlink_to(self._random.choice((str(sentinel), relative, "/etc/hostname")))

    def _link_folder_out(self, place: Path) -> None:
        packs = self.root / "lexicons"
        (place if os.path.lexists(packs) else packs).symlink_to(self._outside)

    def _link_loop(self, place: Path) -> None:
        place.symlink_to(self._random.choice((place.name, ".", "..")))

    def _link_to_device(self, place: Path) -> None:
        place.symlink_to("/dev/zero")

    def _pipe(self, place: Path) -> None:
        os.mkfifo(place)

    def _socket(self, place: Path) -> None:
        folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            with socket.socket(socket.AF_UNIX) as listener:
                # Paths of sockets are short; the names on this stick are not.
                name = f"{self._random.randrange(10**6)}.wav"
                listener.bind(f"/proc/self/fd/{folder}/{name}")
        finally:
            os.close(folder)

    def _device(self, place: Path) -> None:
        try:
            os.mknod(place, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # endless zeros
        except PermissionError:  # only root may make one; a pipe is refused in the same way
            self._pipe(place)

    def _deep(self, place: Path) -> None:
        folder = place.parent.joinpath(*["d"] * self._random.randrange(6, 40))
        folder.mkdir(parents=True, exist_ok=True)
        self._sound(folder / "deep.wav")

    def _crowd(self, place: Path) -> None:
        folder = place.with_name("crowd")
        folder.mkdir(exist_ok=True)
        for number in range(self._random.randrange(300)):
            (folder / f"{number}.txt").touch()

    def _pack(self, place: Path) -> None:
        self._lexicon(place, b"term-%d\nwrong=>right\n" % self._random.randrange(10**6))

    def _odd_pack(self, place: Path) -> None:
        contents = (
            self._random.randbytes(500),
            b"a,b,c\n" * 50,
            "长".encode() * 5000,
            b"term\n" + b"\0bad\n" * 9,
            b"\n".join(b"t%d" % number for number in range(20_100)),
            b"x" * (1024**2 + 1),
            "词语\n".encode("gb18030"),
        )
        self._lexicon(place, self._random.choice(contents))

    def _lexicon(self, place: Path, content: bytes) -> None:
        folder = self.root / "lexicons"
        if not folder.is_symlink():
            folder.mkdir(exist_ok=True)
            names = ("words.txt", "..txt", "a\nb.txt", f"{place.name[:60]}.txt")
            pack = folder / self._random.choice(names)
            # Never written through: another maker may have put a link out of the stick there.
            pack.unlink(missing_ok=True)
            pack.write_bytes(content)

    def _bundle(self, place: Path) -> None:
        folder = self.root / "bundles"
        if os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir()):
            return
        folder = folder / f"{place.name[:9]}{self._random.randrange(10**6)}"
        folder.mkdir(parents=True)
        listed = {"path": "../../../outside/secret.txt", "size_bytes": 9, "sha256": "0" * 64}
        manifest = {"kind": "lexicon", "name": "a", "version": "1", "files": [listed]}
        signature = b"-----BEGIN SSH SIGNATURE-----\n%b\n-----END SSH SIGNATURE-----\n"
        contents = (
            json.dumps(manifest).encode(),
            signature % b64encode(b"SSHSIG\0\0\0\1" + self._random.randbytes(200)),
            self._random.randbytes(300),
            b"[" * 100_000,
        )
        for name in ("bundle.json", "bundle.json.sig", "words.txt"):
            file = folder / name
            match self._random.randrange(6):
                case 0:
                    self._link_out(file)
                case 1:
                    os.mkfifo(file)
                case _:
                    file.write_bytes(self._random.choice(contents))

    def _hard_linked(self, place: Path) -> None:
        self._sound(place)
        twin = place.with_name("twin.wav")
        twin.unlink(missing_ok=True)
        twin.hardlink_to(place)

    def _forbidden(self, place: Path) -> None:
        self._sound(place)
        place.chmod(0)


def sound(noise: bytes) -> bytes:
    """Return a WAV file of an even number of bytes."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(noise)
    return written.getvalue()


def crowd(folder: Path, count: int) -> None:
    """Fill a folder with so many names."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for number in range(count):
            flags = os.O_CREAT | os.O_WRONLY | os.O_EXCL
            os.close(os.open(f"{number}.wav", flags, 0o600, dir_fd=descriptor))
    finally:
        os.close(descriptor)
