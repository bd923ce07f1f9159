"""Audit: finished runs are read again, traced, verified by running them anew, and held against published numbers.

In come sealed runs; out go findings. What made a run has no part in judging it."""
