"""The reduction of the event stream: series, segments, facts. An event costs the same however long it lasts."""
