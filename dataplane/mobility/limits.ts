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
