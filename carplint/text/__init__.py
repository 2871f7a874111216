"""Files and their text: sources and places in them, values, findings, edits, reading and writing."""
