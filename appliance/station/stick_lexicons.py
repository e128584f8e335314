"""Taking packs of hot words off a stick: only what can be used, and never over another pack."""

import os
import secrets
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from appliance.domain.export_plan import safe_name
from appliance.domain.stick_contents import Limits, Refusal
from appliance.domain.stick_names import OddPathError, Place, read_path, shown
from appliance.recordings.durable import make_folder, sync_folder, write_all
from appliance.station.face_sticks import PackOutcome
from appliance.station.stick_folder import RefusedFileError, StickFolder
from appliance.text.lexicon import Lexicon, Problem
from appliance.text.lexicon_folder import SUFFIX

_PROBLEMS_TOLD: Final = 20
_NAME_UNITS: Final = 80


def install_packs(
    mount_point: Path, paths: Sequence[str], lexicons: Path, *, limits: Limits, replace: bool
) -> Generator[PackOutcome]:
    """Install packs into the box's folder; yields what became of each.

    Raises OSError if the stick cannot be opened or the folder not be written.
    """
    make_folder(lexicons)
    with StickFolder.opened(mount_point) as stick:
        for path in dict.fromkeys(paths):
            yield _install(stick, path, lexicons, limits=limits, replace=replace)


def restore_packs(names: Sequence[str], lexicons: Path, *, replace: bool = False) -> list[str]:
    """Put packs back that were replaced or deleted; returns the names of those.

    One that is there now stays unless ``replace``. Raises OSError.
    """
    restored = []
    for name in dict.fromkeys(names):
        file = lexicons / f"{name}{SUFFIX}"
        if file.parent != lexicons or not former(file).exists():
            continue
        if replace:
            former(file).replace(file)
        else:
            try:
                file.hardlink_to(former(file))
            except FileExistsError:
                continue
            former(file).unlink()
        restored.append(name)
    sync_folder(lexicons)
    return restored


def _install(
    stick: StickFolder, path: str, lexicons: Path, *, limits: Limits, replace: bool
) -> PackOutcome:
    try:
        place = read_path(path)
        name = _name(place)
        content = stick.content(place, limit_bytes=limits.pack_bytes, depth=limits.depth)
        lexicon, problems = _usable(content, f"{name}{SUFFIX}", limits)
    except OddPathError as error:
        return PackOutcome(path=path, name="", refusal=Refusal.ODD_PATH, detail=str(error))
    except RefusedFileError as error:
        return PackOutcome(path=path, name="", refusal=error.refusal, detail=error.detail)
    file = lexicons / f"{name}{SUFFIX}"
    known = _known(file)
    if known is not None and known != content and not replace:
        return PackOutcome(path=path, name=name, refusal=Refusal.OTHER_PACK)
    is_new = known != content
    if is_new and not _written(file, content, replace=replace):
        return PackOutcome(path=path, name=name, refusal=Refusal.OTHER_PACK)
    return PackOutcome(
        path=path,
        name=name,
        is_new=is_new,
        terms=len(lexicon.terms),
        rules=len(lexicon.rules),
        problems=tuple(map(str, problems[:_PROBLEMS_TOLD])),
    )


def _name(place: Place) -> str:
    stem = PurePosixPath(shown(place[-1])).stem
    if safe_name(stem, fallback="", limit_units=_NAME_UNITS) != stem:
        raise RefusedFileError(Refusal.ODD_PATH, "rename the file, for example to workshop.txt")
    return stem


def _usable(content: bytes, name: str, limits: Limits) -> tuple[Lexicon, list[Problem]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedFileError(Refusal.NO_TEXT, "save it as text in UTF-8") from error
    lexicon, problems = Lexicon.parse(text, name)
    if len(lexicon) > limits.pack_entries:
        raise RefusedFileError(Refusal.TOO_MANY_ENTRIES, f"{len(lexicon)} terms and rules")
    if len(lexicon) <= len(problems):
        # A pack with a few bad lines is a pack; something of which most is bad is something else.
        first = str(problems[0]) if problems else "there is no term in it"
        raise RefusedFileError(Refusal.NO_PACK, first)
    return lexicon, problems


def _known(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def former(file: Path) -> Path:
    """Return where a pack lies that was replaced or deleted; a name like this is no pack."""
    return file.with_name(f".{file.stem}.former")


def _keep(file: Path) -> None:
    """Keep a pack that is about to be replaced, in place of the one kept before."""
    former(file).unlink(missing_ok=True)
    with suppress(FileNotFoundError):
        former(file).hardlink_to(file)


def _written(file: Path, content: bytes, *, replace: bool) -> bool:
    """Write the pack whole or not at all; false if another came into its place meanwhile."""
    temporary = file.with_name(f".{secrets.token_hex(8)}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, 0o600)
    try:
        try:
            write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if replace:
            _keep(file)
            temporary.replace(file)
        else:
            file.hardlink_to(temporary)
    except FileExistsError:
        return False
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(file.parent)
    return True
