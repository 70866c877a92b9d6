"""A government that is not there yet: entered step by step, begun in one transaction, tried before it is announced."""
