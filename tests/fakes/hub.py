"""A model hub on loopback, with real sockets, that can be told to misbehave."""

import hashlib
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

Answer = Callable[["_Handler", bytes], None]
"""Answers one request for a file with this content."""


class FakeHub:
    """Serves files and listings; answers are taken in order, then honest ones follow."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        """By path and query."""

        self.asked: list[tuple[str, Mapping[str, str]]] = []
        """Path and headers of every request."""

        self.closing = threading.Event()
        self._answers: dict[str, list[Answer]] = defaultdict(list)
        hub = self

        class Handler(_Handler):
            pass

        Handler.hub = hub
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @property
    def base(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def running(self) -> Iterator["FakeHub"]:
        """Serve until the end of the block."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield self
        finally:
            self.closing.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def answer(self, path: str, *answers: Answer) -> None:
        """Misbehave for the next requests of a path."""
        self._answers[path].extend(answers)

    def next_answer(self, path: str) -> Answer:
        """Return how to answer now."""
        waiting = self._answers[path]
        return waiting.pop(0) if waiting else honestly

    def asked_for(self, path: str) -> list[Mapping[str, str]]:
        """Return the headers of the requests of a path."""
        return [headers for asked, headers in self.asked if asked == path]

    def hugging_face(self, repository: str, files: Mapping[str, bytes]) -> None:
        """Offer a repository as Hugging Face does: the tree, and what `resolve` leads to."""
        tree: list[dict[str, Any]] = [{"type": "directory", "path": "somewhere", "size": 0}]
        for name, content in files.items():
            item: dict[str, Any] = {"type": "file", "path": name, "size": len(content)}
            if len(content) > 100:  # small files are no large-file objects there
                item["lfs"] = {"oid": sha256(content), "size": len(content), "pointerSize": 134}
            tree.append(item)
            self.files[f"/{repository}/resolve/main/{name}"] = content
        self.files[f"/api/models/{repository}/tree/main?recursive=true"] = _json(tree)

    def model_scope(self, repository: str, files: Mapping[str, bytes]) -> None:
        """Offer a repository as ModelScope does."""
        api = f"/api/v1/models/{repository}/repo"
        listed: list[dict[str, Any]] = [{"Type": "tree", "Path": "somewhere", "Size": 0}]
        for name, content in files.items():
            listed.append(
                {"Type": "blob", "Path": name, "Size": len(content), "Sha256": sha256(content)}
            )
            quoted = name.replace("/", "%2F")
            self.files[f"{api}?Revision=master&FilePath={quoted}"] = content
        self.files[f"{api}/files?Revision=master&Recursive=true"] = _json(
            {"Code": 200, "Data": {"Files": listed}, "Success": True}
        )

    def release(self, repository: str, tag: str, assets: Mapping[str, bytes]) -> None:
        """Offer a release as GitHub does, with the hashes that sherpa-onnx puts beside."""
        place = f"/{repository}/releases/download/{tag}/"
        for name, content in assets.items():
            self.files[place + name] = content
        sums = "".join(f"{name}\t{sha256(content)}\n" for name, content in assets.items())
        self.files[place + "checksum.txt"] = sums.encode()


class _Handler(BaseHTTPRequestHandler):
    hub: ClassVar[FakeHub]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.hub.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        content = self.hub.files.get(self.path)
        if content is None:
            status(404)(self, b"")
            return
        try:
            self.hub.next_answer(self.path)(self, content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the framework's own
        """Say nothing."""

    def begin(self, code: int, **headers: str | int) -> None:
        """Send the status and headers."""
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()


def honestly(handler: _Handler, content: bytes) -> None:
    """Send the file, or the rest that is asked for if it is still the same file."""
    etag = f'"{sha256(content)[:16]}"'
    asked = handler.headers.get("Range", "")
    if asked and handler.headers.get("If-Range", etag) == etag:
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        if start >= len(content):
            handler.begin(416, Content_Range=f"bytes */{len(content)}", Content_Length=0)
            return
        rest = content[start:]
        place = f"bytes {start}-{len(content) - 1}/{len(content)}"
        handler.begin(206, Content_Length=len(rest), Content_Range=place, ETag=etag)
        handler.wfile.write(rest)
        return
    handler.begin(200, Content_Length=len(content), ETag=etag)
    handler.wfile.write(content)


def interrupted(after_bytes: int) -> Answer:
    """Promise all of what is asked for, and hang up after some bytes of it."""

    def answer(handler: _Handler, content: bytes) -> None:
        asked = handler.headers.get("Range", "")
        start = int(asked.removeprefix("bytes=").removesuffix("-")) if asked else 0
        etag = f'"{sha256(content)[:16]}"'
        if start:
            place = f"bytes {start}-{len(content) - 1}/{len(content)}"
            length = len(content) - start
            handler.begin(206, Content_Length=length, Content_Range=place, ETag=etag)
        else:
            handler.begin(200, Content_Length=len(content), ETag=etag)
        handler.wfile.write(content[start : start + after_bytes])
        handler.close_connection = True

    return answer


def instead(other: bytes) -> Answer:
    """Send something else as if it were the file."""
    return lambda handler, _content: honestly(handler, other)


def ignoring_range(handler: _Handler, content: bytes) -> None:
    """Send everything, whatever part was asked for."""
    handler.begin(200, Content_Length=len(content))
    handler.wfile.write(content)


def without_length(handler: _Handler, content: bytes) -> None:
    """Send half of it, and do not say how long it is."""
    handler.begin(200, Connection="close")
    handler.wfile.write(content[: len(content) // 2])
    handler.close_connection = True


def silent(handler: _Handler, content: bytes) -> None:
    """Promise the file and say nothing more until the hub closes."""
    handler.begin(200, Content_Length=len(content))
    handler.hub.closing.wait(20)
    handler.close_connection = True


def packed(handler: _Handler, content: bytes) -> None:
    """Send it compressed without being asked."""
    handler.begin(200, Content_Length=len(content), Content_Encoding="gzip")
    handler.wfile.write(content)


def status(code: int, **headers: str | int) -> Answer:
    """Refuse."""
    return lambda handler, _content: handler.begin(code, Content_Length=0, **headers)


def redirected(location: str) -> Answer:
    """Send the asker elsewhere."""
    return status(302, Location=location)


def sha256(content: bytes) -> str:
    """Hash bytes."""
    return hashlib.sha256(content).hexdigest()


def _json(value: object) -> bytes:
    return json.dumps(value).encode()
