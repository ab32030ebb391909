"""The main window: from its first run to rows, by keyboard alone, in both themes, at any size."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.views.details.agent_detail import agent_drawer
from console.views.rows import Link
from tests.widgets.explained import explained, panel_of
from tests.widgets.floors import rows, scene, time_line
from widgets.painting.theme import DARK, LIGHT
from widgets.window.main_window import MainWindow

SIZES = ((1280, 800, 1.0), (1600, 1000, 1.0), (1920, 1080, 1.0), (3840, 2160, 2.0))
SEEN = rows()
LINE = time_line()


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    shown = MainWindow("dark")
    qtbot.addWidget(shown)
    shown.resize(1600, 1000)
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    return shown


def filled(window: MainWindow, link: Link = Link.LIVE) -> MainWindow:
    window.show_rows(rows(link=link))
    window.show_time_line(LINE)
    return window


def heard(signal: SignalInstance) -> list[object]:
    """What *signal* sends from now on."""
    received: list[object] = []
    signal.connect(lambda *said: received.append(said[0] if len(said) == 1 else said))
    return received


def press(window: MainWindow, key: Qt.Key, with_key: Qt.KeyboardModifier | None = None) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(window.focusWidget() or window, key, with_key or Qt.KeyboardModifier.NoModifier)


def test_that_the_first_run_offers_three_ways_and_nothing_else(window: MainWindow) -> None:
    window.show_first_run()
    assert window.start.isVisible()
    assert not any(part.isVisible() for part in (window.headline, window.rail, window.time_bar))
    assert window.placed_figures() == []
    received = heard(window.demo_requested), heard(window.connect_requested)
    QTest.mouseClick(window.start.demo, Qt.MouseButton.LeftButton)
    QTest.keyClicks(window.start.url, "wss://centre.example/floor")
    QTest.keyClick(window.start.url, Qt.Key.Key_Return)
    assert [len(said) for said in received] == [1, 1]
    assert received[1] == ["wss://centre.example/floor"]


@pytest.mark.parametrize(("width", "height", "zoom"), SIZES)
def test_that_each_figure_is_placed_once_inside_the_window(
    qtbot: QtBot, width: int, height: int, zoom: float
) -> None:
    window = MainWindow("light", zoom)
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    placed = filled(window).placed_figures()
    found = {(figure.metric, figure.scope) for figure, _ in placed}
    assert {(figure.metric, figure.scope) for figure in SEEN.headline.figures} <= found
    assert {("waiting", f"queue:{card.id}") for card in SEEN.queues} <= found
    assert any(metric == "time_in_state_seconds" for metric, _ in found)
    assert all(window.rect().contains(rect) for _, rect in placed)
    assert not [1 for (_, one), (_, other) in combinations(placed, 2) if one.intersects(other)]


def test_that_keys_play_step_and_lead_back(window: MainWindow) -> None:
    filled(window, Link.REPLAY)
    plays, steps = heard(window.play_requested), heard(window.step_requested)
    lives, speeds = heard(window.live_requested), heard(window.speed_chosen)
    press(window, Qt.Key.Key_Space)
    window.time_bar.show_playback(True, 10.0)
    press(window, Qt.Key.Key_Space)
    control = Qt.KeyboardModifier.ControlModifier
    press(window, Qt.Key.Key_Left, control)
    press(window, Qt.Key.Key_Right, control)
    press(window, Qt.Key.Key_Up, control)
    press(window, Qt.Key.Key_Down, control)
    press(window, Qt.Key.Key_End)
    assert plays == [True, False]
    assert steps == [-30.0, 30.0]
    assert speeds == [30.0, 5.0]
    assert len(lives) == 1


def test_that_space_in_a_button_presses_it_and_in_a_field_is_typed(window: MainWindow) -> None:
    filled(window)
    plays, searches = heard(window.play_requested), heard(window.headline.search_requested)
    window.headline.search.setFocus()
    press(window, Qt.Key.Key_Space)
    assert len(searches) == 1
    window.go_to_filter()
    press(window, Qt.Key.Key_Space)
    assert window.floor.filter.text() == " "
    assert plays == []


def test_that_keys_lead_to_every_part_of_the_floor(window: MainWindow) -> None:
    filled(window)
    alt, floor = Qt.KeyboardModifier.AltModifier, window.floor
    worst = floor.attention.cards[floor.attention.attention.cards[0].id]
    parts: list[tuple[Qt.Key, QWidget]] = [
        (Qt.Key.Key_1, floor.queues),
        (Qt.Key.Key_2, floor.grid),
        (Qt.Key.Key_3, worst),
        (Qt.Key.Key_4, window.time_bar.plot),
    ]
    for key, part in parts:
        press(window, key, alt)
        assert part.hasFocus()


def test_that_nothing_has_the_focus_until_a_person_puts_it_somewhere(window: MainWindow) -> None:
    filled(window)
    assert not window.floor.grid.engaged
    received = heard(window.engaged_changed)
    press(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert received == [True]


def test_that_the_palette_finds_an_agent_and_opens_their_drawer(window: MainWindow) -> None:
    filled(window)
    opened = heard(window.agent_opened)
    press(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.command_palette
    assert palette is not None
    assert palette.isVisible()
    QTest.keyClicks(palette.field, "bo 2")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert opened == ["a2"]
    floor = scene()
    row = agent_drawer(floor.floor, "a2", floor.clock, [])
    assert row is not None
    window.show_agent(row)
    assert window.shown_agent == window.floor.grid.chosen == "a2"
    drawer = window.drawer.geometry().translated(window.floor.mapTo(window, window.floor.rect().topLeft()))
    inside = [figure for figure, rect in window.placed_figures() if drawer.intersects(rect)]
    assert inside
    assert all(figure.scope in ("agent:a2", "team:team-2") for figure in inside)
    QTest.keyClick(window.drawer, Qt.Key.Key_Escape)
    assert (window.shown_agent, window.floor.grid.chosen) == ("", "")
    assert window.floor.grid.hasFocus()


def test_that_the_palette_does_what_the_menus_do(window: MainWindow) -> None:
    filled(window)
    window.open_palette()
    assert window.command_palette is not None
    QTest.keyClicks(window.command_palette.field, "light")
    QTest.keyClick(window.command_palette.field, Qt.Key.Key_Return)
    assert window.theme.palette is LIGHT


def test_that_only_what_exists_is_offered(window: MainWindow) -> None:
    filled(window)
    words = [action.text() for menu in window.menus for action in menu.actions() if action.isVisible()]
    assert not {"Settings…", "Wallboard", "Inspector"} & set(words)
    assert not window.rail.buttons["inspector"].isVisible()
    window.add_place("inspector", QWidget())
    window.offer("settings")
    words = [action.text() for menu in window.menus for action in menu.actions() if action.isVisible()]
    assert {"Settings…", "Inspector"} <= set(words)
    assert window.rail.buttons["inspector"].isVisible()
    wanted, places = heard(window.settings_requested), heard(window.place_changed)
    QTest.mouseClick(window.rail.buttons["settings"], Qt.MouseButton.LeftButton)
    QTest.mouseClick(window.rail.buttons["inspector"], Qt.MouseButton.LeftButton)
    assert len(wanted) == 1
    assert places == ["inspector"]


def test_that_it_zooms_and_changes_its_theme_by_a_persons_choice(window: MainWindow) -> None:
    filled(window)
    received = heard(window.appearance_changed)
    control = Qt.KeyboardModifier.ControlModifier
    press(window, Qt.Key.Key_Equal, control)
    press(window, Qt.Key.Key_Minus, control)
    press(window, Qt.Key.Key_Minus, control)
    press(window, Qt.Key.Key_0, control)
    assert received == [("dark", 1.15), ("dark", 1.0), ("dark", 0.85), ("dark", 1.0)]
    window.appearance.show("light", 1.5)
    assert len(received) == 4
    assert (window.theme.palette, window.theme.zoom) == (LIGHT, 1.5)
    ground = window.grab().toImage().pixelColor(window.width() // 2, 2).name()
    assert ground == LIGHT.bar != DARK.bar


def test_that_old_data_makes_the_figures_step_back_and_comes_back(window: MainWindow) -> None:
    filled(window, Link.STALE)
    assert window.headline.dimmed
    assert window.floor.grid.dimmed
    filled(window)
    assert not window.headline.dimmed
    assert not window.floor.queues.dimmed


def test_that_errors_stay_until_dismissed_and_progress_until_done(window: MainWindow) -> None:
    filled(window)
    window.show_loading(3, 10, "Opening monday.jsonl.gz")
    assert window.notice.isVisible()
    assert window.floor.isVisible()
    window.clear_notice()
    assert not window.notice.isVisible()
    window.show_error("wss://centre.example: connection refused; check the address")
    assert "connection refused" in window.notice.text.text()
    QTest.mouseClick(window.notice.close_button, Qt.MouseButton.LeftButton)
    assert not window.notice.isVisible()


def test_that_place_and_size_are_kept(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(780, 640)  # the unseen screen has 800 by 800
    state = window.layout_state()
    other = MainWindow("dark")
    qtbot.addWidget(other)
    assert other.restore_layout(state)
    assert other.size() == window.size()
    assert not other.restore_layout(b"")
    assert not other.restore_layout(b"\x00\x00\x00\x04nope")


def test_that_a_flags_card_opens_whom_it_is_about(window: MainWindow) -> None:
    filled(window)
    queues = heard(window.queue_opened)
    card = next(c for c in SEEN.attention.cards if c.scope.startswith("queue:"))
    QTest.keyClick(window.floor.attention.cards[card.id], Qt.Key.Key_Return)
    assert queues == [card.scope.partition(":")[2]]


def test_that_a_queue_is_explained_beside_its_tiles_and_escape_returns(window: MainWindow) -> None:
    filled(window)
    opened, chosen = heard(window.queue_opened), heard(window.choice_changed)
    press(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    press(window, Qt.Key.Key_Return)
    queue = SEEN.queues[0].id
    assert (opened, chosen) == ([queue], [("queue", queue)])
    panel = panel_of(window)
    panel.set_wide(False)
    panel.show_explanation(explained(scene(), scope=f"queue:{queue}"))
    window.open_panel(SEEN.queues[0].name)
    QApplication.processEvents()
    assert SEEN.queues[0].name in window.floor.grid_head.title.text()
    assert not window.floor.attention.isVisible()
    assert window.floor.grid.mapTo(window.floor, window.floor.grid.rect().topRight()).x() < panel.x()
    scopes = {figure.scope for figure, _ in window.placed_figures() if figure.metric.endswith("strict")}
    assert scopes == {f"queue:{queue}"}
    press(window, Qt.Key.Key_Escape)
    assert not panel.is_open
    assert window.floor.queues.hasFocus()
    window.open_panel()
    assert window.floor.grid_head.title.text() == "Agents"
    assert window.floor.attention.isVisible()
    panel.show_explanation(explained(scene(), scope=f"queue:{queue}"))
    press(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert not panel.is_open


def test_that_an_agents_drawer_lies_over_the_panel_and_leads_back_to_it(window: MainWindow) -> None:
    filled(window)
    panel, floor = panel_of(window), scene()
    panel.show_explanation(explained(floor, scope="queue:sales"))
    agent = agent_drawer(floor.floor, "a0", floor.clock, [])
    assert agent is not None
    window.show_agent(agent)
    assert panel.isHidden()
    panel.show_explanation(explained(floor, scope="queue:sales"))  # a second later it is read again
    assert (window.shown_agent, panel.isHidden()) == ("a0", True)
    press(window, Qt.Key.Key_Escape)
    assert panel.isVisible()
    assert panel.figure.counted.hasFocus()
    window.shut_drawers()
    assert (window.shown_agent, panel.is_open) == ("", False)
    window.show_agent(agent)
    window.open_panel()  # something else is asked for
    assert window.shown_agent == ""
    assert window.floor.grid.chosen == ""


def test_that_the_menu_opens_by_key_and_closes(window: MainWindow) -> None:
    filled(window)
    press(window, Qt.Key.Key_F10)
    menu = window.focusWidget()
    popup = next(child for child in window.findChildren(type(window.menus[0])) if child.isVisible())
    assert [action.text() for action in popup.actions()] == ["&Floor", "&Go", "&Time", "&View", "&Help"]
    popup.close()
    assert menu is not None


def test_that_closing_is_signalled(window: MainWindow) -> None:
    closing = heard(window.closing)
    window.close()
    assert len(closing) == 1


def test_that_asking_for_a_server_leaves_the_floor_until_escape_and_rows_do_not_bring_it_back(
    qtbot: QtBot,
) -> None:
    window = MainWindow("dark")
    qtbot.addWidget(window)
    window.show_rows(rows())
    window.show()
    window.ask_for_server()
    window.show_rows(replace(rows(), now=rows().now + 1000))
    assert window.pages.currentWidget() is window.start
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.floor


def test_that_a_window_that_has_no_floor_yet_stays_where_it_asks_for_one(qtbot: QtBot) -> None:
    window = MainWindow("dark")
    qtbot.addWidget(window)
    window.show()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.start


def test_that_a_team_s_card_leads_to_its_tiles_and_the_floor_s_nowhere(window: MainWindow) -> None:
    window.resize(1280, 500)
    window.show_rows(rows(scene(60)))
    grid = window.floor.grid
    window.floor.attention.opened.emit("team:team-2")
    heading = grid.layout_of_tiles.heading_rect([group.id for group in grid.groups].index("team-2"))
    assert grid.verticalScrollBar().value() == heading.top() > 0
    assert grid.hasFocus()
    stood = grid.verticalScrollBar().value()
    for scope in ("team:nobody", "channel:voice", "floor", "feed"):
        window.floor.attention.opened.emit(scope)
    assert (grid.verticalScrollBar().value(), window.shown_agent, window.panel) == (stood, "", None)


def test_that_space_asks_for_nothing_while_live(window: MainWindow, qtbot: QtBot) -> None:
    window.show_rows(SEEN)
    window.setFocus()
    with qtbot.assertNotEmitted(window.play_requested):
        QTest.keyClick(window, Qt.Key.Key_Space)
    window.show_link(Link.REWOUND, "REWOUND")
    with qtbot.waitSignal(window.play_requested, timeout=1000):
        QTest.keyClick(window, Qt.Key.Key_Space)
