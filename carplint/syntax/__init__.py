"""From text to a lossless tree: generated tables, one parse loop, and readers of words and shell values."""
