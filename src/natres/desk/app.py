"""The addresses of the desk: pages, what is dropped, clicks, what happens, what was made."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles

from natres.desk.actions import Desk
from natres.desk.delivering import deliver
from natres.desk.door import Door, Keys
from natres.desk.incoming import ignorable, place_for, receive, safe_name
from natres.desk.pages import Pages
from natres.desk.works import Kind, Work
from natres.errors import BadData, BadUsage, NatresError, NotThere

__all__ = ["desk_app"]

_MOST_FORM = 512 * 1024
_BEAT = 15.0  # seconds without an event after which a line is sent all the same
_KINDS: tuple[Kind, ...] = ("district", "site", "audit")
Answer = Callable[[Request], Awaitable[Response]]


def desk_app(desk: Desk, keys: Keys, hosts: tuple[str, ...]) -> Door:
    """Return the application behind its door.

    Parameters
    ----------
    hosts : what the browser may call this machine, with the port
    """
    addresses = _Addresses(desk, Pages(desk, keys), f"/{keys.desk}")
    inner = [
        Route("/", addresses.home),
        Route("/alive", addresses.alive),
        Route("/language/{language}", addresses.language, methods=["POST"]),
        Route("/works", addresses.create, methods=["POST"]),
        Route("/works/{work}", addresses.work),
        Route("/works/{work}/panel", addresses.panel),
        Route("/works/{work}/events", addresses.events),
        Route("/works/{work}/files", addresses.upload, methods=["PUT"]),
        Route("/works/{work}/remove", addresses.remove, methods=["POST"]),
        Route("/works/{work}/{action}", addresses.act, methods=["POST"]),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]
    results = [Route("/{work}/{name:path}", addresses.result)]
    app = Starlette(
        routes=[
            Mount(f"/{keys.desk}", Router(inner, redirect_slashes=False)),
            Mount(f"/{keys.results}", Router(results, redirect_slashes=False)),
        ],
        exception_handlers={
            NatresError: addresses.wrong,
            404: addresses.nothing,
            405: addresses.nothing,
            500: addresses.fault,
        },
    )
    return Door(app, keys, hosts)


class _Addresses:
    """What each address does; blocking work happens in threads."""

    def __init__(self, desk: Desk, pages: Pages, root: str) -> None:
        self._desk, self._pages, self._root = desk, pages, root

    # --- pages --------------------------------------------------------------------------------------------------

    async def home(self, request: Request) -> Response:
        return HTMLResponse(await run_in_threadpool(self._pages.home))

    async def alive(self, request: Request) -> Response:
        return Response("natres", media_type="text/plain")

    async def work(self, request: Request) -> Response:
        return HTMLResponse(await run_in_threadpool(self._pages.work, self._named(request)))

    async def panel(self, request: Request) -> Response:
        return HTMLResponse(await run_in_threadpool(self._pages.panel, self._named(request)))

    async def language(self, request: Request) -> Response:
        asked = request.path_params["language"]
        if asked in ("zh", "en"):
            self._desk.language = asked
        return RedirectResponse(self._back(request), status_code=303)

    # --- works --------------------------------------------------------------------------------------------------

    async def create(self, request: Request) -> Response:
        kind = (await _form(request)).get("kind", [""])[0]
        if kind not in _KINDS:
            raise BadUsage("OPTION_VALUE", option="kind", value=kind[:40], allowed=", ".join(_KINDS))
        work = await run_in_threadpool(self._desk.works.create, kind)
        return RedirectResponse(f"{self._root}/works/{work.id}", status_code=303)

    async def remove(self, request: Request) -> Response:
        work = self._named(request)
        if work.running:
            raise BadUsage("WORK_RUNNING", value=work.id)
        await run_in_threadpool(self._desk.works.remove, work)
        return RedirectResponse(f"{self._root}/", status_code=303)

    async def upload(self, request: Request) -> Response:
        work = self._named(request)
        if work.running or work.given:
            raise BadUsage("WORK_RUNNING", value=work.id)
        parts = safe_name(request.headers.get("x-name", ""))
        if ignorable(parts):
            return Response(status_code=204)
        parts, replaces = await run_in_threadpool(place_for, work, parts)
        await receive(work, parts, request.stream())
        if ".gdb" not in "/".join(parts[:-1]):  # its inner files are nobody's words
            work.note(f"{'替换' if replaces else '收到'} {'/'.join(parts)}")
        return Response(status_code=204)

    async def act(self, request: Request) -> Response:
        work = self._named(request)
        said = await _form(request)
        action = request.path_params["action"]
        try:
            await run_in_threadpool(self._desk.act, work, action, said)
        except NatresError as error:
            return await self._panel_with(request, work, error)
        if action in ("form", "text"):
            return Response(status_code=204)
        return await self._panel_with(request, work, None)

    async def _panel_with(self, request: Request, work: Work, error: NatresError | None) -> Response:
        if request.headers.get("hx-request") == "true":
            return HTMLResponse(await run_in_threadpool(self._pages.panel, work, error))
        if error is None:
            return RedirectResponse(f"{self._root}/works/{work.id}", status_code=303)
        return HTMLResponse(await run_in_threadpool(self._pages.work, work, error), status_code=400)

    async def events(self, request: Request) -> Response:
        work = self._named(request)
        queue = self._desk.runs.listen(work)

        async def lines() -> AsyncIterator[str]:
            try:
                if request.query_params.get("told") != str(self._desk.runs.told(work)):
                    yield "event: changed\ndata: .\n\n"  # what happened while nobody listened
                while True:
                    try:
                        await asyncio.wait_for(queue.get(), _BEAT)
                    except TimeoutError:
                        yield ": \n\n"
                        continue
                    while not queue.empty():
                        queue.get_nowait()
                    yield "event: changed\ndata: .\n\n"
            finally:
                self._desk.runs.leave(work, queue)

        return StreamingResponse(lines(), media_type="text/event-stream")

    async def result(self, request: Request) -> Response:
        work = self._named(request)
        return await run_in_threadpool(deliver, work, request.path_params["name"])

    # --- what goes wrong ----------------------------------------------------------------------------------------

    async def wrong(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, NatresError)
        status = 404 if isinstance(error, NotThere) else 413 if error.code == "UPLOAD_SIZE" else 400
        if request.method == "PUT":
            text = f"{error.problem(self._desk.language)}　{error.cure(self._desk.language)}"
            return Response(text, status_code=status, media_type="text/plain")
        return HTMLResponse(await run_in_threadpool(self._pages.missing, error), status_code=status)

    async def nothing(self, request: Request, error: Exception) -> Response:
        page = await run_in_threadpool(self._pages.missing, NotThere("PAGE_MISSING", file=request.url.path[-60:]))
        return HTMLResponse(page, status_code=404)

    async def fault(self, request: Request, error: Exception) -> Response:
        logging.getLogger("natres.desk").exception("desk", exc_info=error)
        bug = BadData("BUG", why=type(error).__name__, value="—")
        return HTMLResponse(await run_in_threadpool(self._pages.missing, bug), status_code=500)

    # --- small things -------------------------------------------------------------------------------------------

    def _named(self, request: Request) -> Work:
        return self._desk.works.get(request.path_params["work"])

    def _back(self, request: Request) -> str:
        """Return the page of a work that a form names, else the first page."""
        name = request.query_params.get("work", "")
        known = {work.id for work in self._desk.works.all()}
        return f"{self._root}/works/{name}" if name in known else f"{self._root}/"


async def _form(request: Request) -> dict[str, list[str]]:
    """Return the fields of a form.

    Raises
    ------
    BadUsage : ``FORM_SIZE``
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_FORM:
            raise BadUsage("FORM_SIZE", value=f"{_MOST_FORM // 1024} KB")
    try:
        return parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=500)
    except ValueError:
        raise BadUsage("FORM_SIZE", value=f"{_MOST_FORM // 1024} KB") from None
