"""Running cases put right by who holds that right: what may be done, tried on a copy, asked for, approved, told."""
