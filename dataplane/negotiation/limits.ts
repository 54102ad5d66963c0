// The bounds of negotiation, each with its reason.

/** PROTOCOL section 3: where no round trip is known yet. */
export const firstRetryMs = 250
/** PROTOCOL section 3: an INIT goes out twice; after the second silence DNS is asked again. */
export const sendsBeforeDns = 2
/** A handshake goes to so many endpoints at most: a host's addresses of both families. */
export const maxCalledEndpoints = 4

/** PROTOCOL section 3: how long an application waits for a host that does not answer. */
export const answerWithinMs = 4000
/** PROTOCOL section 4: and where a person has to decide about a key. */
export const decideWithinMs = 9000
/** What the background tries on for. Whoever asks for the name later starts anew. */
export const tryForMs = 60_000
/** Between two tries in the background, so that a dead host costs a few packets in all. */
export const maxPauseMs = 8000
/** After a negotiation has failed the next question for the name starts no other for so long. */
export const failureLastsMs = 5000
/** Or, while a person has not decided, for so long: else each question would wait for them. */
export const pendingLastsMs = 60_000
/** Names whose failure is remembered; a flood of names forgets the oldest. */
export const maxFailures = 4096
/** Negotiations of our own at once: a program that resolves every name there is stops here. */
export const maxAttempts = 4096

/** Ephemeral keys that were made ahead wait so long for DNS to answer: as long as naming waits for it. */
export const ephemeralLastsMs = 5000
/** Names for which they are made at once. */
export const maxEphemerals = 64

/** PROTOCOL section 10. A negotiation of two honest hosts needs two; each more is a collision. */
export const maxRounds = 4

/** PROTOCOL section 10. */
export const initsPerSecond = 10
/** Behind a proof of its address a source may do more, but not use up the processor. */
export const provenInitsPerSecond = 50
/** From all sources together, before each must prove its address: a quarter of one core. */
export const allInitsPerSecond = 200
/** Networks counted apart. While more come within a second, all must prove their address … */
export const maxSources = 4096
/** … and behind that proof a wider network (/16, /48) may do as much as one core's quarter. */
export const wideInitsPerSecond = 200
/** Shares of wider networks: with one that is used up, one network in so many suffers by chance. */
export const maxWideNetworks = 4096
/** PROTOCOL section 10. */
export const maxHalfOpen = 65_536
/** The retransmissions of an initiator have ended by then. */
export const halfOpenMs = 10_000
/** A cookie counts under this secret and the one before: 2 to 4 minutes. */
export const cookieSecretMs = 120_000

/** PROTOCOL section 10: what forged NACKs may cost at worst. */
export const nackPauseMs = 1000
/** A new SA is probed so often, doubling from 250 ms: 8 s, in which every real path answers. */
export const maxProbes = 5
/**
 * After a restart, and of peers that have had less than `restartLaneMs`. So 64 handshakes begin a second at most, each
 * with one answer that takes a millisecond of a processor: few enough that none is lost, and enough to use the round
 * trips. Peers that programs ask for come besides.
 */
export const maxRestartsAtOnce = 16
/** The first silence: whoever has not answered by then is far or dead, and goes on without its lane. */
export const restartLaneMs = firstRetryMs
/** Restarts in all. Each may have four questions open, where DNS is silent, and naming has room for 768. */
export const maxRestartsBehind = 256
/** Whose packets passed so shortly before the helper ends is in use, and comes first when it starts again. */
export const usedInMs = 120_000
/** Peers whose round-trip time is kept. */
export const maxRoundTrips = 65_536
/** A peer with a mapping that did not answer for a minute is asked again after so long. */
export const tryAgainMs = 60_000
/**
 * One that answered, but refused or waits for a person, after twice as long each time, up to this: by then it tells us
 * itself, as a rule, and who rejects us for good gets some 150 INITs a day.
 */
export const maxTryAgainMs = 600_000
/** Of those at once, for the same reason; the others wait for their turn. */
export const maxTriesAgain = 256

/** Leases are hours: to the minute is exact enough. */
export const leaseCheckMs = 60_000
