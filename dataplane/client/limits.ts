// The bounds of a client of the helper, each with its reason.

/** A helper that is alive greets and reads its tables in milliseconds; a loaded machine may take longer. */
export const answerWithinMs = 5000

/** Resolving waits up to 9 s for a person, and checks for servers that do not answer. */
export const slowAnswerWithinMs = 30_000

/** Frames that wait for whoever reads a stream; what comes then waits in the kernel, and at last in the helper's own log. */
export const maxWaitingFrames = 256

/** A helper that is started again is ready in half a second. */
export const firstRetryMs = 50

/** Later tries, each after twice the time before: one connect to a local socket a second costs nothing. */
export const maxRetryMs = 1000
