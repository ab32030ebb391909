"""What a process loads: only what its command needs, and nothing in vain."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.imports import limit_libraries, quick_imports
from tests.console.commands.without_display import SAMPLE
from tests.console.program import surroundings

LIBRARIES = {"PySide6", "asyncio", "keyring", "msgspec", "numpy", "pydantic", "rich", "ssl", "websockets"}
_LISTED = """
import atexit, json, os, sys
atexit.register(lambda: open(os.environ["LOADED"], "w").write(json.dumps(sorted(sys.modules))))
from console.__main__ import main
sys.exit(main())
"""
# The window leaves at its first frame that shows the whole recording.
_OPENED = """
import json, os, sys
from console.window import displays

def display():
    from console.window.app import App

    def frame(app, seconds):
        desk = app.desk
        if desk is not None and desk.rows is not None and app.session.tick.source.progress is None:
            open(os.environ["LOADED"], "w").write(json.dumps(sorted(sys.modules)))
            os._exit(0)

    App._on_frame = frame
    return True

displays.has_display = display
from console.__main__ import main
sys.exit(main())
"""
# The server leaves when consoles can connect.
_SERVED = """
import json, os, sys
import console.commands.options.output as output

def announce(url):
    open(os.environ["LOADED"], "w").write(json.dumps(sorted(sys.modules)))
    os._exit(0)

output.announce = announce
from console.__main__ import main
sys.exit(main())
"""


def loaded(folder: Path, program: str, *arguments: str) -> set[str]:
    """The modules that *program* has loaded at its end, run with *arguments*."""
    found = folder / "loaded.json"
    subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=surroundings(
            LOADED=str(found),
            QT_QPA_PLATFORM="offscreen",
            FLOORLIGHT_SETTINGS=str(folder / "settings.toml"),
            FLOORLIGHT_LOG_FOLDER=str(folder),
        ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        timeout=120,
        check=True,
    )
    return set(json.loads(found.read_text("utf-8")))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["completion", "bash"],
        *([name, "--help"] for name in ("report", "open", "serve")),
    ],
    ids=" ".join,
)
def test_that_help_and_completion_load_no_library_and_no_floor(tmp_path: Path, arguments: list[str]) -> None:
    modules = loaded(tmp_path, _LISTED, *arguments)
    assert not modules & LIBRARIES
    assert not {
        name for name in modules if name.startswith(("console.floor.", "console.metrics.", "widgets."))
    }
    assert "feeds.events" not in modules


def test_that_opening_a_recording_loads_no_network_no_importer_and_no_closed_dialog(tmp_path: Path) -> None:
    modules = loaded(tmp_path, _OPENED, "open", SAMPLE)
    assert {"PySide6.QtWidgets", "console.desk.desk", "widgets.floor.floor_page"} <= modules
    assert not modules & {"asyncio", "keyring", "rich", "ssl", "tomlkit", "websockets"}
    for folder in ("feeds.importers", "feeds.simulator.work", "feeds.transport.serving", "feeds.broadcast"):
        assert not {name for name in modules if name.startswith(folder)}
    assert not modules & {
        "console.sources.demo_server",
        "feeds.transport.websocket",
        "widgets.details.inspector",
        "widgets.dialogs.manual_reader",
        "widgets.wallboard.wallboard",
        "widgets.dialogs.command_palette",
        "widgets.dialogs.recording_dialog",
        "widgets.dialogs.settings_dialog",
    }


def test_that_a_server_loads_no_window(tmp_path: Path) -> None:
    modules = loaded(tmp_path, _SERVED, "serve", SAMPLE, "--port", "0")
    assert "feeds.transport.serving.server" in modules
    assert "PySide6" not in modules
    assert not {name for name in modules if name.startswith(("widgets", "console.window"))}


def test_that_garbage_is_collected_again_after_imports() -> None:
    assert gc.isenabled()
    with quick_imports():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_that_objects_of_imports_are_kept_out_of_later_collections_on_request() -> None:
    before = gc.get_freeze_count()
    try:
        with quick_imports(keep=True):
            pass
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()


def test_that_what_the_user_has_set_for_a_library_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    monkeypatch.delenv("PYDANTIC_DISABLE_PLUGINS", raising=False)
    limit_libraries()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"
    assert os.environ["PYDANTIC_DISABLE_PLUGINS"] == "__all__"
