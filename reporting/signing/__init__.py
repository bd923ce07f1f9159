"""Signing: who has signed off a run, what that makes of its standing, and the register of everything that was made, signed and published.

In come finished runs, keys and the file of allowed signers; out go sign-offs, standings and the pages that show them."""
