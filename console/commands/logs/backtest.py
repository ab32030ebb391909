"""`floorlight backtest`: the flags a rule would have raised on a log, beside those of the rule in force."""

from __future__ import annotations

import argparse

from console.commands.options.archive import logs_asked
from console.commands.options.log import report_problems
from console.commands.options.output import progress, terminal, write_json
from console.flags.back_test import BackTest
from console.flags.rules.rules import Rule, RuleFile
from console.settings.preferences import preferences_path
from console.settings.rule_files import read_rules
from console.settings.settings_files import read_settings, read_site
from console.sources.loading import Loading, collector_resting
from console.views.terminal.back_test_text import back_test_json, print_back_test
from feeds.errors import UserError


def run(options: argparse.Namespace) -> int:
    """Print the flags; returns 0."""
    rule = _rule_asked(options.rules, options.rule)
    current = _rule_in_force(rule.id)
    logs = logs_asked(options, [options.log] if options.log else [])
    loading = Loading(logs, None if options.site is None else read_site(options.site))
    tested = BackTest(loading.loaded.floor, [rule] if current is None else [rule, current])
    with collector_resting():
        with progress("back-testing") as report:
            for batch in loading.batches():
                tested.take(batch)
                if report is not None:
                    report(loading.done, loading.size)
        with progress("comparing") as report:
            tested.finish(report or (lambda done, total: None))
    loading.loaded.cuts = loading.cuts
    report_problems(loading.loaded)
    floor = loading.loaded.floor
    if not floor.applied:
        raise UserError("the log holds no event that could be read; `floorlight check` says why")
    course = tested.courses[0]
    in_force = None if current is None else tested.courses[1]
    if options.format == "json":
        write_json(back_test_json(course, in_force))
    else:
        with terminal() as screen:
            print_back_test(floor, course, in_force, screen)
    return 0


def _rule_asked(path: str, wanted: str | None) -> Rule:
    """The rule to test, of the file at *path*. Raises UserError."""
    rules = {rule.id: rule for rule in read_settings(path, RuleFile).rules}
    names = ", ".join(rules)
    if not rules:
        raise UserError(f"{path} holds no rule; a rule begins with [[rules]]")
    if wanted is None and len(rules) > 1:
        raise UserError(f"{path} holds {len(rules)} rules: choose one by --rule, of {names}")
    if wanted is not None and wanted not in rules:
        raise UserError(f"--rule {wanted[:40]!r}: {path} holds {names}")
    rule = rules[wanted] if wanted is not None else next(iter(rules.values()))
    if rule.watch == "feed_stale":
        raise UserError(f"{path}: {rule.id}: feed_stale watches a live connection, which a log does not hold")
    return rule


def _rule_in_force(name: str) -> Rule | None:
    """The rule called *name* that is in force, if any."""
    rules = read_rules(preferences_path().with_name("rules")).rules
    return next((rule for rule in rules if rule.id == name), None)
