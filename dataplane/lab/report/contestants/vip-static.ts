// Our tunnels with handed-out keys: the lab tells both of each move at once, and so is the oracle that a real host has not.
// What is left is the packet path: a floor for the helpers' figures.
import { endpointsOf, fqdnOf, labHosts, otherHost, staticVipOf } from '../../address-plan.ts'
import { bringUp } from '../../bring-up.ts'
import { socketOf } from '../../lab.ts'
import { RunDirectory } from '../../run-directory.ts'
import { tellEndpoints } from '../../tunnel.ts'
import type { Contestant, ContestantWish, Places, RunningContestant } from './contestant.ts'

export const vipStatic: Contestant = {
  id: 'vip-static',
  label: 'vip, told by the lab',
  missing: () => undefined,
  start,
}

async function start({ name }: ContestantWish): Promise<RunningContestant> {
  const directory = new RunDirectory(name)
  const brought = await bringUp(directory, { mode: 'static' }, true)
  if (brought.outcome === 'already-up') throw new Error(`there is a lab ${name} already`)
  const { lab, programs } = brought
  return {
    sandbox: lab.sandbox,
    vips: { a: staticVipOf('a').v4, b: staticVipOf('b').v4 },
    afterMove: async (places: Places) => {
      await Promise.all(
        labHosts.map((host) => {
          const peer = otherHost(host)
          const endpoints = endpointsOf(peer, places[peer])
          return tellEndpoints(directory.file(socketOf(host)), fqdnOf(peer), endpoints)
        }),
      )
    },
    signal: (host, signal) => void programs[host].kill(signal),
    stop: () => lab.takeDown(),
  }
}
