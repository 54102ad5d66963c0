// The bounds of the control socket, each with its reason: whatever clients do, the helper's memory
// does not grow.

/** The app, its pages in a browser, some scripts; each may hold a few hundred KB. */
export const maxClients = 64

/** One user's runaway loop must leave room for others. */
export const maxClientsPerUser = 24

/** Those who may only read must never keep those out who may switch the helper off. */
export const maxReadOnlyClients = 32

/** Calls that one client has under way; its further lines wait in the kernel. */
export const maxCallsUnderWay = 16

/** A client that neither watches nor asks for so long is taken for forgotten. */
export const idleTimeoutMs = 5 * 60_000

/** How often facts are read again that change without a call, while somebody watches. */
export const refreshEveryMs = 1000

/** Changes kept for watchers who lag behind; who lags further is told `resync`. */
export const keptDeltas = 4096

/** Events kept for whoever asks later: some days of an ordinary helper, below 1 MB. */
export const keptEvents = 1000

/**
 * A snapshot's frames are cut when they are longer: far below `maxReplyBytes`, few enough system
 * calls.
 */
export const snapshotFrameChars = 128 * 1024

/**
 * An entry's JSON beyond this is a fault of the program: with it a frame could exceed
 * `maxReplyBytes`.
 */
export const maxEntryChars = 128 * 1024
