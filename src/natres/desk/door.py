"""The door of the desk: who may come in (this machine's own browser, with the key), and what a page may do."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["PAGE_POLICY", "RESULT_POLICY", "Door", "Keys"]

#: What our own pages may do: run our files, talk to us, nothing else.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: What a page that was made from somebody's data may do: draw itself, as a stranger to the desk.
RESULT_POLICY = (
    "sandbox allow-scripts allow-popups allow-downloads allow-modals; default-src 'none'; "
    "script-src 'unsafe-inline' blob: data:; style-src 'unsafe-inline'; img-src data: blob:; "
    "font-src data:; worker-src blob:; connect-src data: blob:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_READING = ("GET", "HEAD")
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"same-origin",  # with none at all a browser sends a form without its origin
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"x-frame-options": b"DENY",
    b"cache-control": b"no-store",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=()",
}


@dataclass(frozen=True)
class Keys:
    """Random parts of the address: of the desk, and of results, which get to know only theirs."""

    desk: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    results: str = field(default_factory=lambda: secrets.token_urlsafe(24))


class Door:
    """Lets in what comes from this machine's own browser with a key; everything else gets 403 and no word more.

    Parameters
    ----------
    app : what stands behind the door
    keys : one of them is the first part of every address
    hosts : what a ``Host`` header may say, as ``127.0.0.1:8000``: another name is a page elsewhere that lets its name
        point here
    """

    def __init__(self, app: ASGIApp, keys: Keys, hosts: tuple[str, ...]) -> None:
        self._app, self._keys, self._hosts = app, keys, hosts
        self._origins = tuple(f"http://{host}" for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, or not."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http" or not self._may_enter(scope):
            await _refuse(scope, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_headers(message.get("headers", []))
            await send(message)

        await self._app(scope, receive, answer)

    def _may_enter(self, scope: Scope) -> bool:
        headers = _single(scope)
        if headers is None or headers.get("host") not in self._hosts:
            return False
        key = str(scope["path"]).split("/", 2)[1] if str(scope["path"]).startswith("/") else ""
        desk, results = (
            hmac.compare_digest(key.encode(), one.encode()) for one in (self._keys.desk, self._keys.results)
        )
        if scope["method"] not in _READING:
            return desk and headers.get("origin") in self._origins
        if headers.get("origin", self._origins[0]) not in self._origins:
            return False
        strange = headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
        return (desk and not strange) or (results and (not strange or headers.get("sec-fetch-mode") == "navigate"))


def _single(scope: Scope) -> Mapping[str, str] | None:
    """Return the headers that decide; None where one of them stands twice."""
    found: dict[str, str] = {}
    for name, value in scope["headers"]:
        key = name.decode("latin-1").lower()
        if key in ("host", "origin", "sec-fetch-site", "sec-fetch-mode"):
            if key in found:
                return None
            found[key] = value.decode("latin-1").lower()
    return found


def _with_headers(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    policy = [] if b"content-security-policy" in present else [(b"content-security-policy", PAGE_POLICY.encode())]
    return [*headers, *policy, *((name, value) for name, value in _HEADERS.items() if name not in present)]


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    body = "403：请用启动窗口里的完整地址打开 · open the whole address that the window shows\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": _with_headers(headers)})
    await send({"type": "http.response.body", "body": body})
