"""Files that only the owner of a key can read: the age format, version 1 (age-encryption.org/v1).

The box knows the public key alone, so neither the box nor a lost stick gives anything away.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import pyrage

from appliance.export.errors import ExportError
from appliance.export.options import ExportOptions

HOW_TO_NAME: Final = "HOW-TO-DECRYPT.txt"

_SECRET: Final = re.compile(r"\s*AGE-SECRET-KEY-", re.IGNORECASE)
_HOW_TO: Final = """\
These files are encrypted (age, https://age-encryption.org). Only the owner of the secret key of

    {recipient}

can read them. You need the program age or rage (Windows, macOS, Linux) and the file that holds
the secret key, here called key.txt. In the folder of the files:

    age --decrypt --identity key.txt --output {name} {name}.age

`rage` takes the same words. On Windows write `age.exe` or `rage.exe`, in PowerShell
`.\\age.exe`, if the program lies in this folder. All files at once:

    Linux, macOS:        for f in *.age; do age -d -i key.txt -o "${{f%.age}}" "$f"; done
    Windows PowerShell:
        Get-ChildItem *.age | ForEach-Object {{ age -d -i key.txt -o $_.BaseName $_.Name }}

SHA256SUMS holds the hashes of the encrypted files: whether the copy is whole can be checked
without the key (`sha256sum -c SHA256SUMS`). The title of the recording is in the encrypted
{about}.

----------------------------------------------------------------------------------------

这些文件已加密（age，https://age-encryption.org）。只有持有下列公钥所对应私钥的人才能读取：

    {recipient}

需要 age 或 rage 程序（Windows、macOS、Linux 均可用）以及保存私钥的文件（以下称 key.txt）。
在文件所在的文件夹中执行：

    age --decrypt --identity key.txt --output {name} {name}.age

`rage` 的用法相同。在 Windows 上请写 `age.exe` 或 `rage.exe`；若程序就在此文件夹中，
在 PowerShell 里写 `.\\age.exe`。一次解密全部文件：

    Linux、macOS：       for f in *.age; do age -d -i key.txt -o "${{f%.age}}" "$f"; done
    Windows PowerShell：
        Get-ChildItem *.age | ForEach-Object {{ age -d -i key.txt -o $_.BaseName $_.Name }}

SHA256SUMS 是加密后文件的校验值：无需密钥即可检查副本是否完整（`sha256sum -c SHA256SUMS`）。
录音的标题在加密的 {about} 中。
"""


def ruled(options: ExportOptions, recipient: str) -> ExportOptions:
    """Apply the box's own rule: with a key in its settings, nothing leaves it in the clear.

    Raises ExportError if another key is asked for.
    """
    if not recipient:
        return options
    if options.recipient not in {"", recipient}:
        raise ExportError(
            "This box encrypts its exports to {recipient} and to no other key.",
            hint="Leave the key out, or have export.recipient in its settings changed.",
            recipient=recipient,
        )
    return replace(options, recipient=recipient)


def check(recipient: str) -> None:
    """Refuse what is no public key. Raises ExportError that says what one looks like."""
    _parsed(recipient)


def encrypt(blocks: Iterator[bytes], put: Callable[[bytes], None], recipient: str) -> None:
    """Encrypt a stream; ``put`` gets the pieces. Raises ExportError and what either side raises.

    The library wraps an error of the one side and swallows one of the other at the end of the
    stream, so both are remembered here.
    """
    source, sink = _Source(blocks), _Sink(put)
    failure: pyrage.EncryptError | None = None
    try:
        pyrage.encrypt_io(source, sink, [_parsed(recipient)])
    except pyrage.EncryptError as error:
        failure = error
    for known in (sink.failure, source.failure):
        if known is not None:
            raise known
    if failure is not None or not source.is_over:
        raise ExportError(
            "The encryption failed: {reason}.",
            hint="Export again; the recordings in the box are untouched.",
            reason=failure or "it ended early",
        ) from failure


def how_to(recipient: str, name: str, about: str) -> bytes:
    """Return the text that tells how to decrypt; ``name`` is one of the files, without .age."""
    text = _HOW_TO.format(recipient=recipient, name=name, about=about)
    return text.replace("\n", "\r\n").encode()


def _parsed(recipient: str) -> pyrage.x25519.Recipient:
    if _SECRET.match(recipient):
        raise ExportError(
            "That is a secret key. It must not be known to the box.",
            hint="Give the public key that belongs to it: `age-keygen -y key.txt` prints it.",
        )
    try:
        return pyrage.x25519.Recipient.from_str(recipient)
    except pyrage.RecipientError as error:
        raise ExportError(
            "{recipient} is no public key of age.",
            hint="A public key is one line of 62 characters that begins with age1;"
            " `age-keygen` prints it when it makes a key.",
            recipient=repr(recipient[:80]),
        ) from error


class _Source:
    """What the library reads."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = memoryview(b"")
        self.is_over = False
        self.failure: Exception | None = None

    def read(self, count: int) -> bytes:
        """Return at most so many bytes, none at the end."""
        try:
            while not self._rest and not self.is_over:
                block = next(self._blocks, None)
                self.is_over = block is None
                self._rest = memoryview(block or b"")
        except Exception as error:
            self.failure = error
            raise
        piece, self._rest = bytes(self._rest[:count]), self._rest[count:]
        return piece


class _Sink:
    """What the library writes to."""

    def __init__(self, put: Callable[[bytes], None]) -> None:
        self._put = put
        self.failure: Exception | None = None

    def write(self, data: bytes) -> int:
        """Take it all."""
        try:
            self._put(bytes(data))
        except Exception as error:
            self.failure = error
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""
