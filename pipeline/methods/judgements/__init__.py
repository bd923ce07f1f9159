"""Judgements: what is said of a comparison under a declared rule: lights, standing on the way, actions, and what may be shown."""
