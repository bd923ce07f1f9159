"""Folders: what is done to a report's own folder: begin one, list it, fill it from a database, dispose of records."""
