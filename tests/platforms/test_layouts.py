"""Every structure and number that is Windows' own, held against mingw-w64's headers."""

from probes.host import windows, windows_layouts
from probes.latency import icmp_windows, tcp_windows, timing_windows
from probes.latency import windows_layouts as latency_layouts
from probes.wire import sockaddr
from tests.mingw import Layout, assert_constants, assert_layouts, constants

NETWORK = ("winsock2.h", "ws2tcpip.h", "iphlpapi.h", "icmpapi.h", "mstcpip.h")
SYSTEM = ("windows.h", "processthreadsapi.h", "mmsystem.h")
REPLY_V6 = """
#include <pshpack1.h>
typedef struct { USHORT port; ULONG flowinfo; USHORT address[8]; ULONG scope; } packed_address;
#include <poppack.h>
typedef struct { packed_address Address; ULONG Status; unsigned int RoundTripTime; } reply_v6;
"""
"""mingw-w64 lacks ICMPV6_ECHO_REPLY, and does not pack its IPV6_ADDRESS_EX as Microsoft does."""


def test_adapters_and_routes():
    assert_layouts(
        NETWORK,
        [
            Layout(windows_layouts.SocketAddress, "SOCKET_ADDRESS"),
            Layout(windows_layouts.ListedAddress, "IP_ADAPTER_DNS_SERVER_ADDRESS_XP"),
            Layout(windows_layouts.ListedAddress, "IP_ADAPTER_GATEWAY_ADDRESS_LH"),
            Layout(windows_layouts.AdapterAddresses, "IP_ADAPTER_ADDRESSES_LH"),
            Layout(windows_layouts.Prefix, "IP_ADDRESS_PREFIX"),
            Layout(windows_layouts.ForwardRow, "MIB_IPFORWARD_ROW2"),
        ],
    )


def test_echo_requests_and_handshakes():
    assert_layouts(
        NETWORK,
        [
            Layout(latency_layouts.OptionInformation, "IP_OPTION_INFORMATION"),
            Layout(latency_layouts.EchoReplyV4, "ICMP_ECHO_REPLY"),
            Layout(latency_layouts.EchoReplyV6, "reply_v6"),
            Layout(latency_layouts.TcpInfo, "TCP_INFO_v0"),
            Layout(latency_layouts.InitialRto, "TCP_INITIAL_RTO_PARAMETERS"),
        ],
        REPLY_V6,
    )


def test_the_payload_of_an_icmpv6_reply_begins_where_others_found_it():
    assert constants(NETWORK, ["sizeof(reply_v6)"], REPLY_V6) == [36]


def test_power_throttling():
    assert_layouts(SYSTEM, [Layout(latency_layouts.PowerThrottling, "PROCESS_POWER_THROTTLING_STATE")])


def test_socket_addresses():
    v4, v6 = sockaddr.pack("192.0.2.1", 0x1234), sockaddr.pack("2001:db8::1%7", 0x1234)
    offsets = constants(
        NETWORK,
        [
            "sizeof(SOCKADDR_INET)",
            "offsetof(struct sockaddr_in, sin_port)",
            "offsetof(struct sockaddr_in, sin_addr)",
            "offsetof(struct sockaddr_in6, sin6_port)",
            "offsetof(struct sockaddr_in6, sin6_addr)",
            "offsetof(struct sockaddr_in6, sin6_scope_id)",
            "AF_INET",
            "AF_INET6",
        ],
    )
    assert len(v4) == len(v6) == sockaddr.SIZE == offsets[0]
    assert v4.index(b"\x12\x34") == offsets[1]
    assert v4.index(bytes([192, 0, 2, 1])) == offsets[2]
    assert v6.index(b"\x12\x34") == offsets[3]
    assert v6.index(bytes.fromhex("20010db8")) == offsets[4]
    assert v6.index(b"\x07") == offsets[5]
    assert [v4[0], v6[0]] == offsets[6:]


def test_numbers_of_the_ip_helper():
    assert_constants(
        NETWORK,
        {
            "IF_TYPE_ETHERNET_CSMACD": windows._ETHERNET,
            "IF_TYPE_PPP": windows._PPP,
            "IF_TYPE_SOFTWARE_LOOPBACK": windows._LOOPBACK,
            "IF_TYPE_PROP_VIRTUAL": windows._VIRTUAL,
            "IF_TYPE_IEEE80211": windows._WIFI,
            "IF_TYPE_TUNNEL": windows._TUNNEL,
            "GAA_FLAG_SKIP_UNICAST": windows._SKIP_UNICAST,
            "GAA_FLAG_SKIP_ANYCAST": windows._SKIP_ANYCAST,
            "GAA_FLAG_SKIP_MULTICAST": windows._SKIP_MULTICAST,
            "GAA_FLAG_INCLUDE_GATEWAYS": windows._INCLUDE_GATEWAYS,
            "ERROR_BUFFER_OVERFLOW": windows._BUFFER_OVERFLOW,
            "IfOperStatusUp": windows_layouts._UP,
            "IP_SUCCESS": latency_layouts.SUCCESS,
            "IP_STATUS_BASE": latency_layouts._STATUS_BASE,
            "ERROR_IO_PENDING": icmp_windows._IO_PENDING,
            "MAXIMUM_WAIT_OBJECTS": icmp_windows.SLOTS + 1,
            "INFINITE": icmp_windows._INFINITE,
            "THREAD_PRIORITY_TIME_CRITICAL": icmp_windows._TIME_CRITICAL,
        },
    )


def test_statuses_that_are_this_computers_own_fault():
    names = ("IP_NO_RESOURCES", "IP_HW_ERROR", "IP_BAD_DESTINATION", "IP_GENERAL_FAILURE")
    assert constants(NETWORK, names) == list(latency_layouts._OWN_FAILURES)


def test_numbers_of_winsock():
    assert_constants(
        NETWORK,
        {
            "SIO_TCP_INFO": tcp_windows.SIO_TCP_INFO,
            "SIO_TCP_INITIAL_RTO": tcp_windows.SIO_TCP_INITIAL_RTO,
            "TCP_INITIAL_RTO_NO_SYN_RETRANSMISSIONS": tcp_windows._NO_SYN_RETRANSMISSIONS,
        },
    )


def test_numbers_of_the_scheduler():
    assert_constants(
        SYSTEM,
        {
            "HIGH_PRIORITY_CLASS": timing_windows._HIGH_PRIORITY_CLASS,
            "ProcessPowerThrottling": timing_windows._POWER_THROTTLING,
            "PROCESS_POWER_THROTTLING_EXECUTION_SPEED": timing_windows._EXECUTION_SPEED,
            "PROCESS_POWER_THROTTLING_IGNORE_TIMER_RESOLUTION": timing_windows._IGNORE_TIMER_RESOLUTION,
            "PROCESS_POWER_THROTTLING_CURRENT_VERSION": 1,
        },
    )


def test_a_filetime_is_one_little_endian_number():
    expressions = ["sizeof(FILETIME)", "offsetof(FILETIME, dwLowDateTime)", "offsetof(FILETIME, dwHighDateTime)"]
    assert constants(("windows.h",), expressions) == [8, 0, 4]
