"""floorlight completion: what a shell offers once it has read the script."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from console.cli import OK, USAGE, main
from console.commands.arguments.general import SHELLS
from console.commands.arguments.program import COMMANDS
from console.manual_files import PAGES


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == OK
    return capsys.readouterr().out


@pytest.mark.parametrize("shell", SHELLS)
def test_that_each_script_knows_every_command_and_topic(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = script(shell, capsys)
    for word in (*COMMANDS, *PAGES, "--durability" if shell != "fish" else "durability"):
        assert word in text


@pytest.mark.parametrize("shell", SHELLS)
def test_that_each_script_is_read_by_its_shell(
    shell: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell} here")
    path = tmp_path / "completion"
    path.write_text(script(shell, capsys), encoding="utf-8")
    subprocess.run([program, "-n", str(path)], check=True)


def offered(words: list[str], text: str) -> list[str]:
    """What bash offers for the last of *words*."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    asked = " ".join(f"'{word}'" for word in words)
    ask = (
        f"{text}\nCOMP_WORDS=({asked})\nCOMP_CWORD={len(words) - 1}\n"
        'word=${COMP_WORDS[COMP_CWORD]}\n$(complete -p floorlight | sed "s/.*-F \\([^ ]*\\).*/\\1/") '
        'floorlight "$word"\nprintf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run([bash, "--norc", "-c", ask], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_that_bash_completes_commands_options_and_topics(capsys: pytest.CaptureFixture[str]) -> None:
    text = script("bash", capsys)
    assert offered(["floorlight", "rec"], text) == ["record"]
    assert set(offered(["floorlight", "record", "--dura"], text)) == {"--durability", "--duration"}
    assert offered(["floorlight", "help", "met"], text) == ["metrics"]


def test_that_a_shell_it_does_not_know_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "tcsh"]) == USAGE
    assert "tcsh" in capsys.readouterr().err
