"""The services that one may play on: what each tier asks for, and where their servers stand.

All of it is data, in ``data/*.toml`` and in the user's own files of the same form
(:func:`latencylab.catalogue.load.own_folder`), which may add to a service or stand in for parts of it.
"""
