// What the name server takes from strangers at most, and why so much.

/** Larger than any query or update of ours; a UDP datagram could be 64 KB of work. */
export const maxUdpRequestBytes = 4096

/** What fits everywhere without fragments (DNS Flag Day 2020). */
export const maxUdpAnswerBytes = 1232

/** RFC 1035 section 4.2.1: for clients that say nothing of what they can take. */
export const plainUdpAnswerBytes = 512

/** Descriptors; above a home's number of machines by far. */
export const maxTcpConnections = 256

/** RFC 7766 section 6.2.3 wants seconds. */
export const tcpIdleMs = 10_000

/** Of one connection: more than any client has in flight. */
export const maxPendingTcpAnswers = 100

/** Answers that wait for `--delay-ms`; further ones are dropped, as a full queue of a router would. */
export const maxDelayedAnswers = 10_000

/** Links in a chain of CNAMEs that are followed; loops end here. */
export const maxCnameLinks = 8

/** Only holders of a key can add records; a mistake of theirs must not fill the memory. */
export const maxZoneRecords = 100_000

/** Updates of the last ten minutes whose repetition is known; the oldest is forgotten. */
export const maxRememberedUpdates = 10_000
