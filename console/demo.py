"""The demo's source: an imaginary floor behind a real server on this machine, in a process of its own."""

from __future__ import annotations

import secrets
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from feeds.errors import UserError

_CLOCK = "10:25"  # a mid-morning: the floor is hours old, and the outage a quarter of an hour away
_PATIENCE = 60.0


class DemoServer:
    """A server that lives as long as this object is not closed. `url` and `token` open it.

    Raises UserError when it does not come up.
    """

    def __init__(self, agents: int = 150, queues: int = 8, seed: int = 1) -> None:
        self.token = secrets.token_urlsafe(24)
        with tempfile.TemporaryDirectory(prefix="floorlight-") as folder:
            file = Path(folder) / "token"
            file.touch(mode=0o600)
            file.write_text(self.token, encoding="ascii")
            arguments = ["serve", "--simulate", "--port", "0", "--token-file", str(file), "--clock", _CLOCK]
            arguments += ["--agents", str(agents), "--queues", str(queues), "--seed", str(seed)]
            self._process = subprocess.Popen(
                [*_program(), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
            self.url = self._address()
        self._drain = threading.Thread(target=self._read_away, name="demo's words", daemon=True)
        self._drain.start()

    def close(self) -> None:
        """Let the server end."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def _address(self) -> str:
        """The address the server prints once consoles may connect."""
        assert self._process.stdout is not None
        limit = threading.Timer(_PATIENCE, self._process.kill)
        limit.start()
        try:
            line = self._process.stdout.readline()
        finally:
            limit.cancel()
        if not line.startswith("listening on "):
            assert self._process.stderr is not None
            said = self._process.stderr.read().strip().splitlines()
            self._process.wait()
            raise UserError(f"the demo's server did not come up: {said[-1] if said else 'it said nothing'}")
        return line.removeprefix("listening on ").strip()

    def _read_away(self) -> None:
        """Read what the server says of its consoles, which nobody needs, so that it never has to wait."""
        assert self._process.stderr is not None
        try:
            for _ in self._process.stderr:
                pass
        except ValueError:  # closed meanwhile
            return


def _program() -> list[str]:
    """How this program is called again: frozen, it is its own interpreter."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "console"]
