"""Bundles as a maker of models makes them: with keys of their own and the real ssh-keygen."""

import json
import subprocess
from pathlib import Path

from appliance.bundles.making import make
from appliance.domain.bundle import MANIFEST, SIGNATURE, BundleKind


class Maker:
    """Has a key and signs with it."""

    def __init__(self, folder: Path, name: str = "maker@works") -> None:
        self.name = name
        self._key = folder / f"{name}.key"
        _run("-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(self._key))

    @property
    def line(self) -> str:
        """The line for a list of trusted keys."""
        return f"{self.name} {self._key.with_suffix('.key.pub').read_text().strip()}\n"

    def bundle(
        self, folder: Path, kind: BundleKind, *, name: str = "voice", version: str = "1"
    ) -> Path:
        """Make a signed bundle of a folder."""
        make(folder, kind=kind, name=name, version=version)
        self.sign(folder, kind.namespace)
        return folder

    def sign(self, folder: Path, namespace: str) -> None:
        """Sign the manifest as it stands there."""
        (folder / SIGNATURE).unlink(missing_ok=True)
        _run("-q", "-Y", "sign", "-n", namespace, "-f", str(self._key), str(folder / MANIFEST))

    def signed_with(self, folder: Path, namespace: str, **changes: object) -> None:
        """Change the manifest as no honest tool would, and sign that."""
        content = json.loads((folder / MANIFEST).read_bytes())
        (folder / MANIFEST).write_text(json.dumps({**content, **changes}))
        self.sign(folder, namespace)


def _run(*arguments: str) -> None:
    subprocess.run(("ssh-keygen", *arguments), check=True, capture_output=True, timeout=30)
