"""How the reflector answers TLVs (RFC 8972 section 4)."""

import pytest

from probes.reflector.core import Clockwork
from probes.wire import stamp, tlv
from probes.wire.tlv import Tlv
from tests.reflector.packets import KEY, T2_NS, ask, question, reflector

KEYS = pytest.mark.parametrize("key", [None, KEY])
EF, CS6, ECT1, CE = 46, 48, 0b01, 0b11


def exchange(*tlvs: Tlv, key: bytes | None = None, to=None, **arrival):
    """Ask with ``tlvs``; gives the answer and the TLVs that came back, in order."""
    to = to or reflector(key=key)
    answer = ask(to, question(key=key, tlvs=tlvs), **arrival)
    return answer, tlv.parse(answer.data, 44 if key is None else 112)


@KEYS
def test_marks_are_told_and_the_reply_goes_out_as_asked(key):
    answer, tlvs = exchange(tlv.ask_class_of_service(EF), key=key, tos=34 << 2 | ECT1)
    assert tlv.class_of_service(tlvs) == tlv.ClassOfService(asked_dscp=EF, dscp=34, ecn=ECT1, refused=False)
    assert answer.tos == EF << 2 | ECT1
    assert tlvs[0].value[2:] == b"\0\0"


def test_marks_for_network_control_are_refused_without_a_key():
    answer, tlvs = exchange(tlv.ask_class_of_service(CS6), tos=34 << 2)
    assert tlv.class_of_service(tlvs) == tlv.ClassOfService(asked_dscp=CS6, dscp=34, ecn=0, refused=True)
    assert answer.tos == 34 << 2
    answer, tlvs = exchange(tlv.ask_class_of_service(CS6), key=KEY)
    assert not tlv.class_of_service(tlvs).refused
    assert answer.tos == CS6 << 2


def test_congestion_on_the_way_out_is_told_but_not_sent_back():
    answer, tlvs = exchange(tlv.ask_class_of_service(0), tos=CE)
    assert tlv.class_of_service(tlvs).ecn == CE
    assert answer.tos == 0


def test_a_system_that_cannot_read_marks_says_so():
    assert tlv.class_of_service(exchange(tlv.ask_class_of_service(EF), tos=None)[1]) is None


def test_without_the_tlv_a_reply_carries_its_requests_dscp_and_no_ecn():
    assert exchange(tos=34 << 2 | ECT1)[0].tos == 34 << 2
    assert exchange(tos=None)[0].tos == 0


@KEYS
@pytest.mark.parametrize(("source", "here"), [("192.0.2.1", "192.0.2.2"), ("2001:db8::7", "192.0.2.2")])
def test_addresses_and_ports_are_told_as_seen(key, source, here):
    _, tlvs = exchange(tlv.ask_location(), key=key, source=(source, 40_000))
    assert tlv.location(tlvs) == tlv.Location(source, 40_000, here, 4711)


def test_a_location_request_answers_each_sub_tlv_by_itself():
    mac, cut_off = Tlv(1, bytes(8)), bytes.fromhex("80070010")
    asked = Tlv(tlv.LOCATION, bytes(4) + tlv.pack([mac, Tlv(tlv.SOURCE_IP, bytes(3))]) + cut_off)
    _, (answered,) = exchange(asked)
    assert answered.flags == 0
    value = answered.value
    assert (value[4], value[5]) == (tlv.UNRECOGNISED, 1)
    assert (value[16], value[17]) == (tlv.MALFORMED, tlv.SOURCE_IP)
    assert value[23] == tlv.MALFORMED


def test_what_the_clock_follows_is_told():
    to = reflector()
    to.clockwork = Clockwork(stamp.error_estimate(0.001, synchronised=True), tlv.SYNC_NTP)
    answer, tlvs = exchange(tlv.ask_timestamp_information(), to=to)
    told = tlv.TimestampInformation(tlv.SYNC_NTP, tlv.METHOD_SOFTWARE, tlv.SYNC_NTP, tlv.METHOD_SOFTWARE)
    assert tlv.timestamp_information(tlvs) == told
    assert stamp.parse_reply(answer.data).synchronised


