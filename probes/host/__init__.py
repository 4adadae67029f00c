"""This computer and its connection: interface, route, gateway, name servers, first hops, other traffic."""
