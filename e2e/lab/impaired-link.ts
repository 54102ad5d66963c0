// Puts the lab's link emulator between a host of a tunnel network and its switch.
//
//   host:lan ── port-host │ bridge          before
//   host:lan ── port-host ▸ emulator ▸ port-host-e ── port-host-o │ bridge
import { once } from 'node:events'
import { join } from 'node:path'
import type { LinkSettings } from '../../dataplane/contract/link-settings.ts'
import { builtProgram } from '../../dataplane/lab/built-programs.ts'
import {
  askEmulator,
  readEmulator,
  settingsLine,
  type EmulatorState,
} from '../../dataplane/lab/emulator-protocol.ts'
import { lanInterface, portOf, switchHost, type TunnelNetwork } from './tunnel-network.ts'

export type ImpairedLink = {
  /** What was done to frames until now. */
  read: () => Promise<EmulatorState>
}

/** The same in both directions, until the network goes. @throws where the emulator does not start. */
export async function impairLink(
  { sandbox, directory }: TunnelNetwork,
  host: string,
  settings: LinkSettings,
  seed: number,
): Promise<ImpairedLink> {
  const port = portOf(host)
  const [inner, outer] = [`${port}-e`, `${port}-o`]
  await sandbox.ip(switchHost, [
    `link add ${inner} type veth peer name ${outer}`,
    `link set ${inner} up`,
    `link set ${outer} up`,
  ])
  const control = join(directory, `${port}.sock`)
  // Who sends into the emulator must send frames as on a wire.
  const card = `/proc/${sandbox.handle.hosts[host]}/ns/net:${lanInterface}`
  const argv = [
    ...[builtProgram('link-emulator'), '--wire-frames', card, '--wire-frames', outer],
    ...['--machine-port', port, '--lan-port', inner, '--control', control, '--seed', String(seed)],
  ]
  const child = sandbox.spawn(switchHost, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const said = await Promise.race([once(child.stdout!, 'data'), once(child, 'close')])
  if (String(said[0]) !== 'ready\n') throw new Error(`the link emulator ended: ${complaint}`)
  for (const direction of ['out', 'in'] as const) {
    await askEmulator(control, settingsLine(direction, settings))
  }
  await sandbox.ip(switchHost, [
    `link set ${port} nomaster`,
    `link set ${outer} master ${lanInterface}`,
  ])
  return { read: () => readEmulator(control) }
}
