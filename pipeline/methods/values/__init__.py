"""Values: each indicator on each basis, received or counted from records, or the reason why there is none."""
