// The bounds of mobility, each with its reason.

/** Receipts that are kept: a year of an ordinary laptop's moves, or 1000 moves of one test. */
export const keptReceipts = 1000

/** Lines and lanes of all receipts that are kept, some 10 MB: where moves have many partners, old ones are forgotten earlier. */
export const keptReceiptSizes = 65_536

/** Lines of one lane (of this host, or of one partner): a move that ends within seconds has about ten. */
export const maxLaneLines = 64

/** Of these, lines of phases that are tried again and again: how it ended must find room behind them. */
export const maxRepeatedLines = 40

/** Partners of one receipt that have a lane. A server may have more, which are counted. */
export const maxReceiptPartners = 256

/** Lines of one receipt that go to the event log, which keeps 1000 events of all kinds. The receipt has them all. */
export const maxToldLines = 200

/** A detail is an endpoint, an address with its interface, or a list of addresses. */
export const maxDetailChars = 256

/** PROTOCOL section 7: a Hint is sent again after 3 x the smoothed round trip and this, then doubling. */
export const hintSlackMs = 5
/** Where no round trip is known yet. */
export const unknownRoundTripMs = 80
/** Between two Hints to one partner at most, so that a partner that comes back is found within a second. */
export const maxHintPauseMs = 1000
/** PROTOCOL section 7: after so many unanswered tries Hints leave from another port, too. */
export const triesBeforeOtherPort = 3
/**
 * DNS is asked about a partner so long after the first Hint: most have answered it by then, and who has moved at the same
 * moment is in DNS no sooner.
 */
export const eagerSearchAfterMs = 5
/** PROTOCOL section 7: DNS is asked again 10 ms after the move, then doubling to 1 s. */
export const firstDnsPauseMs = 5
export const maxDnsPauseMs = 1000
/** Questions about one partner that wait for an answer at once: as many as fit in a slow server's 400 ms. */
export const maxQuestionsAtOnce = 8
/** Partners whose place DNS is asked for soon after the first Hint; others once a Hint was not answered. */
export const maxEagerSearches = 32

/**
 * Changes of this host's place that are told at once, one more every so many milliseconds: a link that flaps must not flood
 * partners and DNS. One move is up to three changes: an address, a route, and the old link's end.
 */
export const movesAtOnce = 24
export const moveEveryMs = 500
/** How long a further one waits; the newest state counts then. */
export const flapPauseMs = 100

/** Challenges that wait for their response, over all peers: who copies packets from many addresses fills no memory. */
export const maxChallenges = 64
/** Of one peer: it names as many endpoints, and its copied packets leave room for other peers' challenges. */
export const maxChallengesOfPeer = 8
/** One at a time to a source, sent again so often, doubling. */
export const maxChallengeSends = 4
export const firstChallengePauseMs = 100

/** Of one peer's moves: what comes sooner is written in the same receipt. */
export const peerReceiptEveryMs = 1000

/** How often peers that say nothing are looked for, and the clocks compared. */
export const leaseCheckMs = 1000
export const sleepCheckMs = 500
/** What the clocks, or the event loop, must be apart for a sleep: more than any busy machine's delay. */
export const sleptMs = 1500
/** Peers whose lease has run out that DNS is asked for at once. */
export const maxLeaseSearches = 32
/** While a peer that we send to stays silent DNS is asked about it again. */
export const leaseAgainMs = 5000
