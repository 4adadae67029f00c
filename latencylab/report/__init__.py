"""The report: plain data that every face renders and adds nothing to."""
