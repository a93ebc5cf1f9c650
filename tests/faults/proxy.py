"""A TCP proxy on loopback that loses answers: what the client sends arrives, what the server says does not."""

from __future__ import annotations

import contextlib
import socket
import threading


class LosingProxy:
    """Passes everything on, until `lose` answers are to be lost: then it drops the connection at the first word."""

    def __init__(self, port: int) -> None:
        self.upstream = port
        self.lose = 0
        self.lost = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self.upstream), timeout=30)
                self._open += [client, server]
                for work in (self._requests, self._answers):
                    self._threads.append(threading.Thread(target=work, args=(client, server), daemon=True))
                    self._threads[-1].start()

    def _requests(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := client.recv(65536):
                server.sendall(chunk)
        _hang_up(server)

    def _answers(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := server.recv(65536):
                if self.lose > 0:
                    self.lose -= 1
                    self.lost += 1
                    break
                client.sendall(chunk)
        _hang_up(client)
        _hang_up(server)

    def close(self) -> None:
        """End every connection and wait for the threads."""
        for one in [self._listener, *self._open]:
            _hang_up(one)
        for thread in self._threads:
            thread.join(5)
        for one in [self._listener, *self._open]:
            one.close()


def _hang_up(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
