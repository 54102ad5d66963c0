// Handshakes that one core answers in a second: the helper's own responder in a process of its own,
// fed by a simulation, so that no network and no caller share the core.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as v from 'valibot'

const program = fileURLToPath(
  new URL('../../dataplane/negotiation/simulation/handshake-rate.ts', import.meta.url),
)

const ratesSchema = v.object({
  /** IX: hosts that meet for the first time. */
  strangersPerSecond: v.number(),
  /** IK: hosts whose key is stored. */
  knownPerSecond: v.number(),
})
export type HandshakeRates = v.InferOutput<typeof ratesSchema>

/**
 * @param count handshakes of each kind
 * @throws where the process fails, with what it said
 */
export async function measureHandshakes(
  count: number,
  signal?: AbortSignal,
): Promise<HandshakeRates> {
  const options = signal === undefined ? {} : { signal }
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(count)], options)
  return v.parse(ratesSchema, JSON.parse(stdout))
}
