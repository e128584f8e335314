"""The model hubs: what each is asked for the files of a model, and where the files then are."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from appliance.modelstore.catalogue import Entry, Source
from appliance.modelstore.connection import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A file as a hub has it."""

    name: str
    """In the model's folder here; of an archive its own name."""

    path: str
    """Below the hub's address."""

    size_bytes: int | None = None
    sha256: str = ""
    """Empty where neither the catalogue nor the hub knows it."""

    is_archive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """A kind of hub."""

    base: str
    files: Callable[[Connection, Entry, Source], list[RemoteFile]]


def _hugging_face(connection: Connection, entry: Entry, source: Source) -> list[RemoteFile]:
    """List through the tree API; large files carry their SHA-256 as ``lfs.oid``."""
    revision = quote(source.revision or "main", safe="")
    listed = _json(
        connection, f"api/models/{quote(source.repository)}/tree/{revision}?recursive=true"
    )
    known: dict[str, tuple[int | None, str]] = {}
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, dict) and item.get("type") == "file":
            large = item.get("lfs")
            oid = large.get("oid") if isinstance(large, dict) else ""
            known[str(item.get("path"))] = (_size(item.get("size")), _sha256(oid))
    place = f"{quote(source.repository)}/resolve/{revision}/"
    return _matched(connection, entry, source, known, lambda path: place + quote(path))


def _model_scope(connection: Connection, entry: Entry, source: Source) -> list[RemoteFile]:
    """List through the API of a repository's files; every file carries its SHA-256."""
    revision = quote(source.revision or "master", safe="")
    api = f"api/v1/models/{quote(source.repository)}/repo"
    listed = _json(connection, f"{api}/files?Revision={revision}&Recursive=true")
    data = listed.get("Data") if isinstance(listed, dict) else None
    items = data.get("Files") if isinstance(data, dict) else None
    known: dict[str, tuple[int | None, str]] = {}
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and item.get("Type") != "tree":
            known[str(item.get("Path"))] = (_size(item.get("Size")), _sha256(item.get("Sha256")))
    return _matched(
        connection,
        entry,
        source,
        known,
        lambda path: f"{api}?Revision={revision}&FilePath={quote(path, safe='')}",
    )


def _github(connection: Connection, entry: Entry, source: Source) -> list[RemoteFile]:
    """Take the assets of a release; some releases list their hashes in ``checksum.txt``."""
    place = f"{quote(source.repository)}/releases/download/{quote(source.revision)}/"
    listed = connection.listing(place + "checksum.txt", optional=True).decode(errors="replace")
    hashes = dict(re.findall(r"^(\S+)\s+([0-9a-f]{64})\s*$", listed, re.MULTILINE))
    if source.archive:
        return [
            RemoteFile(
                name=source.archive,
                path=place + quote(source.archive),
                size_bytes=source.archive_bytes,
                sha256=source.archive_sha256 or hashes.get(source.archive, ""),
                is_archive=True,
            )
        ]
    found = []
    for file in entry.files:
        asset = source.names.get(file.name, file.name)
        found.append(
            RemoteFile(
                name=file.name,
                path=place + quote(asset),
                size_bytes=file.size_bytes,
                sha256=file.sha256 or hashes.get(asset, ""),
            )
        )
    return found


def _matched(
    connection: Connection,
    entry: Entry,
    source: Source,
    known: Mapping[str, tuple[int | None, str]],
    path_of: Callable[[str], str],
) -> list[RemoteFile]:
    """Find the catalogue's files in a listing; what the catalogue knows wins."""
    found = []
    for file in entry.files:
        path = source.names.get(file.name, file.name)
        if path not in known:
            raise connection.nonsense(f"{source.repository} there has no file {path}")
        size_bytes, sha256 = known[path]
        remote = RemoteFile(
            name=file.name, path=path_of(path), size_bytes=size_bytes, sha256=sha256
        )
        if file.sha256:  # then the size is that of the same file
            remote = replace(remote, sha256=file.sha256, size_bytes=file.size_bytes or size_bytes)
        found.append(remote)
    return found


def _json(connection: Connection, path: str) -> Any:
    try:
        return json.loads(connection.listing(path))
    except ValueError as error:
        raise connection.nonsense("its listing is no JSON") from error


def _sha256(value: object) -> str:
    return (
        value.lower() if isinstance(value, str) and re.fullmatch("[0-9a-fA-F]{64}", value) else ""
    )


def _size(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


HUBS: Final[Mapping[str, Hub]] = MappingProxyType(
    {
        "huggingface": Hub(base="https://huggingface.co", files=_hugging_face),
        "modelscope": Hub(base="https://modelscope.cn", files=_model_scope),
        "github": Hub(base="https://github.com", files=_github),
    }
)
