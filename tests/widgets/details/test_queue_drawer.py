"""The queue's drawer: every variant and every contact has room, by hand and by keyboard, in both themes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.metrics.variants import VARIANTS
from console.views.details.queue_detail import queue_account
from console.views.rows import QueueAccount
from tests.builders import Scene
from tests.widgets.floors import overlapping
from widgets.details.queue_drawer import QueueDrawer
from widgets.painting.theme import DARK, LIGHT, Ink, Palette, Theme


def floor_of(contacts: int = 12) -> Scene:
    scene = Scene().at("09:00").site(name="Lisbon", time_zone="Europe/Lisbon")
    scene.queue("billing", threshold=20).agent("ana", queues=["billing"]).available("ana")
    for number in range(contacts):
        name = f"c-{41000 + number}"
        if number % 4 == 3:
            scene.abandoned_after(2 + number, name, "billing")
        else:
            scene.answered_after(3 + 5 * (number % 12), name, "billing", "ana")
    return scene.deflected_after(9, "c-51000", "billing").queued("c-52000", "billing").after(45)


def account(contacts: int = 12, variant: str = "offered") -> QueueAccount:
    scene = floor_of(contacts)
    found = queue_account(scene.floor, "billing", scene.clock, 1_800_000, variant)
    assert found is not None
    return found


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1500, 800)
    window.show()
    return window


def drawer_of(window: QWidget, row: QueueAccount, zoom: float = 1.0, palette: Palette = DARK) -> QueueDrawer:
    drawer = QueueDrawer(Theme(palette, zoom), window)
    drawer.show_account(row)
    return drawer


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize(("zoom", "width"), [(1.0, 1500), (1.0, 460), (2.0, 3000)])
def test_that_everything_has_room(window: QWidget, zoom: float, width: int, palette: Palette) -> None:
    window.resize(width, 800)
    sheet = drawer_of(window, account(), zoom, palette).sheet
    lines = sheet.lines()
    assert not overlapping(lines)
    assert not [line.whole for line in lines if line.whole]
    assert all(sheet.rect().contains(line.rect) for line in lines)
    fields = [field for _, field in sheet.bars()]
    assert all(field.width() >= sheet.theme.px(50) for field in fields)
    assert not [line.text for line in lines for field in fields if line.rect.intersects(field)]


def test_that_every_contact_and_variant_is_listed(window: QWidget) -> None:
    row = account()
    sheet = drawer_of(window, row).sheet
    received = [line.text for line in sheet.lines()]
    assert {stay.contact for stay in (*row.counted, *row.left_out)} <= set(received)
    assert [name for name, _ in sheet.chips()] == list(VARIANTS)
    assert [figure.metric for figure, _ in sheet.placed_figures()] == [
        row.level.metric,
        *(f"service_level.{name}" for name in VARIANTS),
    ]


def test_that_a_variant_is_chosen_by_hand_and_by_key(qtbot: QtBot, window: QWidget) -> None:
    drawer = drawer_of(window, account())
    asked: list[str] = []
    drawer.variant_chosen.connect(asked.append)
    strict = dict(drawer.sheet.chips())["strict"]
    QTest.mouseClick(drawer.sheet, Qt.MouseButton.LeftButton, pos=strict.center())
    QTest.keyClick(drawer, Qt.Key.Key_Right)
    QTest.keyClick(drawer, Qt.Key.Key_Left)
    assert asked == ["strict", "answered", "live"]


def test_that_it_is_closed_by_key_and_says_so_once(window: QWidget) -> None:
    drawer = drawer_of(window, account())
    received: list[bool] = []
    drawer.closed.connect(lambda: received.append(True))
    assert drawer.queue() == "billing"
    drawer.step_back()
    assert drawer.queue() == "billing"
    drawer.come_back()
    assert drawer.isVisible()
    QTest.keyClick(drawer, Qt.Key.Key_Escape)
    assert (drawer.queue(), received) == ("", [True])
    drawer.come_back()
    assert drawer.isHidden()
    drawer.show_account(account())
    drawer.step_back()
    drawer.shut()  # also while another drawer lies over it
    drawer.shut()
    assert (drawer.queue(), received) == ("", [True, True])


def test_that_a_bar_names_its_contact_and_differs_by_shape(window: QWidget) -> None:
    drawer = drawer_of(window, account())
    helped = {stay.helped for stay, _ in drawer.sheet.bars()}
    assert helped == {True, False}
    stay, field = drawer.sheet.bars()[0]
    assert stay.contact in drawer.sheet.note_at(field.center())
    assert stay.words in drawer.sheet.note_at(field.center())


def test_that_a_screen_reader_reads_the_figures(window: QWidget) -> None:
    row = account()
    said = drawer_of(window, row).sheet.accessibleDescription()
    assert all(figure.text in said for _, figure in row.variants)
    assert row.back in said


def test_that_another_queue_begins_at_its_head(window: QWidget) -> None:
    drawer = drawer_of(window, account(80))
    bar = drawer.area.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    drawer.show_account(replace(account(80), formula="again"))
    assert bar.value() == bar.maximum()
    drawer.show_account(replace(account(80), id="sales"))
    assert bar.value() == 0


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_that_who_waited_past_the_threshold_is_red(window: QWidget, palette: Palette) -> None:
    sheet = drawer_of(window, account(), 1.0, palette).sheet
    sheet.resize(sheet.width(), sheet.sizeHint().height())
    picture, red = sheet.grab().toImage(), Theme(palette).colour(Ink.BREACH).name()
    late = [stay.seconds > 20 for stay, _ in sheet.bars()]
    assert set(late) == {True, False}
    for is_late, (stay, field) in zip(late, sheet.bars(), strict=True):
        xs, ys = range(field.left(), field.right()), range(field.top(), field.bottom())
        found = {picture.pixelColor(x, y).name() for x in xs for y in ys}
        assert (red in found) == is_late, stay
