"""Files that people send: checked, cleaned, kept."""
