"""Hostile sticks: generated trees, each looked at and taken from as far as it lets.

The suite takes forty; `TINGXIA_FAULTS=full` takes a thousand (docs/how-to/run-fault-tests.md).
"""

import asyncio
import hashlib
import os
import shutil
import stat
from pathlib import Path

import pytest

from appliance.bundles.errors import BundleError
from appliance.domain.export_plan import ROOT
from appliance.domain.stick_contents import Limits
from appliance.domain.stick_names import shown_path
from appliance.export import ExportError, ExportItem, ExportStep, verify
from appliance.export.manifest import NAME as MANIFEST
from appliance.export.manifest import SUMS_NAME
from appliance.export.stick import Stick
from appliance.paths import Paths
from appliance.text.lexicon_folder import read_pack
from tests.fakes.hostile_stick import HostileStick, sound
from tests.fakes.stick_box import StickBox
from tests.integration.exported import run, with_audio
from tests.integration.test_export import NAME

FULL = os.environ.get("TINGXIA_FAULTS") == "full"
TREES = int(os.environ.get("TINGXIA_TREES", "1000" if FULL else "40"))
BATCH = 20
ONE_OF = 4
"""So many trees is exported to."""

FILES = (f"{NAME}.txt", f"{NAME}.json", f"{NAME}.flac", MANIFEST, SUMS_NAME)
LONGEST_EXPORT_S = 10
SECRET = b"nobody's business, and not the box's"

KEY = b"AAAAC3NzaC1lZDI1NTE5AAAAIJilkj2ZFeFxeDlPbeRDPmk7UJUh4lrWfdMo9LLCBx/U"
SIGNERS = b"maker@works ssh-ed25519 %b\n" % KEY
"""Nobody has the other half of this key any more."""


def places(folder: Path) -> list[Path]:
    """Return everything below a folder, without following links."""
    return [
        Path(parent) / name
        for parent, folders, files in os.walk(folder)
        for name in (*folders, *files)
    ]


def snapshot(folder: Path) -> dict[str, tuple[object, ...]]:
    """Return what would show that something was written below a folder."""
    found: dict[str, tuple[object, ...]] = {}
    for place in (folder, *places(folder)):
        status = place.lstat()
        link = str(place.readlink()) if stat.S_ISLNK(status.st_mode) else ""
        found[str(place)] = (status.st_mode, status.st_size, status.st_mtime_ns, link)
    return found


def guarded(box: StickBox) -> dict[str, int]:
    """Put things beside the stick that a careless reader would take; returns when each was read."""
    (box.outside / "secret.wav").write_bytes(sound(SECRET))
    (box.outside / "secret.txt").write_bytes(b"secret\n" + SECRET.replace(b",", b""))
    box.signers.parent.mkdir(exist_ok=True)
    box.signers.write_bytes(SIGNERS)
    secrets = sorted(box.outside.iterdir())
    for secret in secrets:
        os.utime(secret, (1, 2))
    return {secret.name: secret.stat().st_atime_ns for secret in secrets}


async def take_everything(box: StickBox, seed: int) -> int:
    """Import what is offered, then name every single place; returns how many were refused."""
    stick = str(box.stick)
    contents = await box.sticks.contents(stick)
    named = [
        shown_path(tuple(os.fsencode(name) for name in place.relative_to(box.stick).parts))
        for place in places(box.stick)
    ]
    refused = contents.refused_count
    for paths in ((), named):
        for outcome in await box.import_audio(*paths):
            assert (outcome.job_id is None) is (outcome.refusal is not None), (seed, outcome)
            refused += outcome.refusal is not None
    for packs in (None, named):
        for pack in await box.sticks.import_lexicons(stick, packs):
            refused += pack.refusal is not None
    for bundle in contents.bundles:
        with pytest.raises(BundleError):
            [step async for step in box.sticks.import_bundle(stick, bundle.path)]
        refused += 1
    return refused


class HastyStick(Stick):
    """Is not waited for: who writes where is looked at here, not what a power cut leaves."""

    def flush(self, folder: int) -> None:
        """Let it be."""


