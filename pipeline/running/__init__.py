"""What runs the notebooks: identity, execution, the store and the command. No notebook imports it."""
