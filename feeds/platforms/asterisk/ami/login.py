"""Login at the manager interface, without I/O.

The secret is proven by an MD5 challenge. It is sent itself only to a switch without that, and only over an
encrypted or local connection.
"""

from __future__ import annotations

import hashlib

from feeds.platforms.asterisk.ami.actions import action_text
from feeds.platforms.asterisk.ami.packets import Packet

_CHALLENGE, _LOGIN = "floorlight-challenge", "floorlight-login"
_WRONG = ("authentication failed", "authentication required")


class Login:
    """One login. The shell sends `first`, then the results of `receive`, until `is_in` or `refusal`.

    `refusal` is the switch's message, or why no other login is possible; `is_wrong` means a wrong account or
    secret. `was_shown` means the secret itself had to be sent.
    """

    def __init__(self, user: str, secret: str, may_show: bool) -> None:
        self.user = user
        self.is_in = False
        self.is_wrong = False
        self.was_shown = False
        self.refusal: str | None = None
        self._secret = secret
        self._may_show = may_show

    def first(self) -> bytes:
        """What to send after the banner."""
        return action_text("Challenge", [("AuthType", "MD5")], _CHALLENGE)

    def receive(self, packet: Packet) -> bytes | None:
        """Process a packet of the switch; returns what to send next, if anything."""
        if packet.kind != "Response" or self.is_in:
            return None
        succeeded = packet.name.lower() == "success"
        if packet.get("ActionID") == _CHALLENGE:
            challenge = packet.get("Challenge")
            return self._prove(challenge) if succeeded and challenge else self._show(packet)
        if packet.get("ActionID") in (_LOGIN, ""):
            self.is_in = succeeded
            if not succeeded:
                self._refuse(packet.get("Message") or "no reason given")
        return None

    def _prove(self, challenge: str) -> bytes:
        proof = hashlib.md5((challenge + self._secret).encode(), usedforsecurity=False).hexdigest()
        return self._login([("AuthType", "MD5"), ("Key", proof)])

    def _show(self, packet: Packet) -> bytes | None:
        if not self._may_show:
            said = packet.get("Message") or "no reason given"
            self.refusal = (
                f"no support for the MD5 challenge ({said}), and the secret is not sent unencrypted"
            )
            return None
        self.was_shown = True
        return self._login([("Secret", self._secret)])

    def _login(self, proof: list[tuple[str, str]]) -> bytes:
        return action_text("Login", [("Username", self.user), *proof, ("Events", "on")], _LOGIN)

    def _refuse(self, words: str) -> None:
        self.refusal = words
        self.is_wrong = words.lower().startswith(_WRONG)
