"""Persons, roles, units and governments, and who is logged in."""
