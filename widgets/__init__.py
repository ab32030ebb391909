"""What is drawn: Qt widgets over the console's views."""
