"""The manual reader: a search field for headings, the results, and the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from console.views.manual import ManualPage, Section, anchor_of, found, link_target
from widgets.outside_text import label
from widgets.painting.appearance import Appearance
from widgets.painting.theme import Ink, Theme

_SIZE = (980, 720)


def fragments(block: QTextBlock) -> list[QTextFragment]:
    """The fragments of *block*, each in one format."""
    return [part.fragment() for part in cast(Iterable[Any], block)]  # untyped in PySide6


class ManualText(QTextBrowser):
    """A built-in page. It loads no images, files or addresses."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return QByteArray(b"")  # None would make Qt load the resource


class ManualReader(QDialog):
    """Shows *pages*. Typing filters headings and shows the best; Enter moves to the text, Escape closes."""

    def __init__(
        self, appearance: Appearance, pages: Sequence[ManualPage], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Manual")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(
            Qt.WidgetAttribute.WA_WindowPropagation
        )  # the window's palette has the links' colour
        self._pages = {page.name: page for page in pages}
        self._sections: list[Section] = []
        theme = self._theme = appearance.theme
        appearance.changed.connect(self._on_theme)
        self._before: list[tuple[str, str]] = []
        self._here = ("", "")
        self._is_searching = False  # pages shown while searching are not in the history
        self._make_parts()
        self._arrange()
        self.resize(theme.px(_SIZE[0]), theme.px(_SIZE[1]))
        self._on_typed("")
        self._show(pages[0].name, "")

    @property
    def page(self) -> str:
        """The name of the page shown."""
        return self._here[0]

    def take_focus(self) -> None:
        """Open beside the window, with the focus in the search field."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus()
        self.field.selectAll()

    def open_link(self, link: str) -> None:
        """Follow *link* within the manual; an external link is named, not opened."""
        target = link_target(link, self.page)
        if target is None or target[0] not in self._pages:
            self.status.setText(f"Outside the manual, not opened: {link}")
            return
        self._go(*target)
        self._is_searching = False

    def go_back(self) -> None:
        """Return to what was shown before the last link or choice."""
        if self._before:
            self._is_searching = False
            self._show(*self._before.pop())

    # Construction ----------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Search the manual…")
        self.field.setAccessibleName("Search the manual")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._on_typed)
        self.field.installEventFilter(self)
        self.back = QPushButton("Back", self)
        self.back.setAccessibleName("Previous page")
        self.back.setShortcut("Alt+Left")
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self.go_back)
        self.list = QListWidget(self)
        self.list.setAccessibleName("Headings found")
        self.list.currentRowChanged.connect(self._on_row)
        self.text = ManualText(self)
        self.text.setAccessibleName("Page of the manual")
        self.text.document().setDocumentMargin(16)
        self.text.setOpenLinks(False)
        self.list.itemActivated.connect(lambda _: self.text.setFocus())
        self.text.anchorClicked.connect(lambda url: self.open_link(url.toString()))
        self.status = label("", self, "small")
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.field, 1)
        top.addWidget(self.back)
        parts = QSplitter(self)
        parts.addWidget(self.list)
        parts.addWidget(self.text)
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 3)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(parts, 1)
        column.addWidget(self.status)

    # Event handlers --------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._on_key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _on_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._set_styles()

    def _on_key(self, key: Qt.Key) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
        if key in steps:
            row = self.list.currentRow() + steps[key]
            self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.text.setFocus()
        else:
            return False
        return True

    def _on_typed(self, text: str) -> None:
        self._sections = found(text, list(self._pages.values()))
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([self._title(section) for section in self._sections])
        self.list.blockSignals(False)
        self.status.setText("" if self._sections else "Nothing found")
        if text.strip() and self._sections:
            self.list.setCurrentRow(0)

    def _title(self, section: Section) -> str:
        if section.level == 1:
            return section.heading
        return f"{section.heading} · {self._pages[section.page].title}"

    def _on_row(self, row: int) -> None:
        if 0 <= row < len(self._sections):
            section = self._sections[row]
            if self._is_searching:
                self._show(section.page, section.anchor)
            else:
                self._go(section.page, section.anchor)
            self._is_searching = True

    def _go(self, name: str, anchor: str) -> None:
        """Show a place and add the current one to the history."""
        self._before.append(self._here)
        self._show(name, anchor)

    def _show(self, name: str, anchor: str) -> None:
        """Show the page *name*, scrolled to the heading *anchor*, or to the top without one."""
        self.status.setText("")
        if name != self.page:
            dialect = QTextDocument.MarkdownFeature
            self.text.document().setMarkdown(
                self._pages[name].text, dialect.MarkdownDialectGitHub | dialect.MarkdownNoHTML
            )
            self._set_styles()
        self._here = (name, anchor)
        self.back.setEnabled(bool(self._before))
        block = self.text.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and anchor_of(block.text()) == anchor:
                break
            block = block.next()
        self.text.setTextCursor(QTextCursor(block if block.isValid() else self.text.document().begin()))
        self._scroll_to_cursor()

    def _set_styles(self) -> None:
        """Set the spacing of paragraphs, and the theme's colour for links."""
        links = QTextCharFormat()
        links.setForeground(QColor(self._theme.colour(Ink.ACCENT)))
        block, was_code = self.text.document().begin(), False
        while block.isValid():
            cursor = QTextCursor(block)
            is_code = block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeLanguage.value) or (
                block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence.value)
            )
            if cursor.currentTable() is None and not (is_code and was_code):
                spaced = QTextBlockFormat()
                spaced.setTopMargin(self._theme.px(8) * (2 if block.blockFormat().headingLevel() else 1))
                cursor.mergeBlockFormat(spaced)
            for fragment in fragments(block):
                if fragment.charFormat().isAnchor():
                    cursor.setPosition(fragment.position())
                    cursor.setPosition(
                        fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor
                    )
                    cursor.mergeCharFormat(links)
            block, was_code = block.next(), is_code

    def _scroll_to_cursor(self) -> None:
        """Scroll the cursor's line to the top."""
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.value() + self.text.cursorRect().top())
