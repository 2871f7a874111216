"""The project as a whole: its wheel, its hooks, its documents, and bad input to all of it."""
