"""What happened: the chain of events of a case, and the way it took."""
