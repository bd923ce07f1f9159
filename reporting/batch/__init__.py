"""Batch: many reports at once, each made as the command `run` makes it, by the workers of a Dask cluster.

In come reports and the periods asked for; out go the finished runs, and for each that could not be made why. Where the
workers are, on this machine or on others, changes nothing in what they make.
"""
