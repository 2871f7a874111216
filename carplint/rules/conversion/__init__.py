"""Family 7: what a conversion loses, changes or leaves to do by hand. Found by carplint/conversion/."""
