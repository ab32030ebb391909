"""The settings: all there are, seen as they are changed, kept or put back."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from annotated_types import Ge, Le
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from console.settings.layout_files import layout_names
from console.settings.preferences import Preferences
from widgets.dialogs.settings_dialog import FIELDS, Field, SettingsDialog, Value
from widgets.painting.choice import Choice
from widgets.painting.theme import DARK, Theme

EVERY = {field.key: field for _, fields in FIELDS for field in fields}
DEFAULTS: dict[str, Value] = {
    f"{table}.{key}": value
    for table, values in Preferences().model_dump().items()
    for key, value in values.items()
}


def dialog_of(qtbot: QtBot) -> SettingsDialog:
    dialog = SettingsDialog(Theme(DARK), DEFAULTS, layout_names(), "/home/ana/settings.toml")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_that_every_setting_has_its_place() -> None:
    assert set(EVERY) == set(DEFAULTS)


@pytest.mark.parametrize("field", EVERY.values(), ids=EVERY)
def test_that_what_can_be_chosen_is_what_is_allowed(field: Field) -> None:
    table, _, name = field.key.partition(".")
    model: Any = Preferences.model_fields[table].annotation
    setting = model.model_fields[name]
    if field.options:
        assert {option for option, _ in field.options} == set(get_args(setting.annotation))
    limits = {type(limit): limit for limit in setting.metadata}
    if field.least is not None:
        assert (limits[Ge].ge, limits[Le].le) == (field.least, field.most)
        assert (setting.annotation is int) == field.whole
    else:
        assert not limits


def test_that_a_change_is_seen_at_once_and_put_back_on_cancel(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot)
    received: list[tuple[str, object]] = []
    dialog.changed.connect(lambda key, value: received.append((key, value)))
    theme = dialog.inputs["appearance.theme"]
    assert isinstance(theme, Choice)
    theme.choose("light")
    window = dialog.inputs["floor.window_minutes"]
    assert isinstance(window, QSpinBox)
    window.setValue(15)
    assert received == [("appearance.theme", "light"), ("floor.window_minutes", 15)]
    dialog.reject()
    assert received[2:] == [("appearance.theme", "system"), ("floor.window_minutes", 30)]


def test_that_saving_hands_all_values_over(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot)
    url = dialog.inputs["connection.url"]
    assert isinstance(url, QLineEdit)
    QTest.keyClicks(url, "wss://centre.example ")
    with qtbot.waitSignal(dialog.saved, timeout=1000) as saved:
        dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    assert saved.args == [{**DEFAULTS, "connection.url": "wss://centre.example"}]
    assert not dialog.isVisible()


def test_that_it_stays_when_the_values_cannot_be_kept(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot)
    dialog.saved.connect(
        lambda _: dialog.show_error("settings.toml cannot be written: Read-only file system")
    )
    dialog.buttons.button(QDialogButtonBox.StandardButton.Save).click()
    assert dialog.isVisible()
    assert "Read-only" in dialog.trouble.text()
    dialog.reject()


def test_that_every_input_says_its_name(qtbot: QtBot) -> None:
    dialog = dialog_of(qtbot)
    for key, control in dialog.inputs.items():
        assert control.accessibleName() == EVERY[key].words
    dialog.reject()
