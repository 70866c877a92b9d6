"""Figures for who examines how complaints are handled, from sums that the worker keeps of their histories."""
