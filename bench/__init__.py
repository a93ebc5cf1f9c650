"""Benchmarks anyone can run: `make bench`. Each prints its figures with the limit beside them; none is a test."""
