"""Rule files: the shipped rules, a person's own in their place, and how a mistake in one is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.settings.rule_files import read_rules
from console.settings.settings_files import SettingsError

SHIPPED = {rule.id: rule for rule in read_rules().rules}


def refusal(folder: Path, text: str) -> str:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        read_rules(folder)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_that_the_shipped_rules_watch_everything_there_is_to_watch() -> None:
    assert set(SHIPPED) >= {
        "longest-wait",
        "service-level",
        "long-contact",
        "long-hold",
        "long-wrap-up",
        "idle-while-waiting",
        "missed-again",
        "out-of-adherence",
        "help-requested",
        "sentiment-falling",
        "feed-stale",
    }


def test_that_the_shipped_limits_are_those_of_the_definitions() -> None:
    wait, level = SHIPPED["longest-wait"], SHIPPED["service-level"]
    assert (wait.warning, wait.breach) == (0.8, 1.0), "metrics.md, Severity: from 80 % of the goal"
    assert (level.warning, level.breach) == (0.03, 0.0), "metrics.md, Severity: within 3 points"


def test_that_a_folder_that_is_not_there_is_an_empty_one(tmp_path: Path) -> None:
    assert read_rules(tmp_path / "none").rules == read_rules().rules


def test_that_a_rule_of_ones_own_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[[rules]]\nid = "long-hold"\nwatch = "time_in_state"\nstate = "hold"\n'
        'warning = 30\nwhat = "Hält {value}"\n',
        encoding="utf-8",
    )
    found = {rule.id: rule for rule in read_rules(tmp_path).rules}
    assert found.keys() == SHIPPED.keys()
    assert (found["long-hold"].warning, found["long-hold"].breach) == (30.0, None)
    assert found["long-hold"].what == "Hält {value}"
    assert found["longest-wait"] == SHIPPED["longest-wait"]


def test_that_a_shipped_rule_can_be_ended(tmp_path: Path) -> None:
    (tmp_path / "quiet.toml").write_text(
        '[[rules]]\nid = "missed-again"\nwatch = "missed"\nwarning = 2.0\nwhat = "-"\non = false\n',
        encoding="utf-8",
    )
    assert {rule.id for rule in read_rules(tmp_path).rules} == SHIPPED.keys() - {"missed-again"}


def test_that_of_several_files_the_last_by_name_wins_and_others_are_not_read(tmp_path: Path) -> None:
    line = '[[rules]]\nid = "mine"\nwatch = "missed"\nwarning = {}\nwhat = "-"\n'
    for name, limit in (("b.toml", 5), ("a.toml", 3), ("c.txt", 9)):
        (tmp_path / name).write_text(line.format(limit), encoding="utf-8")
    assert {rule.id: rule.warning for rule in read_rules(tmp_path).rules}["mine"] == 5.0


RULE = '[[rules]]\nid = "mine"\nwatch = "missed"\nwarning = 2.0\nwhat = "-"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RULE.replace('"missed"', '"mood"'), ("rules.0.watch", "'mood'", "'missed'")),
        (RULE.replace("2.0", '"two"'), ("rules.0.warning", "'two'", "valid number")),
        (RULE + RULE + "clear = -1.0\n", ("rules.1.clear", "-1.0", "greater than or equal to 0")),
        (RULE + 'colour = "red"\n', ("rules.0.colour", "no such setting", "watch, on, metric, each")),
        (
            RULE + "scope = { queue = [1] }\n",
            ("rules.0.scope.queue", "no such setting", "queues, channels, teams"),
        ),
        (RULE + "breach = 1\n", ("rules.0.breach", "1", "must come before")),
        (
            RULE.replace('"missed"', '"metric"') + 'metric = "occupation"\neach = "team"\n',
            ("rules.0.metric", "'occupation'", "occupancy"),
        ),
        ("colour = 1\n", ("colour", "no such setting", "allowed are rules")),
        (RULE.replace('"-"', '"{hue}"'), ("rules.0.what", "'{hue}'", "only {value}")),
        (
            RULE.replace('"-"', '"{value:1000000000}"'),
            ("rules.0.what", "only {value}"),
        ),
        (
            RULE.replace('"-"', '"{value.__class__}"'),
            ("rules.0.what", "only {value}"),
        ),
        (RULE + "for_seconds = 1e300\n", ("line 6", "rules.0.for_seconds", "too large")),
        ("rules = [" + "{}," * 2_000 + "]\n", ("rules", "at most 1000 items")),
        ("rules = 3\n", ("rules = 3", "valid list")),
        ("[[rules]\n", ("is not TOML",)),
    ],
)
def test_that_a_mistake_is_reported_by_file_key_value_and_what_is_allowed(
    tmp_path: Path, text: str, said: tuple[str, ...]
) -> None:
    message = refusal(tmp_path, text)
    for part in said:
        assert part in message


def test_that_a_file_that_is_no_text_is_reported(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"own\.toml cannot be read"):
        read_rules(tmp_path)
