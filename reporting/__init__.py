"""Reporting: runs the notebooks, keeps what they made, prints and audits it. No notebook imports it."""
