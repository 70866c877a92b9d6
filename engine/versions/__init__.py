"""Versions of processes: store, gate, lint."""
