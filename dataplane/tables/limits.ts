// The bounds of this folder, each with its reason.

/** As many as the packet path keeps for a peer, and as a payload carries. */
export const maxEndpointsOfPeer = 8

/**
 * What the packet path was measured with. At a million of 2^28 VIPs one random proposal in 268
 * collides (paper 4.2.1), and a second one is at hand.
 */
export const maxMappings = 1_048_576

/**
 * VIPs that were one host's and are nobody's until they are reclaimed. An honest host loses its
 * VIPs with its tables, once in a while; one that takes others all the time must not fill the table.
 */
export const maxInvalidVips = 8

/**
 * VIPs made at boot (paper 4.1.1): with two, both are taken at a host with 2^20 entries once in
 * 2^16.
 */
export const bootVips = 2

/** More own VIPs are made for peers that refuse all others; each is an address of the TUN. */
export const maxOwnVips = 64

/**
 * Random numbers tried for one free VIP: at a table of 2^20 entries all of them are taken once in
 * 2^256.
 */
export const maxVipDraws = 32
