"""What a switch says of its queues, calls and members, understood: its packets in, our events out."""