async def carry_away(paths: Paths, item: ExportItem, box: StickBox, seed: int) -> str:
    """Export onto the stick; returns why that was refused, or nothing if all came back."""
    before = {place: snapshot(place) for place in (paths.recordings, box.outside)}
    strange = {
        place: found
        for place, found in snapshot(box.stick).items()
        if not Path(place).is_relative_to(box.stick / ROOT) and Path(place) != box.stick
    }
    waiting = unnamed(box)
    refusal = ""
    try:
        async with asyncio.timeout(LONGEST_EXPORT_S):
            done = (await run(paths, box.stick, [item], stick=HastyStick()))[-1]
    except ExportError as error:
        refusal = f"{error} {error.hint}"
    else:
        assert ExportStep.DONE is done.step
        assert len(FILES) == len(verify(Path(done.folder))) + 1, seed
    assert unnamed(box) <= waiting, (seed, refusal)
    assert before == {place: snapshot(place) for place in before}, (seed, refusal)
    assert strange.items() <= snapshot(box.stick).items(), (seed, refusal)
    return refusal


def unnamed(box: StickBox) -> set[Path]:
    """Return all files that wait for their names."""
    return {place for place in places(box.stick) if place.name.endswith(".part")}


@pytest.mark.parametrize("first", range(0, TREES, BATCH * ONE_OF))
async def test_exports_are_confined_to_their_folder(
    first: int, paths: Paths, tmp_path: Path
) -> None:
    """Whatever stands in their way: refused with a reason, or whole and read back."""
    refusals = []
    item = with_audio(paths, seconds=0.1, count=3)
    for seed in range(first, first + BATCH * ONE_OF, ONE_OF):
        folder = tmp_path / str(seed)
        folder.mkdir()
        box = StickBox(folder=folder)
        read_at = guarded(box)
        tree = HostileStick(box.stick, seed, outside=box.outside)
        if seed % (2 * ONE_OF):
            tree.build()
        tree.set_traps(NAME, FILES)
        refusals.append(await carry_away(paths, item, box, seed))
        assert read_at == {file.name: file.stat().st_atime_ns for file in box.outside.iterdir()}
        shutil.rmtree(folder)
    print("\n".join(refusals))
    assert any(refusals)
    assert not all(refusals)


@pytest.mark.parametrize("first", range(0, TREES, BATCH))
async def test_trees_are_confined_and_every_refusal_has_a_reason(
    first: int, tmp_path: Path
) -> None:
    """Nothing beside the stick is read or written, nothing of it but whole files comes in."""
    refused = taken = 0
    for seed in range(first, first + BATCH):
        folder = tmp_path / str(seed)
        folder.mkdir()
        box = StickBox(folder=folder, limits=Limits(look_s=600))
        read_at = guarded(box)
        HostileStick(box.stick, seed, outside=box.outside).build()
        before = {name: snapshot(folder / name) for name in ("stick", "outside")}
        refused += await take_everything(box, seed)
        taken += len(box.taken)
        assert before == {name: snapshot(folder / name) for name in before}, seed
        assert read_at == {file.name: file.stat().st_atime_ns for file in box.outside.iterdir()}
        assert {"data", "outside", "run", "stick"} == {place.name for place in folder.iterdir()}
        check_data(box, seed)
        shutil.rmtree(folder)
    print(f"{BATCH} sticks: {taken} files taken, {refused} entries refused")
    assert refused > BATCH
    assert taken > BATCH


def check_data(box: StickBox, seed: int) -> None:
    """See that only whole files of the stick came in, and nothing half stayed."""
    whole = {
        hashlib.sha256(place.read_bytes()).hexdigest()
        for place in places(box.stick)
        if place.is_file() and not place.is_symlink() and place.stat().st_size < 2**20
    }
    assert {sha256 for _, sha256 in box.taken} <= whole, seed
    assert [] == list(box.paths.inbox.iterdir()), seed
    for pack in box.paths.lexicons.iterdir():
        lexicon, _ = read_pack(pack)
        assert len(lexicon), (seed, pack)
        assert pack.is_file()
        assert not pack.is_symlink()
    for place in places(box.paths.data):
        assert not place.is_symlink(), seed
        assert place.is_dir() or SECRET not in place.read_bytes(), seed
