"""Quick imports: what a command needs is loaded without scanning for garbage that cannot be there yet."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator


@contextlib.contextmanager
def quick_imports(keep: bool = False) -> Iterator[None]:
    """Pause garbage collection: modules define thousands of objects that stay.

    With *keep*, later collections skip all objects that exist by then; for a process that shows a window.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        if keep:
            gc.freeze()
    finally:
        if was_enabled:
            gc.enable()


def limit_libraries() -> None:
    """Keep libraries from preparing what is not needed. Called before they are imported.

    Pydantic looks for plugins in all installed packages, and OpenBLAS, which numpy loads for linear algebra,
    starts a thread for each core. What the user has set stays.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
