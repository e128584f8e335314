"""Who signed a manifest, and what for: asked of ``ssh-keygen``, which is part of OpenSSH."""

import logging
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from appliance.bundles.errors import BundleError
from appliance.domain.bundle import SIGNATURE, BundleKind

log = logging.getLogger(__name__)

SYSTEM_SIGNERS: Final = Path("/etc/tingxia/allowed_signers")
SIGNERS: Final = "allowed_signers"
"""In the folder of keys, for boxes without a system file."""

LARGEST_BYTES: Final = 64 * 1024
"""A signature has some hundred bytes."""

_TIMEOUT_S: Final = 20.0
_NAMES_TRIED: Final = 4


class Signers:
    """The keys that this box trusts: the first of ``files`` that is there lists them."""

    def __init__(self, files: Sequence[Path], *, program: str = "ssh-keygen") -> None:
        self._files = files
        self._program = program

    def verified(
        self, manifest: bytes, signature: bytes, folder: Path, place: str
    ) -> tuple[BundleKind, str]:
        """Return what a manifest was signed for, and the name of who signed it.

        Nothing of the manifest is read for that. The signature is put into ``folder``. Raises
        BundleError, with ``place`` as the bundle's name.
        """
        trusted = self._trusted(place)
        file = folder / SIGNATURE
        file.write_bytes(signature)
        known = ("-s", str(file), "-f", str(trusted))
        found = self._asked("find-principals", *known)
        names = found.stdout.decode(errors="replace").splitlines() if found.returncode == 0 else []
        if not names:
            raise BundleError(
                "The bundle {bundle} is not signed by a key that this box trusts.",
                hint="If you trust who made it, add the line of that key to {signers}, which "
                "the box must be able to read.",
                bundle=place,
                signers=trusted,
            )
        for kind in BundleKind:
            for name in names[:_NAMES_TRIED]:
                asked = self._asked("verify", *known, "-n", kind.namespace, "-I", name, on=manifest)
                if asked.returncode == 0:
                    return kind, name
                log.info(
                    "signature refused: %s",
                    asked.stderr.decode(errors="replace").strip(),
                    extra={"event": "signature-refused", "namespace": kind.namespace},
                )
        raise BundleError(
            "The signature of the bundle {bundle} does not fit it, or was made for another use.",
            hint="It was changed or not copied whole: copy it again. Whoever makes it signs with "
            "`ssh-keygen -Y sign -n {namespaces} …`.",
            bundle=place,
            namespaces=" or ".join(kind.namespace for kind in BundleKind),
        )

    def _trusted(self, place: str) -> Path:
        for file in self._files:
            if os.path.lexists(file):
                return file
        raise BundleError(
            "This box trusts no key yet, so the bundle {bundle} is not taken.",
            hint="Put the public key of who makes bundles into {signers}: a name, a space, and "
            "the content of the .pub file.",
            bundle=place,
            signers=" or ".join(map(str, self._files)),
        )

    def _asked(
        self, question: str, *arguments: str, on: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                (self._program, "-Y", question, *arguments),
                input=on,
                capture_output=True,
                timeout=_TIMEOUT_S,
                check=False,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
            )
        except FileNotFoundError as error:
            raise BundleError(
                "Signatures cannot be checked: the program {program} is not installed.",
                hint="Whoever looks after the box installs it: sudo apt install openssh-client",
                program=self._program,
            ) from error
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BundleError(
                "Signatures cannot be checked: {program} failed ({reason}).",
                hint="Try it once more; if it stays so, install openssh-client anew.",
                program=self._program,
                reason=error,
            ) from error
