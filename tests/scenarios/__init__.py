"""Homes with something wrong, and homes with nothing wrong: does the diagnosis say so?

Each file in ``homes`` is a home (``tests/lab/scenario.py`` says how one is written) and, under ``[expect]``, what a
good diagnosis says of it::

    [expect]
    first = "use-ethernet"       # the first recommendation; a list where several are right; nothing where it is healthy
    never = ["contact-isp"]      # must not appear at all
    also = ["closer-server"]     # must appear too: the other fault of a home that has two
    severity = "warning"         # at least, of the first recommendation
    targets = ["frankfurt:18862"]
    options = ["--service", "geforce-now", "--tier", "4k60"]
    [expect.remedy.stop-background-traffic]     # how the remedy is applied here, to set its gain against what it brings
    stop = ["backup"]            # traffic that ends; or targets = ["near:18862"]; wires: [remedy.ID.wire.NAME]

Without ``first`` the home is healthy: nothing but advice may appear. ``wifi`` under ``[files]`` is what the Wi-Fi looks
like. ``python -m tests.scenarios`` runs them all on real packets and prints a table and a confusion matrix.
"""
