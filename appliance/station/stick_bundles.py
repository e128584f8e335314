"""Taking a signed bundle off a stick: who signed it, then its files, then what they are for.

Nothing of the manifest is read before its signature fits, nothing of a file is used before its
hash does. All methods block.
"""

import hashlib
import os
from collections.abc import Collection, Generator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from appliance.bundles import installed, manifest, signature
from appliance.bundles.errors import BundleError, ReplacingError
from appliance.bundles.manifest import Bundle, BundleFile
from appliance.bundles.signature import Signers
from appliance.domain.bundle import MANIFEST, SIGNATURE, BundleKind, Replaced, version_order
from appliance.domain.stick_contents import Limits, Refusal
from appliance.domain.stick_names import OddPathError, Place, read_path, shown
from appliance.modelstore.bring_in import take_in
from appliance.modelstore.errors import ModelError
from appliance.modelstore.store import ModelStore
from appliance.paths import Paths
from appliance.station.face_sticks import BundleProgress, BundleTaken, StickStep
from appliance.station.stick_copy import Copying, Read, require_room
from appliance.station.stick_folder import RefusedFileError, StickFolder
from appliance.station.stick_lexicons import install_packs
from appliance.station.stick_reasons import reason


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """What is there now and goes for a bundle."""

    later_version: str
    packs: tuple[str, ...]
    """Their paths in the bundle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signed:
    bundle: Bundle
    manifest: bytes
    signer: str


class BundleImport:
    """One bundle on its way; its methods are called one after the other."""

    def __init__(
        self,
        mount_point: Path,
        path: str,
        staging: Path,
        *,
        paths: Paths,
        signers: Signers,
        limits: Limits,
        replacing: Collection[Replaced],
    ) -> None:
        """``staging``, a folder of ours that is there and empty, is used up."""
        self._mount_point = mount_point
        self._path = path
        self._staging = staging
        self._files = staging / "files"
        self._paths = paths
        self._signers = signers
        self._limits = limits
        self._replacing = replacing
        self._read_parts: tuple[bytes, bytes] | None = None
        self._signed: _Signed | None = None

    def read(self) -> Generator[None]:
        """Read the manifest and its signature. Raises BundleError; OSError for the stick alone."""
        with StickFolder.opened(self._mount_point) as stick:
            self._read_parts = (
                self._part(stick, MANIFEST, manifest.LARGEST_BYTES),
                self._part(stick, SIGNATURE, signature.LARGEST_BYTES),
            )
            yield

    def verify(self) -> None:
        """See whether it may be taken at all. Raises BundleError."""
        assert self._read_parts is not None
        content, signed = self._read_parts
        kind, signer = self._signers.verified(content, signed, self._staging, self._path)
        bundle = manifest.from_bytes(content, self._path)
        if bundle.kind is not kind:
            raise BundleError(
                "The bundle {bundle} calls itself a {kind} and was signed as a {signed}.",
                hint="Have it signed for what it is: ssh-keygen -Y sign -n {namespace} …",
                bundle=self._path,
                kind=bundle.kind.value,
                signed=kind.value,
                namespace=bundle.kind.namespace,
            )
        self._standing(bundle)
        self._signed = _Signed(bundle=bundle, manifest=content, signer=signer)

    def copy(self, *, kept_free_bytes: int, read: Read) -> Generator[BundleProgress]:
        """Copy the files and compare their hashes.

        Raises BundleError, StickError if there is no room, OSError for the stick alone.
        """
        assert self._signed is not None
        bundle = self._signed.bundle
        require_room(self._staging, bundle.size_bytes, kept_free_bytes)
        self._files.mkdir(mode=0o700)
        done = 0
        with StickFolder.opened(self._mount_point) as stick:
            for file in bundle.files:
                try:
                    for part in self._copied(stick, file, read):
                        done += part
                        yield BundleProgress(
                            step=StickStep.COPYING,
                            file=file.path,
                            done_bytes=done,
                            total_bytes=bundle.size_bytes,
                        )
                except RefusedFileError as error:
                    raise self._refused(file.path, error.refusal, error.detail) from error

    def install(self) -> BundleTaken:
        """Hand it over and note it. Raises BundleError."""
        assert self._signed is not None
        bundle, signer = self._signed.bundle, self._signed.signer
        standing = self._standing(bundle)
        uses: tuple[str, ...] = ()
        try:
            if bundle.kind is BundleKind.MODEL:
                uses = self._install_model(bundle, signer)
            else:
                self._install_packs(bundle)
            installed.note(self._paths.bundles, bundle, self._signed.manifest, signer)
        except ModelError as error:
            raise BundleError(
                "The model of the bundle {bundle} is refused: {reason}",
                hint="Have the bundle made of a folder that `tingxia models import` takes, with "
                "its manifest.json.",
                bundle=self._path,
                reason=error,
            ) from error
        except OSError as error:
            raise BundleError(
                "The bundle {bundle} cannot be installed: {reason}.",
                hint="Free some space on the box, then take it again.",
                bundle=self._path,
                reason=error.strerror or error,
            ) from error
        return BundleTaken(
            kind=bundle.kind,
            name=bundle.name,
            version=bundle.version,
            signer=signer,
            uses=uses,
            later_version=standing.later_version,
            replaced_packs=tuple(PurePosixPath(path).stem for path in standing.packs),
        )

    def _standing(self, bundle: Bundle) -> _Standing:
        """Return what the bundle takes the place of. Raises ReplacingError unless it may."""
        may_go_back = Replaced.VERSION in self._replacing
        known = installed.previous(self._paths.bundles, bundle, replace=may_go_back)
        later = known.bundle.version if known and _is_before(bundle, known.bundle) else ""
        if later and not may_go_back:
            raise ReplacingError(
                "The bundle {bundle} has version {version}; the later version {known} is "
                "installed.",
                hint="Get the latest one; to go back, take it all the same on the Stick page, or "
                "with --replace.",
                what=Replaced.VERSION,
                bundle=bundle.name,
                version=bundle.version,
                known=later,
            )
        packs = self._packs_of_the_box(bundle, known.bundle.files if known else ())
        if packs and Replaced.PACKS not in self._replacing:
            raise ReplacingError(
                "The bundle {bundle} is not taken: the box has others of the same name: {packs}.",
                hint="Take it all the same on the Stick page, or with --replace.",
                what=Replaced.PACKS,
                bundle=self._path,
                packs=", ".join(packs),
            )
        return _Standing(later_version=later, packs=packs)

    def _packs_of_the_box(self, bundle: Bundle, earlier: tuple[BundleFile, ...]) -> tuple[str, ...]:
        """Return which packs of the bundle the box has otherwise, not from the bundle before."""
        if bundle.kind is not BundleKind.LEXICON:
            return ()
        former = {file.path: file.sha256 for file in earlier}
        own = {file.path: {file.sha256, former.get(file.path)} for file in bundle.files}
        there = [path for path in own if (self._paths.lexicons / path).exists()]
        try:
            now = {path: _sha256(self._paths.lexicons / path) for path in there}
        except OSError as error:
            raise BundleError(
                "A list of words of the box cannot be read: {file}: {reason}.",
                hint="Delete that list in the settings (recognition), or look at the disk on the "
                "Doctor page; then take the bundle again.",
                file=error.filename,
                reason=error.strerror or error,
            ) from error
        return tuple(path for path in there if now[path] not in own[path])

    def _part(self, stick: StickFolder, name: str, limit_bytes: int) -> bytes:
        try:
            place = (*read_path(self._path), name.encode())
            return stick.content(place, limit_bytes=limit_bytes, depth=self._limits.depth)
        except OddPathError as error:
            raise self._refused(name, Refusal.ODD_PATH, str(error)) from error
        except RefusedFileError as error:
            raise self._refused(name, error.refusal, error.detail) from error

    def _copied(self, stick: StickFolder, file: BundleFile, read: Read) -> Generator[int]:
        place: Place = (*read_path(self._path), *map(str.encode, file.path.split("/")))
        if len(place) > self._limits.depth:
            raise RefusedFileError(Refusal.TOO_DEEP)
        target = self._files / file.path
        try:
            size_bytes = stick.size_bytes(place)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise RefusedFileError(Refusal.UNREADABLE, error.strerror or str(error)) from error
        copying = Copying(stick, place, file.size_bytes, target, read)
        if size_bytes == file.size_bytes:
            yield from copying.run()
        if copying.sha256 != file.sha256:
            raise RefusedFileError(Refusal.NOT_AS_SIGNED)
        yield 0  # a sign of life also for a file without content

    def _install_model(self, bundle: Bundle, signer: str) -> tuple[str, ...]:
        origin = f"bundle {bundle.name} {bundle.version}, signed by {signer}"
        model = take_in(self._paths.models, self._files, name=bundle.name, origin=origin)
        store = ModelStore(self._paths.models)
        store.adopt(model)
        return tuple(purpose.value for purpose in store.uses(model.name))

    def _install_packs(self, bundle: Bundle) -> None:
        """Install all packs or none: they are tried in a folder of their own first."""
        self._put_packs(bundle, self._staging / "tried")
        self._put_packs(bundle, self._paths.lexicons)

    def _put_packs(self, bundle: Bundle, folder: Path) -> None:
        paths = [shown(os.fsencode(file.path)) for file in bundle.files]
        for outcome in install_packs(self._files, paths, folder, limits=self._limits, replace=True):
            if outcome.refusal is not None:
                raise self._refused(outcome.path, outcome.refusal, outcome.detail)

    def _refused(self, file: str, refusal: Refusal, detail: str = "") -> BundleError:
        return BundleError(
            "The bundle {bundle} is not taken because of {file}: {reason}.",
            hint="Nothing of it was installed. Mend that, or copy the whole bundle onto the "
            "stick anew, and take it again.",
            bundle=self._path,
            file=file,
            reason=reason(refusal, detail),
        )


def _is_before(bundle: Bundle, other: Bundle) -> bool:
    return version_order(bundle.version) < version_order(other.version)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
