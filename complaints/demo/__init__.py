"""Governments to try the program with: their people, complaints in every state, and a clock that can jump."""
