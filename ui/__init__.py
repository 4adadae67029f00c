"""The desktop app. It never measures: it starts the engine as a child process and draws what that reports."""
