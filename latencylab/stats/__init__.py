"""LatencyLab's statistics: definitions from the RFCs, computed while the samples come in.

Everything here is pure (no clock, no socket, no file) and incremental: a sample costs O(1) amortised and memory is
bounded, whatever the length of the session. Times are integer nanoseconds. What was not measured is ``None``, never 0.

=================  =====================================================================================================
``quantiles``      percentiles, mean and standard deviation of any integer series
``variation``      PDV, IPDV and RFC 3550 jitter
``loss``           loss ratio with its interval; ``bursts``: runs and episodes; ``direction``: up or down (STAMP)
``order``          reordering and duplicates
``baseline``       what is normal of late; ``spikes``: what is not, ``period``: and how regularly
``interval``       confidence intervals that know that neighbouring samples are alike
``compare``        before and after: did it help
``queueing``       one-way queueing without synchronised clocks
``pairing``        which segment of the path added the delay
=================  =====================================================================================================
"""
