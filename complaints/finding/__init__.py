"""What an officer finds: cases by what somebody remembers of them, within what the officer may see."""

from complaints.finding.cases import FoundMatter, MatterPage, count, find, noted

__all__ = ["FoundMatter", "MatterPage", "count", "find", "noted"]
