"""Editions: the files that people read: publication and audit edition, the ledger, and what is handed over.

In come executed notebooks and their figures; out go pages, tables and archives."""
