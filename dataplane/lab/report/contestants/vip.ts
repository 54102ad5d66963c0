// Ours: the built helper on both hosts and the lab's name server, which nobody tells of moves.
import { labHosts } from '../../address-plan.ts'
import type { LabHost } from '../../address-plan.ts'
import { bringUp } from '../../bring-up.ts'
import { helperPaths, readHelper, startHelper } from '../../helper.ts'
import { LabError } from '../../lab-error.ts'
import { RunDirectory } from '../../run-directory.ts'
import type { Contestant, ContestantWish, RunningContestant } from './contestant.ts'

export const vip: Contestant = {
  id: 'vip',
  label: 'vip',
  missing: () => undefined,
  start,
}

async function start({ name, nameServerDelayMs }: ContestantWish): Promise<RunningContestant> {
  const directory = new RunDirectory(name)
  const plan = { mode: 'helpers', nameServer: 'vip', nameServerDelayMs } as const
  const brought = await bringUp(directory, plan, true)
  if (brought.outcome === 'already-up') throw new Error(`there is a lab ${name} already`)
  const { lab, programs } = brought
  const helpers = { a: programs.a, b: programs.b }
  const vipOf = async (host: LabHost): Promise<string> => {
    const { status, peers } = await readHelper(helperPaths(directory, host).run)
    const agreed = peers.find(({ localVip }) => localVip !== null)?.localVip ?? status.vips[0]
    if (typeof agreed === 'string') return agreed
    throw new LabError({ code: 'helper-failed', host, detail: 'it has no VIP' })
  }
  const [a, b] = await Promise.all(labHosts.map(vipOf))
  return {
    sandbox: lab.sandbox,
    vips: { a: a as string, b: b as string },
    afterMove: () => Promise.resolve(),
    signal: (host, signal) => void helpers[host].kill(signal),
    restart: async (host) => {
      helpers[host] = await startHelper(lab.sandbox, directory, host)
    },
    stop: () => lab.takeDown(),
  }
}
