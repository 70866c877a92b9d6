"""What the complainant reads and answers while the case runs."""
