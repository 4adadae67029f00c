"""The servers that bandwidth is measured with; each module finds one of its kind."""
