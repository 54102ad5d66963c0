"""Decrypts the ESP packets of a capture with Scapy, for where the analyser does not know the cipher.

usage: decrypt-with-scapy.py CAPTURE DECRYPTED < SECURITY-ASSOCIATIONS
Reads [{"spi": number, "key": hexadecimal digits}, …] on standard input; writes the inner packets to DECRYPTED in the order
of the capture, leaving out what does not decrypt.
"""
import json
import sys

from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.ipsec import ESP, IPSecIntegrityError, SecurityAssociation
from scapy.utils import PcapReader, RawPcapWriter

RAW_IP = 101  # LINKTYPE_RAW

capture, decrypted = sys.argv[1:]
associations = {
    one["spi"]: SecurityAssociation(
        ESP, spi=one["spi"], crypt_algo="CHACHA20-POLY1305", crypt_key=bytes.fromhex(one["key"])
    )
    for one in json.load(sys.stdin)
}
writer = RawPcapWriter(decrypted, linktype=RAW_IP)
writer.write_header(None)
for frame in PcapReader(capture):
    outer = frame[IPv6] if IPv6 in frame else frame[IP]
    esp = ESP(bytes(frame[UDP].payload))
    # Scapy takes ESP directly on IP apart; whether UDP stood between is all the same to the cipher.
    carrier = type(outer)(src=outer.src, dst=outer.dst) / esp
    try:
        opened = associations[esp.spi].decrypt(type(outer)(bytes(carrier)))
    except IPSecIntegrityError:
        continue
    writer.write_packet(bytes(opened.payload))
writer.close()
