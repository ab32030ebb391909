"""A switch's queues.conf, from a GetConfig: the wrap-up time of each queue."""

from __future__ import annotations

import re

from feeds.platforms.asterisk.ami.packets import Packet

_CATEGORY = re.compile(r"category-(\d+)", re.ASCII | re.IGNORECASE)
_LINE = re.compile(r"line-(\d+)-\d+", re.ASCII | re.IGNORECASE)
_WRAP_UP = re.compile(r"wrapuptime\s*=>?\s*(\d{1,6})", re.ASCII | re.IGNORECASE)


def wrap_ups_of(packet: Packet) -> dict[str, float]:
    """The `wrapuptime` of each queue in seconds, if set; among lines of templates the last applies.

    >>> lines = [("Category-000001", "support"), ("Line-000001-000000", "wrapuptime=8")]
    >>> wrap_ups_of(Packet([("Response", "Success"), *lines]))
    {'support': 8.0}
    """
    names: dict[str, str] = {}
    found: dict[str, float] = {}
    for header, value in packet.headers:
        if category := _CATEGORY.fullmatch(header):
            names[category[1]] = value
        elif (line := _LINE.fullmatch(header)) and (wrap_up := _WRAP_UP.fullmatch(value.strip())):
            queue = names.get(line[1], "")
            if queue and queue.lower() != "general":
                found[queue] = float(wrap_up[1])
    return found
