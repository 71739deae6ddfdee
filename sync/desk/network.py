"""The road over HTTP: one client, one place where a network's faults become sentences, and the pin of the server."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import ssl
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

import httpx2

from sync.protocol import keys, limits
from sync.protocol.messages import FRAMES_PATH, FRAMES_TYPE, PIECE_PATH, PROBLEM_TYPE
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused, refusal_of
from union_desk import __version__
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    import socket
    from types import TracebackType

_OTHER_KEY = "the server's key is not the pinned one"
CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 120.0
LATE, AWAY, CUT, STRANGE, STATUS, LARGE = (
    N_("no answer in time"), N_("no connection"), N_("the connection was cut"),
    N_("the server's certificate is not the expected one"), N_("status {status}"), N_("the answer is too large"))


class ServerAddressError(UserError):
    """The address cannot be that of a superior's server."""

    code = "server_address"
    message = N_("The address {address} cannot be used: it must begin with https:// (http:// only on this computer).")


class OtherKeyError(NoAnswerError):
    """The server at the address holds another key than the pinned one, or a certificate nobody vouches for."""

    code = "other_key"


def check_address(address: str) -> str:
    """Return the address without a slash at its end; raises ServerAddressError."""
    parts = urlsplit(address.strip())
    plain = parts.scheme == "http" and _is_here(parts.hostname or "")
    if not parts.hostname or not (plain or parts.scheme == "https"):
        raise ServerAddressError(address=address)
    return address.strip().rstrip("/")


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Pinned(ssl.SSLContext):
    """A TLS context that looks at the server's key alone: names and dates do not matter, clocks may be wrong."""

    fingerprint = ""

    @classmethod
    def to(cls, fingerprint: str) -> Pinned:
        """Return a context that takes only the server whose key has that fingerprint (or begins with it)."""
        made = cls(ssl.PROTOCOL_TLS_CLIENT)
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
        made.fingerprint = fingerprint
        return made

    def wrap_socket(self, sock: socket.socket, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        """Shake hands, then compare the key before a byte of the request is sent."""
        wrapped = super().wrap_socket(sock, *args, **kwargs)
        certificate = wrapped.getpeercert(binary_form=True)
        if certificate is None or not key_of(certificate).startswith(self.fingerprint):
            wrapped.close()
            raise ssl.SSLCertVerificationError(_OTHER_KEY)
        return wrapped


def key_of(certificate: bytes) -> str:
    """Return the fingerprint of a certificate's key: as of a superior's own if it is Ed25519, else SHA-256."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    public = x509.load_der_x509_certificate(certificate).public_key()
    if isinstance(public, Ed25519PublicKey):
        return keys.fingerprint(public.public_bytes_raw())
    return hashlib.sha256(public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)).hexdigest()


class Carrier:
    """Posts to one server over kept connections; use as a context manager."""

    def __init__(self, address: str, pin: str = "", transport: httpx2.BaseTransport | None = None) -> None:
        """Take a checked address; with a pin the server's key must be that one, else the system's roots decide."""
        self.address = address
        self._client = httpx2.Client(
            base_url=address, transport=transport, verify=Pinned.to(pin) if pin else True, follow_redirects=False,
            timeout=httpx2.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            trust_env=not _is_here(urlsplit(address).hostname or ""),
            headers={"User-Agent": f"union-desk/{__version__}"})

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Close the connections."""
        self._client.close()

    def post(self, path: str, body: bytes, authorization: str) -> bytes:
        """Carry a request; raises NoAnswerError, or Refused with the server's own words."""
        headers = {"Content-Type": FRAMES_TYPE if path in {FRAMES_PATH, PIECE_PATH} else "application/json"}
        if authorization:
            headers["Authorization"] = authorization
        try:
            with self._client.stream("POST", path, content=body, headers=headers) as answer:
                return self._read(answer)
        except httpx2.TimeoutException as fault:
            raise self._none(LATE) from fault
        except httpx2.ConnectError as fault:
            if "CERTIFICATE" in str(fault) or _OTHER_KEY in str(fault):
                raise OtherKeyError(address=self.address, reason=STRANGE) from fault
            raise self._none(AWAY) from fault
        except (httpx2.HTTPError, ssl.SSLError, OSError) as fault:
            raise self._none(CUT) from fault

    def _read(self, answer: httpx2.Response) -> bytes:
        parts, size = [], 0
        for part in answer.iter_bytes():
            size += len(part)
            if size > limits.REPLY_BYTES:
                raise self._none(LARGE)
            parts.append(part)
        body = b"".join(parts)
        if answer.status_code == httpx2.codes.OK:
            return body
        retry_after = _seconds(answer.headers.get("retry-after", ""))
        if answer.headers.get("content-type", "").startswith(PROBLEM_TYPE):
            refused = _refusal(body)
            if refused is not None:
                refused.retry_after = retry_after
                raise refused
        raise self._none(STATUS, retry_after, status=answer.status_code)

    def _none(self, reason: str, retry_after: float | None = None, **params: object) -> NoAnswerError:
        return NoAnswerError(address=self.address, reason=reason, retry_after=retry_after, about=params)


def _refusal(body: bytes) -> Refused | None:
    try:
        document = json.loads(body)
    except ValueError:
        return None
    return refusal_of(document) if isinstance(document, dict) else None


def _seconds(text: str) -> float | None:
    return float(text) if text.isdigit() else None
