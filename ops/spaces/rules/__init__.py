"""What is decided about spaces: codes, stamps, counts, hours, due dates, consents, draws. Standard library only."""
