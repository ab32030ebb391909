"""`python -m tests.fuzz [TARGET …]`: look for inputs that break a target, guided by the code they reach.

Atheris (libFuzzer) does the work: it instruments the program's own bytecode, and there is none for Windows.
Each target runs in a process of its own, since the first failure ends it. The input that fails is kept in
the folder of --failures, and named; put it into `tests/fuzz/corpus/TARGET` with the fix.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("frames", "lines", "session", "console_sessions", "toml", "queue_logs", "calls", "schedules")
ROOT = Path(__file__).parents[2]
_LIMITS = ("-max_len=4096", "-timeout=20", "-rss_limit_mb=1500", "-print_final_stats=1")


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz the targets one after the other; the number of those that failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(NAMES)}; default: all")
    parser.add_argument("--seconds", type=int, help="how long each target is tried; default: no end")
    parser.add_argument("--runs", type=int, help="how many inputs each target is tried with")
    parser.add_argument("--seed", type=int, default=0, help="of the choices; 0 (default): another each time")
    parser.add_argument("--found", type=Path, default=Path("build/fuzz"), help="where new inputs are kept")
    options = parser.parse_args(arguments)
    if unknown := set(options.targets) - set(NAMES):
        parser.error(f"no target is called {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    return sum(fuzz(name, options) != 0 for name in options.targets or NAMES)


def fuzz(name: str, options: argparse.Namespace) -> int:
    """The exit status of libFuzzer on the target *name*: 0 where nothing failed."""
    found, failures = options.found / name, options.found / "failures"
    found.mkdir(parents=True, exist_ok=True)
    failures.mkdir(exist_ok=True)
    settings = [f"-artifact_prefix={failures}/{name}-", f"-seed={options.seed}", *_LIMITS]
    if options.runs is not None:
        settings.append(f"-runs={options.runs}")
    if options.seconds is not None:
        settings.append(f"-max_total_time={options.seconds}")
    words = ROOT / "tests" / "fuzz" / "words.txt"
    corpus = ROOT / "tests" / "fuzz" / "corpus" / name
    command = [sys.executable, "-m", "tests.fuzz.one_target", name, *settings, f"-dict={words}"]
    print(f"fuzzing {name}", flush=True)
    return subprocess.run([*command, str(found), str(corpus)], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
