"""What opens behind a figure: its account, contact by contact; a contact's timeline; why a state is."""
