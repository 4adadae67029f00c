"""Fisher's exact test: are two ratios of small counts really different?

R. A. Fisher, "On the Interpretation of chi-squared from Contingency Tables", Journal of the Royal Statistical Society
85, 1922. Given the sums of the table, the first cell follows the hypergeometric distribution if both series have one
ratio.
"""

import math

_NEGLIGIBLE = 1e-12


def exceeds_by_chance(hits: int, tries: int, other_hits: int, other_tries: int) -> float:
    """How probable ``hits`` of ``tries`` or more are, if the other series has the same ratio."""
    total_hits, total = hits + other_hits, tries + other_tries
    all_ways = _log_choose(total, total_hits)
    found = 0.0
    for k in range(hits, min(tries, total_hits) + 1):
        term = math.exp(_log_choose(tries, k) + _log_choose(other_tries, total_hits - k) - all_ways)
        found += term
        if term < found * _NEGLIGIBLE and k * total > total_hits * tries:
            break  # beyond the most probable value the terms only shrink
    return found


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
