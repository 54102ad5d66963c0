// nebula on both hosts, with its lighthouse on the router, which hosts tell where they are: the nearest that it has to a
// name server. All by its defaults.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nameServerAddress, staticVipOf } from '../../address-plan.ts'
import type { LabHost } from '../../address-plan.ts'
import { installedProgram } from '../../installed-program.ts'
import type { Contestant, ContestantWish, RunningContestant } from './contestant.ts'
import { createPlainLab } from './plain-lab.ts'

const port = 4242
const mtuBytes = 1300
const vips = { a: staticVipOf('a').v4, b: staticVipOf('b').v4, r: '240.0.0.3' }
type NebulaMachine = keyof typeof vips

export const nebula: Contestant = {
  id: 'nebula',
  label: 'nebula',
  missing: () =>
    installedProgram('nebula') === undefined || installedProgram('nebula-cert') === undefined
      ? 'not installed: apt-get install nebula'
      : undefined,
  start,
}

async function start({ name, folder }: ContestantWish): Promise<RunningContestant> {
  const sandbox = await createPlainLab(name)
  const own = (file: string) => join(folder, `${name}-${file}`)
  const certify = async (...words: string[]): Promise<void> => {
    const argv = [installedProgram('nebula-cert') ?? 'nebula-cert', ...words]
    const { status, stderr, stdout } = await sandbox.run('r', argv, { cwd: folder })
    if (status !== 0) throw new Error(`nebula-cert: ${(stderr || stdout).trim()}`)
  }
  const authority = { crt: own('ca.crt'), key: own('ca.key') }
  const startOn = async (machine: NebulaMachine) => {
    const files = { crt: own(`${machine}.crt`), key: own(`${machine}.key`) }
    await certify(
      ...['sign', '-name', machine, '-ip', `${vips[machine]}/24`],
      ...['-ca-crt', authority.crt, '-ca-key', authority.key],
      ...['-out-crt', files.crt, '-out-key', files.key],
    )
    const path = own(`${machine}.yml`)
    await writeFile(path, configuration(machine, { ca: authority.crt, ...files }))
    return sandbox.spawn(machine, [installedProgram('nebula') ?? 'nebula', '-config', path], {
      stdio: 'ignore',
      detached: true,
    })
  }
  try {
    await certify('ca', '-name', 'lab', '-out-crt', authority.crt, '-out-key', authority.key)
    await startOn('r')
    const programs = { a: await startOn('a'), b: await startOn('b') }
    return {
      sandbox,
      vips,
      afterMove: () => Promise.resolve(),
      signal: (host: LabHost, signal) => void programs[host].kill(signal),
      stop: () => sandbox.destroy(),
    }
  } catch (error) {
    await sandbox.destroy()
    throw error
  }
}

/** JSON is YAML. */
function configuration(
  machine: NebulaMachine,
  files: { ca: string; crt: string; key: string },
): string {
  const isLighthouse = machine === 'r'
  const anyone = [{ port: 'any', proto: 'any', host: 'any' }]
  return JSON.stringify({
    pki: { ca: files.ca, cert: files.crt, key: files.key },
    static_host_map: { [vips.r]: [`${nameServerAddress.v4}:${port}`] },
    lighthouse: { am_lighthouse: isLighthouse, hosts: isLighthouse ? [] : [vips.r] },
    // The lighthouse answers from the address that it is asked at.
    listen: { host: isLighthouse ? nameServerAddress.v4 : '0.0.0.0', port },
    tun: isLighthouse ? { disabled: true } : { dev: 'nebula0', mtu: mtuBytes },
    logging: { level: 'error' },
    firewall: { outbound: anyone, inbound: anyone },
  })
}
