"""Pictures as PNG: what Qt reads back is what was drawn."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage

from widgets.png import png_bytes


def test_that_a_picture_is_read_back_as_it_was() -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    image.setPixelColor(1, 1, QColor("#abcdef"))
    raw = png_bytes(image)
    assert raw.startswith(b"\x89PNG\r\n\x1a\n")
    assert QImage.fromData(raw) == image
