"""``<data>/bundles/<kind>-<name>.json``: which bundles were installed, by whom they were signed."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from appliance.bundles.errors import ReplacingError
from appliance.bundles.manifest import Bundle
from appliance.domain.bundle import Replaced
from appliance.recordings.durable import make_folder, replace_file


class InstalledBundle(BaseModel):
    """The receipt of a bundle; the next version is compared with it."""

    model_config = ConfigDict(frozen=True)

    bundle: Bundle
    signer: str
    manifest_sha256: str
    installed: str
    """ISO 8601, UTC."""


def previous(folder: Path, bundle: Bundle, *, replace: bool) -> InstalledBundle | None:
    """Return the installed bundle of the same kind and name.

    Raises ReplacingError if it cannot be read, unless told to ``replace`` it.
    """
    try:
        return InstalledBundle.model_validate_json(_file(folder, bundle).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        if replace:
            return None
        raise ReplacingError(
            "It cannot be read which version of {bundle} is installed.",
            hint="Take it all the same on the Stick page, or with --replace.",
            what=Replaced.VERSION,
            bundle=bundle.name,
        ) from error


def note(folder: Path, bundle: Bundle, manifest: bytes, signer: str) -> None:
    """Note that a bundle is installed. Raises OSError."""
    known = InstalledBundle(
        bundle=bundle,
        signer=signer,
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        installed=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    make_folder(folder)
    replace_file(_file(folder, bundle), known.model_dump_json(indent=1).encode())


def _file(folder: Path, bundle: Bundle) -> Path:
    return folder / f"{bundle.kind.value}-{bundle.name}.json"
