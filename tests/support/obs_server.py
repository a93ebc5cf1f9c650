"""A small obs-websocket v5 server: Hello with a challenge, Identify, scenes, error codes, both encodings.

Written from the published protocol, it stands in for OBS where none can be started; tests/faults/test_obs.py asks a
real one the same questions.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
import threading
from typing import Any

import msgpack
import websockets
from websockets.asyncio.server import ServerConnection, serve

Row = dict[str, Any]
HELLO, IDENTIFY, IDENTIFIED, REQUEST, RESPONSE = 0, 1, 2, 6, 7
NOT_DECODED, UNKNOWN_OP, NOT_IDENTIFIED, ALREADY, WRONG_PASSWORD, WRONG_RPC = 4002, 4006, 4007, 4008, 4009, 4010
SUCCESS, UNKNOWN_REQUEST, NOT_READY, MISSING_FIELD, EMPTY_FIELD, NO_RESOURCE = 100, 204, 207, 300, 403, 600


def answer_to(password: str, salt: str, challenge: str) -> str:
    """What a client that knows the password says."""
    secret = base64.b64encode(hashlib.sha256((password + salt).encode()).digest())
    return base64.b64encode(hashlib.sha256(secret + challenge.encode()).digest()).decode()


class ObsServer:
    """Scenes, the one on the programme, and who came in."""

    def __init__(
        self, password: str = "", scenes: tuple[str, ...] = ("Sân khấu", "Clip mở màn"), port: int = 0
    ) -> None:
        self.password, self.scenes, self.current = password, list(scenes), scenes[0]
        self.changes: list[str] = []
        self.clients = 0
        self.ready = True
        self.port = port
        self._loop = asyncio.new_event_loop()
        self._stop: asyncio.Event
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),), daemon=True)
        self._thread.start()
        assert self._started.wait(5)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)
        self._loop.close()

    async def _run(self) -> None:
        self._stop = asyncio.Event()
        protocols = [websockets.Subprotocol(name) for name in ("obswebsocket.msgpack", "obswebsocket.json")]
        async with serve(self._talk, "127.0.0.1", self.port, subprotocols=protocols) as server:
            self.port = server.sockets[0].getsockname()[1]
            self._started.set()
            await self._stop.wait()

    async def _talk(self, socket: ServerConnection) -> None:
        packed = socket.subprotocol == "obswebsocket.msgpack"
        pack: Any = msgpack.packb if packed else json.dumps
        salt, challenge = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
        hello: Row = {"obsWebSocketVersion": "5.1.0", "rpcVersion": 1}
        if self.password:
            hello["authentication"] = {"challenge": challenge, "salt": salt}
        await socket.send(pack({"op": HELLO, "d": hello}))
        identified = False
        async for text in socket:
            try:
                said = msgpack.unpackb(text) if packed else json.loads(text)
                op, data = said["op"], said["d"]
            except Exception:
                return await socket.close(NOT_DECODED, "not decoded")
            if op == IDENTIFY:
                wrong = self._fault(data, salt, challenge) if not identified else ALREADY
                if wrong:
                    return await socket.close(wrong, "refused")
                identified = True
                self.clients += 1
                await socket.send(pack({"op": IDENTIFIED, "d": {"negotiatedRpcVersion": 1}}))
            elif not identified:
                return await socket.close(NOT_IDENTIFIED, "not identified")
            elif op == REQUEST:
                await socket.send(pack({"op": RESPONSE, "d": self._answer(data)}))
            else:
                return await socket.close(UNKNOWN_OP, "unknown op")

    def _fault(self, data: Row, salt: str, challenge: str) -> int | None:
        if data.get("rpcVersion") != 1:
            return WRONG_RPC
        if self.password and data.get("authentication") != answer_to(self.password, salt, challenge):
            return WRONG_PASSWORD
        return None

    def _answer(self, data: Row) -> Row:
        code, found = self._do(data["requestType"], data.get("requestData") or {})
        status: Row = {"result": code == SUCCESS, "code": code}
        answer: Row = {"requestType": data["requestType"], "requestId": data["requestId"], "requestStatus": status}
        return answer | ({"responseData": found} if found is not None else {})

    def _do(self, request: str, data: Row) -> tuple[int, Row | None]:
        if not self.ready:
            return NOT_READY, None
        if request == "GetSceneList":
            scenes = [{"sceneIndex": place, "sceneName": name} for place, name in enumerate(reversed(self.scenes))]
            return SUCCESS, {"currentProgramSceneName": self.current, "scenes": scenes}
        if request != "SetCurrentProgramScene":
            return UNKNOWN_REQUEST, None
        name = data.get("sceneName")
        if not name:
            return MISSING_FIELD if name is None else EMPTY_FIELD, None
        if name not in self.scenes:
            return NO_RESOURCE, None
        self.current = name
        self.changes.append(name)
        return SUCCESS, None
