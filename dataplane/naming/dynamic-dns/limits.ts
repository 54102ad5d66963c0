// The bounds of dynamic DNS, each with its reason.

/** A TSIG key file, or a token: the longest that tsig-keygen makes has 200 bytes. */
export const maxKeyFileBytes = 64 * 1024

/** Silence after which an update is sent again, doubling: thrice the round trip of a good line, as a move has to be quick. */
export const firstResendMs = 50
export const maxResendMs = 2000

/** The silence after which an attempt has failed, and a person is told; another one follows. */
export const attemptMs = 8000

/** Unsigned errors may be forged: so much longer a signed answer is waited for. */
export const hintGraceMs = 250

/** A datagram of this size fits everywhere without fragments (DNS Flag Day 2020); more goes by TCP. */
export const maxDatagramBytes = 1232

/** Datagrams on one socket that are no answer: its port is known to somebody, and given up. */
export const maxForgedAnswers = 8

/** After a failure, doubling; a tenth more or less, so that hosts of one name server do not come together. */
export const firstRetryMs = 1000
export const maxRetryMs = 120_000

/** Changes of the network make a failed update be tried again, but not more often than so. */
export const networkRetryMs = 1000

/** How often DNS is asked whether it still says what it should. */
export const refreshMs = 600_000
/** The share of these times that chance adds or takes. */
export const jitter = 0.1

/** Questions whether a zone's own server shows an update: the first after so long, doubling. */
export const firstVisibleMs = 20
export const maxVisibleMs = 10_000

/** The server that took an update shows it at once. */
export const ownServerVisibleWithinMs = 10_000

/** One question about visibility. */
export const askVisibleMs = 2000

/** A request to a provider on the web: connections over bad lines take seconds. */
export const webRequestMs = 15_000

/** An answer of theirs: a page of records of one name is a few KB. */
export const maxWebAnswerBytes = 64 * 1024

/** Their name servers get an update within minutes. */
export const webVisibleWithinMs = 300_000

/** "911" of dyndns2 wants 30 minutes. */
export const outOfOrderMs = 1_800_000

/** What a provider may ask us to wait (Retry-After), at most: a day. */
export const maxRetryAfterMs = 86_400_000
