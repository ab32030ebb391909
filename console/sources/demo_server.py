"""The demo's source: a simulated floor behind a real server on this machine, in its own process."""

from __future__ import annotations

import secrets
import signal
import subprocess
import tempfile
import threading
from collections import deque
from pathlib import Path

from console.program import program
from feeds.errors import UserError

_CLOCK = "10:25"  # mid-morning: hours after opening, and a quarter of an hour before the outage
_PATIENCE = 60.0
_END_SECONDS = 0.05


class DemoServer:
    """A server that runs until this object is closed. `token` grants access at `address()`.

    It holds a pipe to its standard input, which ends with this process however that ends: the server then
    stops too.
    """

    def __init__(self, agents: int = 150, queues: int = 8, seed: int = 1) -> None:
        self.token = secrets.token_urlsafe(24)
        self._folder = tempfile.TemporaryDirectory(prefix="floorlight-")
        file = Path(self._folder.name) / "token"
        file.touch(mode=0o600)
        file.write_text(self.token, encoding="ascii")
        arguments = ["serve", "--simulate", "--port", "0", "--token-file", str(file), "--clock", _CLOCK]
        arguments += ["--desk", "none"]
        arguments += ["--agents", str(agents), "--queues", str(queues), "--seed", str(seed), "--stop-at-eof"]
        self._is_closed = False
        try:
            self._process = subprocess.Popen(
                [*program(), *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            self._folder.cleanup()
            raise UserError(f"the demo's server cannot be started: {error.strerror or error}") from None
        self._said: deque[str] = deque(maxlen=1)
        # Drain its output, which nobody needs, so that it never blocks.
        self._reading = threading.Thread(target=self._read_away, name="the demo's words", daemon=True)
        self._reading.start()

    def address(self) -> str:
        """The address it listens on; waits seconds for it. Raises UserError if the server does not start."""
        assert self._process.stdout is not None
        limit = threading.Timer(_PATIENCE, self._process.kill)
        limit.start()
        try:
            line = self._process.stdout.readline()
        except ValueError:  # closed in the meantime
            line = ""
        finally:
            limit.cancel()
        self._folder.cleanup()
        if not line.startswith("listening on "):
            self._reading.join(1)
            why = self._said[-1].strip() if self._said else "no output"
            raise UserError(f"the demo's server did not start: {why.removeprefix('floorlight: ')}")
        return line.removeprefix("listening on ").strip()

    def ended(self) -> str:
        """Why the server has ended unexpectedly; empty while it runs."""
        status = self._process.poll()
        if status is None or self._is_closed:
            return ""
        last = self._said[-1].strip() if self._said else ""
        is_its_error = last.startswith("floorlight: ")  # it also logs consoles
        why = last.removeprefix("floorlight: ") if is_its_error else _status_text(status)
        return f"The demo's server has ended unexpectedly ({why}); start the demo again to continue"

    def close(self) -> None:
        """Stop the server; a thread waits for its end."""
        self._is_closed = True
        self._process.terminate()
        if self._process.stdin is not None:
            self._process.stdin.close()
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
    """The exit of a process as text.

    >>> _status_text(3)
    'exit status 3'
    """
    try:
        return f"exit status {status}" if status >= 0 else signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"
