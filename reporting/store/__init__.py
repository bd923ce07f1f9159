"""Store: what a run is made from, where runs lie, and which of them is the newest.

In come a report's folder and the outputs; out go `Identity` and finished runs. Nothing is run here."""
