// The bounds of this folder, each with its reason.

/** Changes wait so long for others: windows draw no faster, and thousands of peers change at once. */
export const batchMs = 50

/** Receipts are asked for at most so often, while lines of a move come by the dozen. */
export const receiptsEveryMs = 50

/** A helper that was lost for so long does not come back by itself: its service was stopped, or it was ended on purpose. */
export const lostPatienceMs = 10_000

/** A start that was let through opens the socket within a second; a loaded machine may take longer. */
export const startPatienceMs = 20_000

/** A program and its connection end in the same moment; which of both is heard first is up to the machine. */
export const exitToldWithinMs = 2000

/** So many exits within so long are a crash loop: another start would only be the next one. */
export const crashLoopExits = 5
export const crashLoopWithinMs = 60_000

/** Before the first restart; each later one waits twice as long. */
export const firstRestartMs = 500
export const maxRestartMs = 8000

/** At the end of what a program said, in which its last lines are looked for. */
export const lastWordsBytes = 64 * 1024

/** Of what a program said last: a sentence and its remedy. */
export const maxLastLines = 5
export const maxLastWordsChars = 600
