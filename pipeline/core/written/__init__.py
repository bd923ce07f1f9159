"""Written: what people type, read: sentences, the numbers in them and the periods that their words speak of.

In come texts; out go places in them, with what stands there. Nothing here knows a figure."""
