// How the helper's program is started, by whoever starts it.

/** In the folder of built programs. */
export const helperProgram = 'vipd.mjs'

/**
 * For Node. All functions are compiled when the helper starts, and stay so: its first contact with a peer takes some 13 ms
 * instead of 22, at the price of some 50 ms of its start.
 */
export const helperNodeOptions = ['--enable-source-maps', '--no-lazy', '--no-flush-bytecode']
