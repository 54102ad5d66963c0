// Links with an impairment: puts the emulator between a machine's cable and its LAN, and takes it
// away again.
//
//   a:lan1 ── a-lan1 │ bridge lan1        without: the cable's port is in the bridge
//   a:lan1 ── a-lan1 ▸ emulator ▸ a-lan1-e ── a-lan1-b │ bridge lan1
import { once } from 'node:events'
import { closeSync, openSync, readdirSync, rmSync } from 'node:fs'
import { randomInt } from 'node:crypto'
import type { ChildProcess } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { messageOf } from '../lib/error-message.ts'
import type { EmulatedLinkStatus } from '../contract/lab-status.ts'
import { linkDirections, perfectLink } from '../contract/link-settings.ts'
import type { LinkDirection, LinkSettings } from '../contract/link-settings.ts'
import { labMachines, lanNames, switchHost } from './address-plan.ts'
import type { LabMachine, LanName } from './address-plan.ts'
import { builtProgram } from './built-programs.ts'
import { askEmulator, readEmulator, settingsLine } from './emulator-protocol.ts'
import type { EmulatorState } from './emulator-protocol.ts'
import { LabError } from './lab-error.ts'
import { lastWords } from './lab-program.ts'
import type { RunDirectory } from './run-directory.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { portOf } from './topology.ts'

export interface LinkId {
  machine: LabMachine
  lan: LanName
}

export interface LinkChange {
  /** What is not named stays as it is. */
  settings: Partial<LinkSettings>
  directions: readonly LinkDirection[]
  /** Below 2^32; for a link that has no emulator yet, a random one otherwise. */
  seed?: number | undefined
}

/** Where the emulator of a link is, whether it runs or not. */
export class EmulatedLink {
  readonly #sandbox: Sandbox
  readonly #link: LinkId
  readonly #socket: string
  readonly #log: string

  constructor(sandbox: Sandbox, directory: RunDirectory, link: LinkId) {
    this.#sandbox = sandbox
    this.#link = link
    this.#socket = directory.file(socketName(link))
    this.#log = directory.file(`link-${portOf(link.machine, link.lan)}.log`)
  }

  /** Undefined when the link is as it was built, or its emulator was killed. */
  async read(): Promise<EmulatorState | undefined> {
    return await readEmulator(this.#socket).catch(() => undefined)
  }

  /** Starts the emulator when there is none. @throws LabError */
  async impair({ settings, directions, seed }: LinkChange): Promise<void> {
    const running = await this.read()
    if (running === undefined) {
      // What a killed emulator left, else nothing.
      await this.clear()
      await this.#start(seed ?? randomInt(2 ** 32))
    }
    for (const direction of directions) {
      const before = running?.[direction].settings ?? perfectLink
      await askEmulator(this.#socket, settingsLine(direction, { ...before, ...settings }))
    }
    if (running === undefined) await this.#insert()
  }

  /**
   * The link as it was built. Frames that the emulator holds are lost. May be called at any time.
   */
  async clear(): Promise<void> {
    const { port, inner, outer } = this.#interfaces()
    const { stdout } = await this.#sandbox.run(switchHost, ['ip', '-json', 'link', 'show', outer])
    if (stdout.includes(outer)) {
      await this.#sandbox.ip(switchHost, [
        `link set ${outer} nomaster`,
        `link set ${port} master ${this.#link.lan}`,
      ])
    }
    const stopped = await askEmulator(this.#socket, 'stop').then(
      () => true,
      () => false,
    )
    if (stdout.includes(outer)) {
      // Killed, it could not give the machine's card its offloads back.
      if (!stopped) await this.#restoreOffloads()
      await this.#sandbox.ip(switchHost, [`link del ${inner}`])
    }
    rmSync(this.#socket, { force: true })
  }

  async #start(seed: number): Promise<void> {
    const { port, inner, outer } = this.#interfaces()
    await this.#sandbox.ip(switchHost, [
      `link add ${inner} type veth peer name ${outer}`,
      ...[inner, outer].flatMap((name) => [
        `link set ${name} addrgenmode none`,
        `link set ${name} up`,
      ]),
    ])
    const log = openSync(this.#log, 'a', 0o600)
    const argv = [
      ...['--machine-port', port, '--lan-port', inner],
      ...['--control', this.#socket, '--seed', String(seed)],
    ]
    const child = this.#spawn(argv, ['ignore', 'pipe', log])
    closeSync(log)
    const [said] = (await Promise.race([
      once(child.stdout!, 'data'),
      once(child, 'exit').then(() => ['']),
    ])) as [Buffer | string]
    if (said.toString() !== 'ready\n') {
      throw new LabError({ code: 'emulator-failed', ...this.#link, detail: lastWords(this.#log) })
    }
    child.stdout!.destroy()
    child.unref()
  }

  async #insert(): Promise<void> {
    const { port, outer } = this.#interfaces()
    await this.#sandbox.ip(switchHost, [
      `link set ${port} nomaster`,
      `link set ${outer} master ${this.#link.lan}`,
    ])
  }

  async #restoreOffloads(): Promise<void> {
    const child = this.#spawn(['--restore-offloads'], ['ignore', 'ignore', 'pipe'])
    const complaint = await text(child.stderr!)
    // It has closed its standard error, so it has ended or is about to.
    if (child.exitCode === null) await once(child, 'exit')
    if (child.exitCode === 0) return
    throw new LabError({ code: 'emulator-failed', ...this.#link, detail: complaint.trim() })
  }

  #spawn(argv: string[], stdio: ('ignore' | 'pipe' | number)[]): ChildProcess {
    const { machine, lan } = this.#link
    // Whoever sends into the emulator must send frames as they would be on a wire: the machine's
    // card, which is in another namespace, and the bridge's new port.
    const card = `/proc/${this.#sandbox.handle.hosts[machine]}/ns/net:${lan}`
    const senders = ['--wire-frames', card, '--wire-frames', this.#interfaces().outer]
    const program = builtProgram('link-emulator')
    const options = { stdio, detached: true, cwd: '/' }
    return this.#sandbox.spawn(switchHost, [program, ...senders, ...argv], options)
  }

  #interfaces() {
    const port = portOf(this.#link.machine, this.#link.lan)
    return { port, inner: `${port}-e`, outer: `${port}-b` }
  }
}

/** Of all links that have an emulator, or had one that was killed. */
export async function emulatedLinks(directory: RunDirectory): Promise<EmulatedLinkStatus[]> {
  const files = new Set(readdirSync(directory.path))
  const links = labMachines
    .flatMap((machine) => lanNames.map((lan) => ({ machine, lan })))
    .filter((link) => files.has(socketName(link)))
  return Promise.all(
    links.map(async (link): Promise<EmulatedLinkStatus> => {
      const place = { host: link.machine, lan: link.lan }
      try {
        const state = await readEmulator(directory.file(socketName(link)))
        return { ...place, state: 'running', ...state }
      } catch (error) {
        const reason = messageOf(error)
        return { ...place, state: 'failed', reason }
      }
    }),
  )
}

/** Whether these settings, as the emulator reports them, leave every frame alone. */
export function isPerfect(state: EmulatorState): boolean {
  return linkDirections.every((direction) => {
    const { settings } = state[direction]
    return Object.entries(perfectLink).every(
      ([name, value]) => settings[name as keyof LinkSettings] === value,
    )
  })
}

function socketName({ machine, lan }: LinkId): string {
  return `link-${portOf(machine, lan)}.sock`
}
