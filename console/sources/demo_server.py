"""The demo's source: an imaginary floor behind a real server on this machine, in a process of its own."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from pathlib import Path

from feeds.errors import UserError

_CLOCK = "10:25"  # a mid-morning: the floor is hours old, and the outage a quarter of an hour away
_PATIENCE = 60.0
_END_SECONDS = 0.05


class DemoServer:
    """A server that lives as long as this object is not closed. `token` opens it, at what `address` tells."""

    def __init__(self, agents: int = 150, queues: int = 8, seed: int = 1) -> None:
        self.token = secrets.token_urlsafe(24)
        self._folder = tempfile.TemporaryDirectory(prefix="floorlight-")
        file = Path(self._folder.name) / "token"
        file.touch(mode=0o600)
        file.write_text(self.token, encoding="ascii")
        arguments = ["serve", "--simulate", "--port", "0", "--token-file", str(file), "--clock", _CLOCK]
        arguments += ["--agents", str(agents), "--queues", str(queues), "--seed", str(seed)]
        self._is_closed = False
        try:
            self._process = subprocess.Popen(
                [*_program(), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            self._folder.cleanup()
            raise UserError(f"the demo's server cannot be started: {error.strerror or error}") from None
        self._said: deque[str] = deque(maxlen=1)
        # It must never wait for somebody to read what it says of its consoles, which nobody needs.
        self._reading = threading.Thread(target=self._read_away, name="the demo's words", daemon=True)
        self._reading.start()

    def address(self) -> str:
        """Where it listens, once it does: that takes seconds. Raises UserError when it does not come up."""
        assert self._process.stdout is not None
        limit = threading.Timer(_PATIENCE, self._process.kill)
        limit.start()
        try:
            line = self._process.stdout.readline()
        except ValueError:  # closed meanwhile
            line = ""
        finally:
            limit.cancel()
        self._folder.cleanup()
        if not line.startswith("listening on "):
            self._reading.join(1)
            why = self._said[-1].strip() if self._said else "it said nothing"
            raise UserError(f"the demo's server did not come up: {why.removeprefix('floorlight: ')}")
        return line.removeprefix("listening on ").strip()

    def ended(self) -> str:
        """Why the server runs no more, though nobody closed it, in words; empty while all is well."""
        status = self._process.poll()
        if status is None or self._is_closed:
            return ""
        last = self._said[-1].strip() if self._said else ""
        is_its_error = last.startswith("floorlight: ")  # it also says which consoles come and go
        why = last.removeprefix("floorlight: ") if is_its_error else _status_text(status)
        return f"The demo's server has ended unexpectedly ({why}); start the demo again to go on"

    def close(self) -> None:
        """Let the server end; what is left to wait for is waited for by a thread."""
        self._is_closed = True
        self._process.terminate()
        ending = threading.Thread(target=self._see_it_end, name="the demo's end")
        ending.start()
        ending.join(_END_SECONDS)

    def _see_it_end(self) -> None:
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reading.join()
        self._folder.cleanup()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _read_away(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as words:
            self._said.extend(words)


def _status_text(status: int) -> str:
    """How a process ended.

    >>> _status_text(3)
    'exit status 3'
    """
    try:
        return f"exit status {status}" if status >= 0 else signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"


def _program() -> list[str]:
    """How this program is called again: frozen, it is its own interpreter."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "console"]
