"""TOML files from anywhere: what is hostile in them is a clear error, and never more than that."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from feeds.files.toml_files import SIZE_LIMIT, TomlError, parse_toml, read_toml, value_text

NAMES = st.sampled_from(["a", "b", "long-name", '"a b"', "'x'", "1"])
PIECES = st.sampled_from(
    [
        *("[", "]", "[[", "]]", "{", "}", "=", ".", ",", "\n", '"', "'", '"""', "'''", "#", "\\", "-99:99"),
        *(
            "9" * 20,
            "9" * 5000,
            "0x" + "f" * 400,
            "1e400",
            "1979-05-27T00:32:00",
            "00:32:00.9",
            "inf",
            "true",
        ),
    ]
)


def refusal(text: str) -> str:
    with pytest.raises(TomlError) as error:
        parse_toml(text, "own.toml")
    reported = str(error.value)
    assert reported.startswith("own.toml")
    assert "\n" not in reported
    assert len(reported) < 400
    return reported


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = 1\nb = " + "9" * 5000, "line 2: a number of 5,000 digits"),
        ("a = 1\n[t]\nb = " + "9" * 200, "line 3: t.b: the number is too large"),
        ("b = 0x" + "f" * 5000, "line 1: "),
        ("b = 100000000001", "line 1: b: the number is too large; at most 100,000,000,000"),
        ("b = [1, -1e300]", "line 1: b.1: the number is too large"),
        ("a = 1\nb = " + "[" * 50_000, "line 2: more than 16 nested arrays and tables"),
        ("b = " + "{a=" * 50_000, "line 1: more than 16 nested arrays and tables"),
        ("a = 0\n" + ".".join("a" * 100_000) + " = 1", "line 2: more than 16 parts of one key"),
        ("[" + ".".join("a" * 100_000) + "]", "line 1: more than 16 parts of one key"),
        ('a = {b = """x"""", ' + ".".join("c" * 50_000) + " = 1}", "more than 16 parts of one key"),
        ("b = [" + "1," * 300_000 + "]", "more than 200,000 values"),
        ("a\0 = 1", "is not TOML"),
        ("a = 1979-05-27T00:32:00-99:99", "is not TOML"),
        ("a = 'x", "is not TOML"),
    ],
)
def test_that_what_is_too_much_is_refused_with_file_line_and_key(text: str, words: str) -> None:
    assert words in refusal(text)


def test_that_dots_and_brackets_in_texts_and_comments_are_no_nesting() -> None:
    dots, brackets = "." * 100, "[" * 100
    text = f'# {dots}{brackets}\na = \'{brackets}{dots}\'\nb = "{dots}\\"{brackets}"\n'
    text += f"c = '''\n{brackets}\n'''\n"
    assert parse_toml(text + f'd = """{dots}{brackets}""""\n', "x")["d"] == f'{dots}{brackets}"'


@given(st.lists(PIECES | NAMES, max_size=60).map("".join))
def test_that_any_text_is_a_table_or_one_clear_error(text: str) -> None:
    try:
        found = parse_toml(text, "own.toml")
    except TomlError:
        refusal(text)
        return
    assert isinstance(found, dict)
    assert len(value_text(found)) <= 80
    tomlkit.parse(text)  # what the one reader takes does not break the other


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"a = 1\nb = '\xff'\n", r"cannot be read: it is not UTF-8 text \(line 2\)"),
        (b"#" * (SIZE_LIMIT + 1), "is too large: a TOML file has at most 4 MiB"),
        (b"a = 1\r\nb = 2\r\n\0", "is not TOML"),
    ],
)
def test_that_a_file_that_is_no_text_or_too_large_is_reported(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(raw)
    with pytest.raises(TomlError, match=words) as error:
        read_toml(path)
    assert str(path) in str(error.value)


@pytest.mark.parametrize("name", ["absent.toml", "nul\0.toml", "x" * 5000])
def test_that_a_file_that_cannot_be_opened_is_reported(tmp_path: Path, name: str) -> None:
    with pytest.raises(TomlError, match="cannot be read"):
        read_toml(f"{tmp_path}/{name}")


def test_that_a_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = '''x\r\ny'''\r\n")
    assert read_toml(path) == {"a": 1, "b": "x\ny"}
