// How far hosts and name server are from each other without a tunnel: what some bars are made of.
import { addressOf, firstLan, nameServerAddress } from '../address-plan.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { RoundTrips } from './scenarios/scenario.ts'

const PINGS = 10

/** Of hosts that are where they were when the lab came up. */
export async function measureRoundTrips(sandbox: Sandbox): Promise<RoundTrips> {
  const peer = await averageMs(sandbox, addressOf('b', firstLan.b).v4)
  return { peer, nameServer: await averageMs(sandbox, nameServerAddress.v4) }
}

async function averageMs(sandbox: Sandbox, address: string): Promise<number> {
  const argv = ['ping', '-n', '-q', `-c${PINGS}`, '-i0.02', '-W1', address]
  const { stdout, stderr } = await sandbox.run('a', argv)
  const average = Number(/= [\d.]+\/([\d.]+)\//.exec(stdout)?.[1])
  if (!Number.isFinite(average))
    throw new Error(`ping ${address}: ${stderr.trim() || stdout.trim()}`)
  return average
}
