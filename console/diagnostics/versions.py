"""Versions of Floorlight, Python, the system and the libraries."""

from __future__ import annotations

import platform
import re
import sys
from importlib.metadata import PackageNotFoundError, requires, version

UNKNOWN = "unknown"


def own_version() -> str:
    """The version of Floorlight; `unknown` if it is not installed."""
    return _version("floorlight") or UNKNOWN


def versions() -> dict[str, str]:
    """The version of each component, by name; no machine or user names."""
    return {
        "floorlight": own_version(),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": _system(),
        "machine": platform.machine(),
        "packaged": "yes" if getattr(sys, "frozen", False) else "no",
        **{name.lower(): found for name in _dependencies() if (found := _version(name))},
    }


def versions_text() -> str:
    """The most important versions in one line."""
    qt = _version("pyside6-essentials") or UNKNOWN
    return f"Floorlight {own_version()}, Python {platform.python_version()}, Qt {qt}, {_system()}"


def _system() -> str:
    return f"{platform.system()} {platform.release()}"


def _dependencies() -> list[str]:
    try:
        wanted = requires("floorlight") or []
    except PackageNotFoundError:
        return []
    names = [re.match(r"[\w.-]+", line) for line in wanted if "extra ==" not in line]
    return sorted({name[0] for name in names if name})


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
