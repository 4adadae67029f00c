"""The command line: one of the faces, it adds nothing to what the report says."""
