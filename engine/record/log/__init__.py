"""The log over all histories: an append-only Merkle tree, and checkpoints that others verify without trusting us."""
