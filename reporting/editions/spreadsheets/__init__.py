"""Spreadsheets: what people take away of a report beside its page, and the ledger as a table for programs.

In come the records of the published ledger and the words that the page prints; out go the files of one edition, by name."""
