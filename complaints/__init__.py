"""What a pengaduan is: intake, tracking, people, units, decrees, notices. Knows the engine, not Flask."""
