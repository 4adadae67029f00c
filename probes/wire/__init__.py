"""Wire formats as functions on bytes, apart from sockets."""
