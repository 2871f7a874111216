"""What the languages know: keyword tables as data."""
