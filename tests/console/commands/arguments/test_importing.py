"""Arguments of `floorlight import`: what each format takes."""

from __future__ import annotations

import pytest

from console.commands.arguments.importing import IMPORT_FORMATS
from console.commands.arguments.program import program_parser
from feeds.errors import UserError


@pytest.mark.parametrize("form", IMPORT_FORMATS, ids=lambda form: form.name)
def test_that_the_help_of_a_format_describes_it(form, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(SystemExit):
        program_parser("import").parse_args(["import", form.name, "--help"])
    printed = capsys.readouterr().out
    assert form.description in printed
    assert form.epilog in printed


@pytest.mark.parametrize("name", ["calls-csv", "schedule-csv"])
def test_that_a_format_with_any_columns_needs_a_map(name: str) -> None:
    with pytest.raises(UserError, match="--map"):
        program_parser("import").parse_args(["import", name, "calls.csv"])


@pytest.mark.parametrize("arguments", [["import"], ["import", "excel", "a.xls"]])
def test_that_a_format_must_be_known(arguments: list[str]) -> None:
    with pytest.raises(UserError):
        program_parser("import").parse_args(arguments)
