"""Where contacts are kept: what is over in brief, taken up again as it was, and forgotten in the end."""

from __future__ import annotations

from console.floor.entities.contact_store import ContactStore
from tests.builders import Scene, tiny_blocks


def over(scene: Scene, name: str, customer: str | None = None) -> None:
    """Play a whole contact."""
    scene.queued(name, "help", customer=customer).after(10).answered(name, "ana")
    scene.after(10).released(name, "ana", wrap_up=False).ended(name).after(10)


def morning(contacts: int) -> Scene:
    with tiny_blocks(events=4):
        scene = Scene().queue("help").agent("ana", queues=["help"]).at("09:00").available("ana")
        for number in range(contacts):
            over(scene, f"c{number}", f"customer-{number}")
    return scene


def store(scene: Scene) -> ContactStore:
    return scene.floor.store


def test_that_contacts_that_are_over_are_put_away_and_those_open_stay_at_hand() -> None:
    scene = morning(20)
    with tiny_blocks(events=4):
        scene.queued("open", "help").after(3600)
        over(scene, "last")
        over(scene, "newest")
    assert "open" in store(scene).at_hand
    assert "c0" in store(scene).over
    assert not store(scene).over.keys() & store(scene).at_hand.keys()


def test_that_a_contact_taken_up_again_knows_its_end_and_last_answer() -> None:
    scene = morning(20)
    name = next(iter(store(scene).over))
    row = store(scene).brief.row(store(scene).over[name])
    contact = store(scene).take_up(name, "log")
    assert contact.ended
    assert (contact.last_at, contact.customer) == (row.last_at, row.customer)
    assert contact.answers[-1].at == row.answered_at
    assert name in store(scene).at_hand


def test_that_customers_of_all_contacts_are_known() -> None:
    scene = morning(20)
    assert store(scene).customers() >= {scene.floor.books.customers[f"customer-{n}"] for n in range(20)}


def test_that_the_number_of_a_forgotten_contact_is_used_again() -> None:
    scene = morning(20)
    gone = list(store(scene).over)
    store(scene).forget_before(scene.clock + 1)
    assert not store(scene).over
    names = scene.floor.books.contact_names
    size = len(names)
    again = store(scene).take_up("new", "log")
    assert gone
    assert again.index < size == len(names)
    assert names[again.index] == "new"
