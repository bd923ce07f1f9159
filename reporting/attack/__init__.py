"""Attack: what an outsider can work out of the hidden numbers of a finished publication edition. Shares nothing with what hid them."""
