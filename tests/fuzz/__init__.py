"""Trees of hostile files, and what carplint promises whatever they hold: `make fuzz`, and some in the ordinary tests."""
