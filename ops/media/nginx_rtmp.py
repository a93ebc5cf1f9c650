"""nginx with the rtmp module as the media server: its configuration, its counters (/stat) and its kick (/control)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from xml.etree import ElementTree

import aiohttp

from ops.errors import StartError
from ops.media import nginx_conf, packages
from ops.media.adapter import Ingest
from ops.media.config import LOOPBACK, MediaConfig

ANSWER_S = 1.0


class NginxRtmp:
    """See adapter.MediaServer. hook_secret: the part of the hooks' address that only nginx knows."""

    def __init__(self, config: MediaConfig, http: aiohttp.ClientSession, hook_secret: str) -> None:
        self._config, self._http, self._secret = config, http, hook_secret

    def prepare(self) -> None:
        """Write the configuration where only we may read it."""
        module = packages.find(packages.RTMP)
        if module is None:
            raise StartError(packages.sentence(packages.missing()), 69)
        self._config.run.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = nginx_conf.text(self._config, module, self._secret, os.geteuid() == 0)
        file = self._config.run / "nginx.conf"
        file.touch(mode=0o600)
        file.write_text(text)

    def argv(self) -> Sequence[str]:
        run = self._config.run
        program = packages.find("nginx") or "nginx"
        return [program, "-e", str(run / "nginx.log"), "-p", str(run), "-c", str(run / "nginx.conf")]

    def address(self, app: str, stream: str, ticket: str) -> str:
        return f"rtmp://{LOOPBACK}:{self._config.rtmp}/{app}/{stream}?ticket={ticket}"

    async def publishers(self) -> list[Ingest] | None:
        try:
            async with self._http.get(self._url("stat"), timeout=aiohttp.ClientTimeout(ANSWER_S)) as answer:
                return list(read_stat(await answer.text()))
        except (OSError, TimeoutError, aiohttp.ClientError, ElementTree.ParseError):
            return None

    async def kick(self, app: str, stream: str, client: str) -> bool:
        query = urlencode({"app": app, "name": stream, "clientid": client})
        try:
            url = self._url(f"control/drop/publisher?{query}")
            async with self._http.get(url, timeout=aiohttp.ClientTimeout(ANSWER_S)) as answer:
                return (await answer.text()).strip() not in ("", "0")
        except (OSError, TimeoutError, aiohttp.ClientError):
            return False

    def _url(self, path: str) -> str:
        return f"http://{LOOPBACK}:{self._config.stat}/{path}"


def read_stat(xml: str) -> Iterator[Ingest]:
    """The publishers in nginx-rtmp's statistics. They come from our own nginx on this machine, not from a stranger."""
    for application in ElementTree.fromstring(xml).iter("application"):
        app = application.findtext("name", "")
        for stream in application.iter("stream"):
            for client in stream.iter("client"):
                if client.find("publishing") is not None:
                    yield _ingest(app, stream, client)


def _ingest(app: str, stream: ElementTree.Element, client: ElementTree.Element) -> Ingest:
    video, audio = stream.find("meta/video"), stream.find("meta/audio")
    return Ingest(
        app=app,
        stream=stream.findtext("name", ""),
        client=client.findtext("id", ""),
        address=client.findtext("address", ""),
        bytes_in=int(stream.findtext("bytes_in", "0")),
        width=int(_text(video, "width") or 0),
        height=int(_text(video, "height") or 0),
        video=_text(video, "codec"),
        audio=_text(audio, "codec"),
    )


def _text(element: ElementTree.Element | None, name: str) -> str:
    return "" if element is None else element.findtext(name, "")
