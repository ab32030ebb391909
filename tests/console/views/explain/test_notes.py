"""Lines about a figure: what restores its goal where people could, who waits, which data is missing."""

from __future__ import annotations

from console.metrics.reading.windows import rolling
from console.views.explain.notes import back_text, missing_note, recovery_notes, waiting_text
from console.views.rows import Severity
from tests.builders import Scene

ROW = {
    "recovery_answers": 9,
    "target": 0.8,
    "service_level": {"offered": 0.71},
    "answered": 40,
    "waiting": 5,
    "breach_soon": 4,
    "threshold_seconds": 20.0,
}


def test_that_recovery_is_said_where_people_could_do_it() -> None:
    assert back_text(ROW) == "The next 9 answers in time restore 80 %."
    assert back_text({**ROW, "recovery_answers": 1}) == "The next answer in time restores 80 %."
    assert back_text({**ROW, "recovery_answers": 400}) == ""  # more than the window had
    assert back_text({**ROW, "service_level": {"offered": 0.8}}) == ""
    assert back_text({**ROW, "target": None}) == ""


def test_that_who_waits_is_said() -> None:
    assert waiting_text(ROW) == "4 of the 5 waiting pass the threshold of 20 s within the next 20 s."
    assert waiting_text({**ROW, "waiting": 0, "breach_soon": 0}) == "Nobody is waiting."
    calm = {**ROW, "breach_soon": 0, "threshold_seconds": None}
    assert waiting_text(calm) == "5 waiting; none passes its threshold within the next 20 s."
    assert [note.severity for note in recovery_notes(ROW)] == [Severity.WARNING] * 2
    assert [note.severity for note in recovery_notes({**calm, "recovery_answers": 0})] == [Severity.NONE]


def test_that_missing_data_is_named() -> None:
    scene = Scene().at("09:00").queue("billing").available("ana").at("09:40")
    window = rolling(scene.clock, 1_800_000)
    assert missing_note(scene.floor, window).text == "Nothing is missing in this window."
    for number in range(5):
        scene.floor.blind_spans.append((scene.ms(f"09:2{number}:00"), scene.ms(f"09:2{number}:14")))
    note = missing_note(scene.floor, window)
    assert note.severity is Severity.WARNING
    assert note.text.startswith("70 s of data missing in this window: 09:22:00 – 09:22:14, ")
    assert note.text.endswith("and 2 earlier.")
    early = missing_note(scene.floor, rolling(scene.clock, 7_200_000))
    assert "The data begins at 09:00:00" in early.text
