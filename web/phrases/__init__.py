"""Facts as sentences, for the pages of each audience."""
