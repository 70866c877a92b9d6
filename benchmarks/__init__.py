"""What Alur costs, as ratios against the same machine in the same run. `make bench` runs all and writes the results."""
