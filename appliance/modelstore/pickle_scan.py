"""Reads pickles without obeying them, and refuses those that hold more than weights.

A pickle is a program: whoever loads it runs it. PyTorch's checkpoints are pickles, so a model
from a stranger's stick is one too. What a checkpoint needs is little: dictionaries, numbers and
the rebuilding of tensors. Only those names may be called; the instructions are looked at one by
one, none is carried out. What cannot be followed is refused as well.
"""

import io
import lzma
import pickletools
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from appliance.modelstore.errors import ModelError

_PICKLED_SUFFIXES: Final = frozenset({".pt", ".pth", ".pkl", ".pickle", ".ckpt"})
"""Files with these names must be pickles of weights; others are scanned if they look like one."""

_LONGEST_PICKLE_BYTES: Final = 64 << 20
"""The part that is a pickle; of the largest model used here it is 2 MB, tensors come after it."""

_PICKLES_BEFORE_TENSORS: Final = 5
"""Of PyTorch's format before 1.6: magic, protocol, machine, weights, names of the tensors."""

_STORAGES: Final = (
    "Bool Byte Char Short Int Long Half BFloat16 Float Double ComplexFloat ComplexDouble "
    "Untyped QInt8 QUInt8 QInt32"
)
_DTYPES: Final = (
    "bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 complex64 complex128"
)
_HARMLESS: Final = frozenset(
    {
        "collections.OrderedDict",
        "torch.Size",
        "torch.device",
        "torch._utils._rebuild_tensor",
        "torch._utils._rebuild_tensor_v2",
        "torch._utils._rebuild_parameter",
        "torch.storage.TypedStorage",
        "torch.storage.UntypedStorage",
        *(f"torch.{kind}Storage" for kind in _STORAGES.split()),
        *(f"torch.{kind}" for kind in _DTYPES.split()),
    }
)
"""Builds data and does nothing else."""

_TEXT: Final = frozenset({"UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"})
_STORE: Final = frozenset({"PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"})
_FETCH: Final = frozenset({"GET", "BINGET", "LONG_BINGET"})
_NAME: Final = frozenset({"GLOBAL", "INST"})
_NAME_BY_NUMBER: Final = frozenset({"EXT1", "EXT2", "EXT4"})

_ZIP: Final = b"PK\x03\x04"
_PROTOCOLS: Final = tuple(b"\x80" + bytes([protocol]) for protocol in range(2, 6))

_CUT_OR_DAMAGED: Final = (EOFError, OSError, zlib.error, lzma.LZMAError)
"""What opening a compressed file raises besides its own errors."""


def refuse_hostile_pickle(file: Path, *, must_be_pickle: bool = False) -> None:
    """Raise ModelError if loading this file could do more than give back weights.

    ``must_be_pickle`` is for a file that will be unpickled whatever it is called.
    """
    must_be_pickle = must_be_pickle or file.suffix.lower() in _PICKLED_SUFFIXES
    with file.open("rb") as stream:
        start = stream.read(4)
    if start == _ZIP:
        _check_archive(file, must_be_pickle=must_be_pickle)
    elif must_be_pickle or start.startswith(_PROTOCOLS):
        if must_be_pickle and _may_be_tar(file):
            raise _refusal(file, "an archive in which anything may lie")
        with file.open("rb") as stream:
            _check(file, stream.read(_LONGEST_PICKLE_BYTES), must_be_pickle=must_be_pickle)


def _may_be_tar(file: Path) -> bool:
    try:
        return tarfile.is_tarfile(file)
    except _CUT_OR_DAMAGED:
        return True  # it begins as a compressed one


def _check_archive(file: Path, *, must_be_pickle: bool) -> None:
    """Check PyTorch's format since 1.6: a zip with data.pkl and one entry for each tensor."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            pickles = [
                # PyTorch finds its entries in capitals, too.
                entry
                for entry in entries
                if Path(entry.filename).suffix.lower() in _PICKLED_SUFFIXES
            ]
            if not pickles and not must_be_pickle:
                return
            if any("/code/" in f"/{entry.filename}".lower() for entry in entries):
                raise _refusal(file, "a TorchScript program")
            if not pickles:
                raise _refusal(file, "no weights")
            for entry in pickles:
                with archive.open(entry) as stream:
                    content = stream.read(_LONGEST_PICKLE_BYTES + 1)
                if len(content) > _LONGEST_PICKLE_BYTES:
                    raise _refusal(file, f"an oversized {entry.filename}")
                _check(file, content, must_be_pickle=True)
    # Of zipfile for an unknown compression and for a password; PyTorch writes neither.
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, *_CUT_OR_DAMAGED) as error:
        raise _refusal(file, f"a damaged archive: {error}") from error


def _check(file: Path, content: bytes, *, must_be_pickle: bool) -> None:
    """Check pickles that follow one another; after the first ones come tensors, which are none."""
    stream = io.BytesIO(content)
    for index in range(_PICKLES_BEFORE_TENSORS):
        try:
            for name in _names(stream):
                if name not in _HARMLESS:
                    raise _refusal(file, f"the instruction to call {name}")
        except (ValueError, IndexError, KeyError, UnicodeDecodeError) as error:
            if index == 0 and not must_be_pickle:
                return
            raise _refusal(file, f"something unreadable: {error}") from error
        if stream.tell() == len(content):
            return


def _names(stream: io.BytesIO) -> Iterator[str]:
    """Yield what one pickle would look up, as module.name; ``?`` where that cannot be told."""
    memo: dict[int, str | None] = {}
    pushed: list[str | None] = []
    for opcode, argument, _ in pickletools.genops(stream):
        if opcode.name in _TEXT:
            pushed.append(str(argument))
        elif opcode.name in _STORE:
            place = len(memo) if argument is None else int(argument)
            memo[place] = pushed[-1] if pushed else None
        elif opcode.name in _FETCH:
            pushed.append(memo.get(int(argument or 0)))
        else:
            if opcode.name in _NAME:
                yield str(argument).replace(" ", ".", 1)
            elif opcode.name in _NAME_BY_NUMBER:
                yield "?"
            elif opcode.name == "STACK_GLOBAL":
                module, name = pushed[-2:] if len(pushed) > 1 else (None, None)
                yield f"{module}.{name}" if module and name else "?"
            pushed.clear()


def _refusal(file: Path, what: str) -> ModelError:
    return ModelError(
        "{file} holds {what}; it was not loaded.",
        hint="A checkpoint holds weights and nothing else: get the model from its publisher again.",
        file=file.name,
        what=what,
    )
