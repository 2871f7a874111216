"""Generated keyword tables: plain data, nothing to read by hand."""
