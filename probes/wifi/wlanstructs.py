"""The structures of Windows' WlanApi.

Field order and sizes as in ``wlanapi.h`` and ``windot11.h``; a test compiles those headers and compares. Plain
integer types of fixed size are used, since ``ctypes.wintypes`` has other sizes on other systems. Not in every header:
``WLAN_REALTIME_CONNECTION_QUALITY`` (Windows 11), which needs no permission for the location.
"""

import ctypes
from ctypes import c_int32, c_uint8, c_uint16, c_uint32, c_uint64

_MAX_NAME = 256


class Guid(ctypes.Structure):
    """GUID."""

    _fields_ = [("Data1", c_uint32), ("Data2", c_uint16), ("Data3", c_uint16), ("Data4", c_uint8 * 8)]


class Dot11Ssid(ctypes.Structure):
    """DOT11_SSID."""

    _fields_ = [("uSSIDLength", c_uint32), ("ucSSID", c_uint8 * 32)]


class RateSet(ctypes.Structure):
    """WLAN_RATE_SET."""

    _fields_ = [("uRateSetLength", c_uint32), ("usRateSet", c_uint16 * 126)]


class InterfaceInfo(ctypes.Structure):
    """WLAN_INTERFACE_INFO."""

    _fields_ = [
        ("InterfaceGuid", Guid),
        ("strInterfaceDescription", c_uint16 * _MAX_NAME),
        ("isState", c_uint32),
    ]


class InterfaceInfoList(ctypes.Structure):
    """WLAN_INTERFACE_INFO_LIST, up to its items."""

    _fields_ = [("dwNumberOfItems", c_uint32), ("dwIndex", c_uint32), ("InterfaceInfo", InterfaceInfo * 0)]


class AssociationAttributes(ctypes.Structure):
    """WLAN_ASSOCIATION_ATTRIBUTES."""

    _fields_ = [
        ("dot11Ssid", Dot11Ssid),
        ("dot11BssType", c_uint32),
        ("dot11Bssid", c_uint8 * 6),
        ("dot11PhyType", c_uint32),
        ("uDot11PhyIndex", c_uint32),
        ("wlanSignalQuality", c_uint32),
        ("ulRxRate", c_uint32),
        ("ulTxRate", c_uint32),
    ]


class SecurityAttributes(ctypes.Structure):
    """WLAN_SECURITY_ATTRIBUTES."""

    _fields_ = [
        ("bSecurityEnabled", c_int32),
        ("bOneXEnabled", c_int32),
        ("dot11AuthAlgorithm", c_uint32),
        ("dot11CipherAlgorithm", c_uint32),
    ]


class ConnectionAttributes(ctypes.Structure):
    """WLAN_CONNECTION_ATTRIBUTES."""

    _fields_ = [
        ("isState", c_uint32),
        ("wlanConnectionMode", c_uint32),
        ("strProfileName", c_uint16 * _MAX_NAME),
        ("wlanAssociationAttributes", AssociationAttributes),
        ("wlanSecurityAttributes", SecurityAttributes),
    ]


class BssEntry(ctypes.Structure):
    """WLAN_BSS_ENTRY; ``ulIeOffset`` counts from the start of the entry."""

    _fields_ = [
        ("dot11Ssid", Dot11Ssid),
        ("uPhyId", c_uint32),
        ("dot11Bssid", c_uint8 * 6),
        ("dot11BssType", c_uint32),
        ("dot11BssPhyType", c_uint32),
        ("lRssi", c_int32),
        ("uLinkQuality", c_uint32),
        ("bInRegDomain", c_uint8),
        ("usBeaconPeriod", c_uint16),
        ("ullTimestamp", c_uint64),
        ("ullHostTimestamp", c_uint64),
        ("usCapabilityInformation", c_uint16),
        ("ulChCenterFrequency", c_uint32),
        ("wlanRateSet", RateSet),
        ("ulIeOffset", c_uint32),
        ("ulIeSize", c_uint32),
    ]


class BssList(ctypes.Structure):
    """WLAN_BSS_LIST, with its first item."""

    _fields_ = [("dwTotalSize", c_uint32), ("dwNumberOfItems", c_uint32), ("wlanBssEntries", BssEntry * 1)]


class MacFrameStatistics(ctypes.Structure):
    """WLAN_MAC_FRAME_STATISTICS."""

    _fields_ = [
        (name, c_uint64)
        for name in (
            "ullTransmittedFrameCount",
            "ullReceivedFrameCount",
            "ullWEPExcludedCount",
            "ullTKIPLocalMICFailures",
            "ullTKIPReplays",
            "ullTKIPICVErrorCount",
            "ullCCMPReplays",
            "ullCCMPDecryptErrors",
            "ullWEPUndecryptableCount",
            "ullWEPICVErrorCount",
            "ullDecryptSuccessCount",
            "ullDecryptFailureCount",
        )
    ]


class PhyFrameStatistics(ctypes.Structure):
    """WLAN_PHY_FRAME_STATISTICS."""

    _fields_ = [
        (name, c_uint64)
        for name in (
            "ullTransmittedFrameCount",
            "ullMulticastTransmittedFrameCount",
            "ullFailedCount",
            "ullRetryCount",
            "ullMultipleRetryCount",
            "ullMaxTXLifetimeExceededCount",
            "ullTransmittedFragmentCount",
            "ullRTSSuccessCount",
            "ullRTSFailureCount",
            "ullACKFailureCount",
            "ullReceivedFrameCount",
            "ullMulticastReceivedFrameCount",
            "ullPromiscuousReceivedFrameCount",
            "ullMaxRXLifetimeExceededCount",
            "ullFrameDuplicateCount",
            "ullReceivedFragmentCount",
            "ullPromiscuousReceivedFragmentCount",
            "ullFCSErrorCount",
        )
    ]


class Statistics(ctypes.Structure):
    """WLAN_STATISTICS, with its first PHY."""

    _fields_ = [
        ("ullFourWayHandshakeFailures", c_uint64),
        ("ullTKIPCounterMeasuresInvoked", c_uint64),
        ("ullReserved", c_uint64),
        ("MacUcastCounters", MacFrameStatistics),
        ("MacMcastCounters", MacFrameStatistics),
        ("dwNumberOfPhys", c_uint32),
        ("PhyCounters", PhyFrameStatistics * 1),
    ]


class LinkQuality(ctypes.Structure):
    """WLAN_REALTIME_CONNECTION_QUALITY_LINK_INFO."""

    _fields_ = [
        ("ucLinkID", c_uint8),
        ("ulChannelCenterFrequencyMhz", c_uint32),
        ("ulBandwidth", c_uint32),
        ("lRssi", c_int32),
        ("wlanRateSet", RateSet),
    ]


class RealtimeQuality(ctypes.Structure):
    """WLAN_REALTIME_CONNECTION_QUALITY, with its first link."""

    _fields_ = [
        ("dot11PhyType", c_uint32),
        ("ulLinkQuality", c_uint32),
        ("ulRxRate", c_uint32),
        ("ulTxRate", c_uint32),
        ("bIsMLOConnection", c_int32),
        ("ulNumLinks", c_uint32),
        ("linksInfo", LinkQuality * 1),
    ]
