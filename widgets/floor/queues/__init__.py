"""Where the queues of the floor page are, as cards or in rows, and how a row is drawn. Imports painting."""
