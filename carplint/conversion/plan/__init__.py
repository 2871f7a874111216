"""The order in which the files of a conversion are put in place."""
