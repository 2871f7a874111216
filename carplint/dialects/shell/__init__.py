"""Shell files, as far as they can be understood without running them."""
