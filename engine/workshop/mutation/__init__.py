"""Bundles broken on purpose, one small change each: whoever tests a process must notice every one of them."""

from engine.workshop.mutation.mutant import Breakage, Mutant
from engine.workshop.mutation.mutants import mutants_of

__all__ = ["Breakage", "Mutant", "mutants_of"]
