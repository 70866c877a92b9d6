"""The law beside the process: the register of norms, what carries each one out, and whether that still exists."""

from complaints.law.registers import CARRIERS, Norm, Register, read_registers

__all__ = ["CARRIERS", "Norm", "Register", "read_registers"]
