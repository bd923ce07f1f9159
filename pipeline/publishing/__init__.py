"""What turns executed notebooks into files that people read. No notebook imports it."""
