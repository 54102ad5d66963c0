// How the helper's program is started, by whoever starts it.

/** In the folder of built programs. */
export const helperProgram = 'vipd.mjs'

/**
 * For Node. What V8 has compiled stays so: a name that is asked for after a quiet hour is not compiled again. No option that
 * makes the start longer belongs here, since a killed helper must be back before TCP's second retransmission:
 * `--enable-source-maps` took 90 ms of it, `--no-lazy` 110.
 */
export const helperNodeOptions = ['--no-flush-bytecode']
