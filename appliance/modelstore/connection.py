"""Asking a hub over HTTP: bounded patience, redirects only to where they may lead."""

import ipaddress
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Self, TypeVar

import httpx

from appliance.errors import UsageError
from appliance.modelstore.errors import ModelError

T = TypeVar("T")

log = logging.getLogger(__name__)

MOST_REDIRECTS: Final = 6
LONGEST_LISTING_BYTES: Final = 16 * 1024 * 1024
TRANSIENT: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often and how long a hub that does not answer is waited for."""

    tries: int = 5
    """In a row without a byte of progress."""

    first_wait_s: float = 1.0
    """Doubled each time."""

    longest_wait_s: float = 60.0
    silence_s: float = 30.0
    """A connection that says nothing for so long is given up."""


class TransientError(Exception):
    """The hub may answer later; ``wait_s`` is what it asked for."""

    def __init__(self, reason: str, *, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


class Connection:
    """An HTTP client for one hub at ``base``."""

    def __init__(
        self,
        base: str,
        *,
        patience: Patience | None = None,
        wait: Callable[[float], None] | None = None,
    ) -> None:
        self.base = _checked_base(base)
        self.patience = patience or Patience()
        self._wait = wait or time.sleep
        self._client = httpx.Client(
            timeout=httpx.Timeout(self.patience.silence_s, connect=15.0),
            headers={"accept-encoding": "identity", "user-agent": "tingxia"},
            # A proxy has nothing to do with a server on this very machine.
            trust_env=not _is_local(self.base.host),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    @property
    def place(self) -> str:
        """Host and port, for people."""
        return self.base.netloc.decode("ascii")

    def listing(self, path: str, *, optional: bool = False) -> bytes:
        """Fetch something short whole; empty if it is optional and not there. Raises ModelError."""

        def attempt() -> bytes:
            with self.opened(path, optional=optional) as response:
                if response is None:
                    return b""
                content = b""
                for block in response.iter_bytes():
                    content += block
                    if len(content) > LONGEST_LISTING_BYTES:
                        raise self.nonsense("its listing is endless")
                return content

        return self.patiently(attempt)

    def patiently(self, attempt: Callable[[], T], progress: Callable[[], int] = int) -> T:
        """Repeat an attempt while the hub may recover; ``progress`` counts bytes gained.

        Raises ModelError when the hub gained nothing for all the tries.
        """
        failures, before = 0, progress()
        while True:
            try:
                return attempt()
            except (TransientError, httpx.TransportError) as error:
                if progress() > before:
                    failures, before = 0, progress()
                failures += 1
                if failures >= self.patience.tries:
                    raise self._gave_up(error) from error
                asked_s = error.wait_s if isinstance(error, TransientError) else 0.0
                wait_s = max(asked_s, self.patience.first_wait_s * 2 ** (failures - 1))
                log.info("%s: %s; trying again in %.0f s", self.place, error, wait_s)
                self._wait(min(wait_s, self.patience.longest_wait_s))

    @contextmanager
    def opened(
        self, path: str, *, headers: Mapping[str, str] | None = None, optional: bool = False
    ) -> Iterator[httpx.Response | None]:
        """Open a response with status 200, 206 or 416 and follow redirects.

        Yields None for an optional thing that is not there. Raises ModelError, TransientError,
        httpx.TransportError.
        """
        address = self.base.join(path)
        for _ in range(MOST_REDIRECTS):
            request = self._client.build_request("GET", address, headers=dict(headers or {}))
            response = self._client.send(request, stream=True)
            try:
                if response.has_redirect_location:
                    address = self._allowed(address, response.headers["location"])
                    continue
                if response.status_code in {404, 410} and optional:
                    yield None
                    return
                self._check(response)
                yield response
                return
            finally:
                response.close()
        raise self.nonsense("it redirects in circles")

    def nonsense(self, reason: str) -> ModelError:
        """Return the error for a hub that answers otherwise than a hub."""
        return ModelError(
            "{hub} does not answer like a model hub: {reason}.",
            hint="Try another source: `tingxia models fetch NAME --hub HUB`; "
            "`tingxia models list --json` names them.",
            hub=self.place,
            reason=reason,
        )

    def _check(self, response: httpx.Response) -> None:
        status = response.status_code
        if status in TRANSIENT:
            raise TransientError(f"it answers {status}", wait_s=_retry_after_s(response))
        if status in {401, 403, 404, 410}:
            raise ModelError(
                "{hub} does not give {path}: it answers {status}.",
                hint="The model may have moved or need an account there. Try another source with "
                "--hub, or import it from a stick: tingxia models import PATH",
                hub=self.place,
                path=response.request.url.path,
                status=status,
            )
        if status not in {200, 206, 416}:
            raise self.nonsense(f"it answers {status}")
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise self.nonsense("it packs what must come as it is")

    def _allowed(self, former: httpx.URL, location: str) -> httpx.URL:
        """Return where a redirect leads; refuse one that no honest hub makes."""
        try:
            address = former.join(location)
        except httpx.InvalidURL as error:
            raise self.nonsense("it redirects to no address") from error
        reason = ""
        if not _has_host(address) and address.scheme in {"https", "http"}:
            raise self.nonsense("it redirects to no address")
        if address.scheme not in {"https", "http"}:
            reason = f"it leads to {address.scheme}:"
        elif address.scheme == "http" and self.base.scheme == "https":
            reason = "it leads from https to http"
        elif _is_local(address.host) and not _is_local(self.base.host):
            reason = f"it leads into this network, to {address.host}"
        if reason:
            raise ModelError(
                "A redirect of {hub} is refused: {reason}.",
                hint="Somebody may be interfering with this network. Try another network, another "
                "--hub, or a stick.",
                hub=self.place,
                reason=reason,
            )
        return address

    def _gave_up(self, error: Exception) -> ModelError:
        return ModelError(
            "{hub} cannot be reached: {reason}.",
            hint="Check this machine's network and repeat the command: what came is kept. Without "
            "a network bring the model on a stick: tingxia models import PATH",
            hub=self.place,
            reason=str(error) or type(error).__name__,
        )


def _checked_base(base: str) -> httpx.URL:
    try:
        url = httpx.URL(base if base.endswith("/") else base + "/")
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in {"http", "https"} or not _has_host(url):
        raise UsageError(
            "{base} is not the address of a hub.",
            hint="Write it with its scheme, for instance --from https://mirror.example",
            base=repr(base),
        )
    return url


def _has_host(url: httpx.URL) -> bool:
    host = url.raw_host.decode("ascii", errors="replace")
    return re.fullmatch(r"[A-Za-z0-9.:_-]+", host) is not None


def _is_local(host: str) -> bool:
    """Tell whether a name or address is this machine or its own network."""
    if host == "localhost" or host.endswith((".localhost", ".local")):
        return True
    try:
        return not ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return False


def _retry_after_s(response: httpx.Response) -> float:
    asked = response.headers.get("retry-after", "")
    return float(asked) if asked.isdecimal() and len(asked) < 7 else 0.0
