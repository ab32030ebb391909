"""Redaction: no secret is left in a text, and errors are outlined without their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.diagnostics.redaction import address_kind, code_path, error_outline, without_secrets

SECRET = "hunter2xyz"


@pytest.mark.parametrize(
    "text",
    [
        "ws://kim:hunter2xyz@host:1/path refused",
        "asterisks://hunter2xyz@pbx.example.org",
        "wss://a@b:hunter2xyz@host",
        "?token=hunter2xyz&x=1",
        'the object {"access_token": "hunter2xyz"} is none',
        "Authorization: Bearer hunter2xyz",
        "sent bearer hunter2xyz",
        "password = 'hunter2xyz and more'",
        "api-key: hunter2xyz",
        "FLOORLIGHT_SECRET=hunter2xyz",
    ],
)
def test_that_a_secret_is_redacted_wherever_it_is_named(text: str) -> None:
    assert SECRET not in without_secrets(text)


@pytest.mark.parametrize("variable", ["FLOORLIGHT_TOKEN", "FLOORLIGHT_SECRET"])
def test_that_the_environments_secrets_are_redacted_everywhere(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, SECRET)
    assert without_secrets(f"it said: {SECRET}!") == "it said: [redacted]!"


@pytest.mark.parametrize(
    "text", ["the token is refused", "ws://127.0.0.1:8765 closed", "kim@example.org: no"]
)
def test_that_plain_words_stay(text: str) -> None:
    assert without_secrets(text) == text


@given(st.text(st.characters(exclude_characters="/?# \t\n", exclude_categories=["Z", "C"]), min_size=1))
def test_that_no_userinfo_is_left_whatever_it_is(userinfo: str) -> None:
    assert without_secrets(f"to wss://{userinfo}@host:1/x") in (
        "to wss://[redacted]@host:1/x",
        "to wss://[redacted]",
    )


@given(st.text())
def test_that_any_address_is_reduced_to_its_kind(url: str) -> None:
    schemes = ("ws", "wss", "asterisk", "asterisks", "unknown scheme")
    kinds = {f"{scheme}, {where} machine" for scheme in schemes for where in ("this", "another")}
    assert address_kind(url) in {"invalid", *kinds}


def test_that_paths_lose_the_folders_of_whoever_runs_it() -> None:
    assert code_path(__file__) == "tests/console/diagnostics/test_redaction.py"
    assert code_path(r"C:\Users\Kim\venv\Lib\site-packages\rich\table.py") == "rich/table.py"
    assert code_path("/home/kim/elsewhere/made.py") == "made.py"


def test_that_an_error_is_outlined_from_its_cause_on_without_words() -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as cause:
            raise ValueError(SECRET) from cause
    except ValueError as error:
        outline = error_outline(error)
    assert [link["type"] for link in outline] == ["KeyError", "ValueError"]
    assert SECRET not in str(outline)
    assert "test_redaction.py" in str(outline)


def test_that_errors_that_cause_one_another_end() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert len(error_outline(first)) == 2
