"""Command: the words of `report`, one module a family of them. Everything that it does lies in the rooms before it."""
