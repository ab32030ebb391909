"""What the controllers share: the floor shown, the settings, and where an error goes."""

from __future__ import annotations

from console.settings.preferences import Preferences
from console.window.app import App
from feeds.errors import UserError
from tests.console.window.apps import reported


def test_that_an_error_of_the_user_is_shown_in_the_window(app: App) -> None:
    def fail() -> None:
        raise UserError("no such day")

    app.context.attempt(fail)
    assert "no such day" in reported(app)


def test_that_other_settings_are_announced(app: App) -> None:
    changes: list[object] = []
    app.context.chosen_changed.connect(lambda: changes.append(app.context.chosen))
    chosen = Preferences.model_validate({"appearance": {"theme": "light"}})
    app.context.choose(chosen)
    assert changes == [chosen]