@KEYS
def test_the_true_send_time_of_the_reply_before_is_offered(key):
    to = reflector(key=key)
    answer, tlvs = exchange(tlv.ask_follow_up(), key=key, to=to)
    assert tlv.follow_up(tlvs) is None
    answer.session.follow_up = (answer.seq, T2_NS + 31)
    _, tlvs = exchange(tlv.ask_follow_up(), key=key, to=to)
    assert tlv.follow_up(tlvs) == tlv.FollowUp(0, T2_NS + 31, tlv.METHOD_SOFTWARE)


def test_padding_comes_back_understood_and_unchanged():
    padding = Tlv(tlv.EXTRA_PADDING, bytes(range(100)))
    assert exchange(padding)[1] == (padding._replace(flags=0),)


@pytest.mark.parametrize("kind", [5, 6, 9, 12, 200, tlv.HMAC])
def test_unknown_tlvs_come_back_untouched_and_flagged(kind):
    strange, known = Tlv(kind, b"strange"), tlv.ask_timestamp_information()
    _, tlvs = exchange(strange, known)
    assert tlvs[0] == strange
    assert tlv.timestamp_information(tlvs) is not None


@pytest.mark.parametrize(
    "bad",
    [
        Tlv(tlv.CLASS_OF_SERVICE, bytes(3)),
        Tlv(tlv.FOLLOW_UP, b"\1" * 15),
        Tlv(tlv.TIMESTAMP_INFORMATION, b""),
        Tlv(tlv.LOCATION, b"\1"),
    ],
)
def test_after_a_tlv_of_wrong_length_nothing_is_processed(bad):
    data = question(tlvs=(bad, tlv.ask_class_of_service(EF), tlv.ask_class_of_service(EF)))
    answer = ask(reflector(), data)
    assert answer.data[44] == tlv.MALFORMED
    after = 44 + 4 + len(bad.value)
    assert answer.data[after:] == data[after:]
    assert answer.tos == 0


def test_a_follow_up_of_wrong_length_is_zeroed():
    assert ask(reflector(), question(tlvs=(Tlv(tlv.FOLLOW_UP, b"\1" * 15),))).data[48:] == bytes(15)


def test_a_tlv_that_is_cut_off_is_malformed():
    data = question() + bytes.fromhex("80040005 b8000000")
    assert ask(reflector(), data).data[44:] == bytes.fromhex("40040005 b8000000")


def test_plain_padding_is_copied():
    data = question() + bytes(20) + bytes(range(40))
    assert ask(reflector(), data).data[44:] == data[44:]


def test_sealed_extensions_are_sealed_again_with_the_reflectors_count():
    to = reflector(key=KEY)
    for seq in range(3):
        answer = ask(to, question(seq + 50, key=KEY, tlvs=(tlv.ask_class_of_service(EF), tlv.ask_follow_up())))
        reply = stamp.parse_reply(answer.data, key=KEY)
        assert reply.seq == seq
        assert tlv.class_of_service(reply.tlvs) is not None
        assert [one.flags for one in reply.tlvs] == [0, 0, 0]


@pytest.mark.parametrize("spoil", ["wrong seal", "no seal", "seal not last"])
def test_extensions_with_a_bad_seal_are_copied_and_flagged(spoil):
    asked = (tlv.ask_class_of_service(EF),)
    data = question(key=KEY, tlvs=asked)
    if spoil == "wrong seal":
        data = data[:-1] + bytes([data[-1] ^ 1])
    elif spoil == "no seal":
        data = data[:-20]
    else:
        data += tlv.pack(asked)
    answer = ask(reflector(key=KEY), data)
    assert answer.tos == 0
    at = 112
    while at < len(data):
        assert answer.data[at] == tlv.UNRECOGNISED | tlv.INTEGRITY_FAILED
        end = at + 4 + int.from_bytes(data[at + 2 : at + 4])
        assert answer.data[at + 1 : end] == data[at + 1 : end]
        at = end
    assert stamp.parse_reply(answer.data, key=KEY).tlvs == ()
