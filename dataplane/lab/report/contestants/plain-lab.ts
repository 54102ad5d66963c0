// The lab's network without a program of ours in it, for other contestants.
import { labMachines } from '../../address-plan.ts'
import { RunDirectory } from '../../run-directory.ts'
import { createSandbox } from '../../sandbox/sandbox.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { sshPaths } from '../../services/ssh-access.ts'
import { buildTopology } from '../../topology.ts'

export async function createPlainLab(name: string): Promise<Sandbox> {
  const sandbox = await createSandbox({ name })
  try {
    // Nobody logs in: the keys are never made.
    await buildTopology(sandbox, 'static', sshPaths(new RunDirectory(name)))
    for (const machine of labMachines) {
      // Control sockets, as /run/wireguard, have fixed names: each host sees its own.
      await sandbox.run(machine, ['mount', '-t', 'tmpfs', 'tmpfs', '/run'])
    }
    return sandbox
  } catch (error) {
    await sandbox.destroy()
    throw error
  }
}
