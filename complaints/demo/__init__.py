"""A government to try the program with: its people, a dozen complaints, and a clock that can jump."""
