"""From the hand to the eye: how long a press takes until it shows, as a band.

::

    RTT + half a frame of the game + encoder + pacing + jitter buffer + decoder + half a refresh + display

Only the network's part is measured here. The others are ranges of published tests: encoder 5 to 15 ms and decoder 3 to
9 ms (Metzger, PQS 2016; GeForce NOW's client counts a frame as late from 9 ms of decoding on), pacing up to a frame, a
display 5 to 20 ms. The buffer that hides jitter is taken to be as long as p95 lies above the median. So it is a band,
and no test of a device: a camera would be.
"""

from dataclasses import dataclass

from latencylab.facts import Facts

ENCODER_MS = (5.0, 15.0)
DECODER_MS = (3.0, 9.0)
DISPLAY_MS = (5.0, 20.0)
USUAL_FPS = 60


@dataclass(frozen=True, slots=True)
class Photon:
    """The band in ms, and what of it is the network's."""

    low_ms: float
    high_ms: float
    network_ms: float
    fps: int


def photon(facts: Facts) -> Photon | None:
    """The band for the tier that is wanted, at 60 frames otherwise; None when the first target did not answer."""
    main = facts.main
    if main is None or main.rtt_ms is None:
        return None
    fps = facts.wanted.fps if facts.wanted else USUAL_FPS
    frame_ms, rtt = 1000 / fps, main.rtt_ms
    low_ms = rtt.median + frame_ms + ENCODER_MS[0] + DECODER_MS[0] + DISPLAY_MS[0]
    buffer_ms = rtt.p95 - rtt.median
    high_ms = rtt.p95 + 2 * frame_ms + ENCODER_MS[1] + buffer_ms + DECODER_MS[1] + DISPLAY_MS[1]
    return Photon(float(round(low_ms)), float(round(high_ms)), round(rtt.median, 1), fps)
