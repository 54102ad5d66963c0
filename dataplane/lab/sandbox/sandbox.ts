// A sandbox: network namespaces with links between them that touch nothing of the machine's own
// network and leave nothing behind, even when everything that knows of them is killed.
//
//   const sandbox = await createSandbox({ name: 'bench' })
//   await sandbox.addHost('a')
//   await sandbox.addHost('b')
//   await sandbox.link({ host: 'a', interface: 'lan' }, { host: 'b', interface: 'lan' })
//   await sandbox.ip('a', ['addr add 198.51.100.1/24 dev lan', 'link set lan up'])
//   const server = sandbox.spawn('b', ['iperf3', '--server'])
//   const { stdout } = await sandbox.run('a', ['ping', '-c1', '198.51.100.2'])
//   await sandbox.destroy()
//
// It also ends when the process that made it does, however that happens, unless it was released.
//
// A host is a process that holds one network and one mount namespace. Named namespaces of
// ip-netns(8) would need /run/netns and /etc/netns on the machine, and give each command a mount
// namespace of its own; here all commands on a host see the same files, so that a program may
// change /etc/resolv.conf for the others.
import { once } from 'node:events'
import type { ChildProcess, SpawnOptions, StdioOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { LabError } from '../lab-error.ts'
import { enter, processesWaitingFor } from './entering.ts'
import { hostCommand } from './host.ts'
import type { HostOptions } from './host.ts'
import { startKeeper } from './keeper.ts'
import type { Keeper } from './keeper.ts'
import { identifyProcess, isRunning, signalProcess, untilGone } from './process-identity.ts'
import type { ProcessIdentity } from './process-identity.ts'

export interface SandboxOptions {
  /** Letters, digits and hyphens; seen in `ps` and in messages. Need not be unique. */
  name: string
  /**
   * Directory to remove, after the sandbox's last process has ended for whatever cause; its parent
   * too if then empty.
   */
  removeAfterwards?: string
}

/** All that another process needs to use the same sandbox; plain JSON. */
export interface SandboxHandle {
  name: string
  rootless: boolean
  keeper: ProcessIdentity
  warden: ProcessIdentity
  /** Host name to its holder's process number, as counted inside the sandbox. */
  hosts: Record<string, number>
}

export interface LinkEnd {
  host: string
  /** At most 15 bytes, the kernel's limit (IFNAMSIZ). */
  interface: string
  /** Such as '02:00:00:00:00:0a'; chosen by the kernel when not given. */
  mac?: string
}

export interface CommandResult {
  stdout: string
  stderr: string
  /** Exit status, or null when `signal` ended it. */
  status: number | null
  signal: NodeJS.Signals | null
}

export interface RunOptions {
  /** Written to standard input, which is empty otherwise. */
  input?: string
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** Ends the command with SIGTERM. */
  signal?: AbortSignal
}

/** @throws LabError `namespaces-forbidden` or `program-missing`. Takes some 20 ms. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const keeper = await startKeeper(options)
  const warden = identifyProcess(keeper.warden.pid ?? 0)
  if (warden === undefined) throw new LabError({ code: 'sandbox-gone', name: options.name })
  const { identity, rootless } = keeper
  const handle = { name: options.name, rootless, keeper: identity, warden, hosts: {} }
  return new Sandbox(handle, keeper)
}

/**
 * A sandbox that another process made. Check `isAlive` first: every call of a dead one throws
 * `sandbox-gone`.
 */
export function attachSandbox(handle: SandboxHandle): Sandbox {
  return new Sandbox(structuredClone(handle), undefined)
}

export class Sandbox {
  readonly handle: Readonly<SandboxHandle>
  readonly #made: Keeper | undefined
  readonly #ended: Promise<unknown>[]
  /** Above the numbers that the kernel gives by itself. */
  #nextInterface = 1000

  /** @param made when this process has made it */
  constructor(handle: SandboxHandle, made: Keeper | undefined) {
    this.handle = handle
    this.#made = made
    this.#ended = made ? [once(made.warden, 'exit')] : []
  }

  get isAlive(): boolean {
    return isRunning(this.handle.keeper)
  }

  get hosts(): string[] {
    return Object.keys(this.handle.hosts)
  }

  /**
   * Resolves when the sandbox has ended, by whatever cause. A program stays alive for a sandbox
   * only while it awaits this.
   */
  async whenEnded(): Promise<void> {
    this.#made?.warden.ref()
    await Promise.all(this.#ended)
    // The warden may have been killed while the keeper lives on, and is not our child when
    // attached.
    await untilGone([this.handle.keeper, this.handle.warden])
  }

  /**
   * A host has a loopback interface that is up and nothing else; IPv6 addresses are usable at once
   * (no duplicate address detection) and router advertisements are not heard.
   */
  async addHost(name: string, options: HostOptions = {}): Promise<void> {
    if (name in this.handle.hosts) throw new LabError({ code: 'host-exists', host: name })
    // The keeper is process 1 inside: the new host comes from there.
    const { stdout, stderr } = await collect(this.#enter(1, hostCommand(name, options), {}))
    const pid = Number(stdout)
    if (!(pid > 1)) {
      const detail = stderr.trim() || 'its first process ended at once'
      throw new LabError({ code: 'host-failed', host: name, detail })
    }
    this.handle.hosts[name] = pid
  }

  /**
   * A virtual cable (veth(4)) between two hosts; both ends are down and without addresses. For the
   * process that made the sandbox only, since it numbers the interfaces.
   */
  async link(from: LinkEnd, to: LinkEnd, options: { mtu?: number } = {}): Promise<void> {
    // The kernel takes a cable whose ends have the same number, each in its namespace, for a device
    // without a peer, and then may tell of its carrier up to a second late
    // (linkwatch_urgent_event).
    const end = ({ interface: name, mac }: LinkEnd) =>
      [
        `${name} index ${this.#nextInterface++}`,
        ...(mac ? [`address ${mac}`] : []),
        ...(options.mtu ? [`mtu ${options.mtu}`] : []),
      ].join(' ')
    const peer = `${end(to)} netns ${this.#pidOf(to.host)}`
    await this.ip(from.host, [`link add ${end(from)} type veth peer name ${peer}`])
  }

  /**
   * Runs ip(8) commands, each without the leading `ip`, in one batch that stops at the first
   * failure.
   * @throws LabError `command-failed`, with what ip said.
   */
  async ip(host: string, commands: readonly string[]): Promise<void> {
    const { status, signal, stderr } = await this.run(host, ['ip', '-batch', '-'], {
      input: commands.join('\n') + '\n',
    })
    if (status === 0) return
    const [, complaint = stderr, line = '1'] = /^([^]*?)Command failed -:(\d+)/.exec(stderr) ?? []
    throw new LabError({
      code: 'command-failed',
      host,
      command: `ip ${commands[Number(line) - 1]}`,
      status: signal ?? `exit status ${status}`,
      detail: complaint.trim().replaceAll('\n', '; ').replace(/\.$/, ''),
    })
  }

  /**
   * Starts a command on a host; the answer behaves as the command itself: exit code, signal,
   * `kill()`, standard streams. Its `pid` is of a process that stands for it outside.
   */
  spawn(host: string, argv: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return this.#enter(this.#pidOf(host), argv, options)
  }

  /** Runs a command to its end. A status other than 0 is a result, not an error. */
  async run(
    host: string,
    argv: readonly string[],
    options: RunOptions = {},
  ): Promise<CommandResult> {
    const { input, ...spawnOptions } = options
    return collect(this.spawn(host, argv, spawnOptions), input)
  }

  /** What proc(5) has of a host as one of its own processes sees it, such as 'net/tcp'. */
  readProcessFile(host: string, name: string): string {
    const { keeper } = this.handle
    return readFileSync(`/proc/${keeper.pid}/root/proc/${this.#pidOf(host)}/${name}`, 'utf8')
  }

  /**
   * From now on the sandbox outlives this process; keep its `handle` to find it again. Until then a
   * maker that is killed half-way leaves nothing behind.
   */
  async release(): Promise<void> {
    if (!this.#made) throw new Error('only the process that made a sandbox can release it')
    // A process in the sandbox holds the lifeline too: the keeper goes when both it and we have.
    const argv = ['sh', '-c', 'sleep infinity &']
    const stdio: StdioOptions = ['ignore', 'ignore', 'ignore', this.#made.lifeline]
    await once(this.#enter(1, argv, { stdio }), 'exit')
  }

  /**
   * Ends every process in the sandbox; resolves when nothing of it is left. May be called again.
   */
  async destroy(): Promise<void> {
    const { keeper } = this.handle
    if (isRunning(keeper)) {
      for (const waiting of processesWaitingFor(keeper)) signalProcess(waiting, 'SIGKILL')
    }
    signalProcess(keeper, 'SIGKILL')
    await this.whenEnded()
  }

  #pidOf(host: string): number {
    const pid = this.handle.hosts[host]
    if (pid === undefined) throw new LabError({ code: 'host-unknown', host, known: this.hosts })
    return pid
  }

  #enter(hostPid: number, argv: readonly string[], options: SpawnOptions): ChildProcess {
    if (!this.isAlive) throw new LabError({ code: 'sandbox-gone', name: this.handle.name })
    const { keeper, rootless } = this.handle
    return enter({ keeper, rootless, hostPid }, argv, options)
  }
}

async function collect(child: ChildProcess, input = ''): Promise<CommandResult> {
  // A command may end without reading what it was given.
  child.stdin?.on('error', () => {}).end(input)
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const [[status, signal], stdout, stderr] = await Promise.all([
    closed,
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
  ])
  return { stdout, stderr, status, signal }
}
