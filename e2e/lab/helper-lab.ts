// A lab with real helpers, for specs that look inside it: its sandbox, its helpers' facts and
// programs.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { NameServerKind } from '../../dataplane/contract/lab-status.ts'
import type { Peer, Status } from '../../dataplane/contract/model.ts'
import { fqdnOf, otherHost } from '../../dataplane/lab/address-plan.ts'
import type { LabHost, LabMachine } from '../../dataplane/lab/address-plan.ts'
import { helperCommand, helperPaths, readHelper } from '../../dataplane/lab/helper.ts'
import { openLab } from '../../dataplane/lab/lab.ts'
import type { Lab } from '../../dataplane/lab/lab.ts'
import { RunDirectory } from '../../dataplane/lab/run-directory.ts'
import {
  identifyProcess,
  signalProcess,
  untilGone,
} from '../../dataplane/lab/sandbox/process-identity.ts'
import type { CommandResult, Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import type { ServiceMachine } from '../../dataplane/lab/services/service.ts'
import { webFolder } from '../../dataplane/lab/services/web-server.ts'
import { SpecLab } from './lab-cli.ts'
import { processesWith } from './lab-machine.ts'

export class HelperLab {
  readonly lab: Lab
  /** For what servers and clients need; removed with the lab. */
  readonly folder = mkdtempSync(join(tmpdir(), 'vip-spec-'))
  readonly #commands: SpecLab

  private constructor(commands: SpecLab) {
    this.#commands = commands
    this.lab = openLab(new RunDirectory(commands.name))
  }

  /** Up, and its names resolve. What an earlier run left under this name is gone. */
  static async up(name: string, nameServer: NameServerKind = 'vip'): Promise<HelperLab> {
    const commands = new SpecLab(name, ['--nameserver', nameServer])
    await commands.vip('down')
    await commands.must('up')
    return new HelperLab(commands)
  }

  get sandbox(): Sandbox {
    return this.lab.sandbox
  }

  async down(): Promise<void> {
    await this.#commands.must('down')
    rmSync(this.folder, { recursive: true, force: true })
  }

  runDirectoryOf(host: LabHost): string {
    return helperPaths(this.lab.directory, host).run
  }

  stateDirectoryOf(host: LabHost): string {
    return helperPaths(this.lab.directory, host).state
  }

  async statusOf(host: LabHost): Promise<Status> {
    return (await readHelper(this.runDirectoryOf(host))).status
  }

  /** What a host's helper says of the other host. @throws where it knows of none */
  async peerOf(host: LabHost): Promise<Peer> {
    const { peers } = await readHelper(this.runDirectoryOf(host))
    const peer = peers.find(({ name }) => name === fqdnOf(otherHost(host)))
    if (peer === undefined) throw new Error(`the helper on ${host} knows of no other host`)
    return peer
  }

  async run(machine: LabMachine, argv: readonly string[], input = ''): Promise<CommandResult> {
    return this.sandbox.run(machine, argv, { input, cwd: '/' })
  }

  /** @returns standard output @throws with what it said when it fails */
  async must(machine: LabMachine, argv: readonly string[], input = ''): Promise<string> {
    const { stdout, stderr, status, signal } = await this.run(machine, argv, input)
    if (status === 0) return stdout
    const how = signal ?? `status ${status}`
    throw new Error(`${argv.join(' ')} on ${machine} ended with ${how}: ${stderr}${stdout}`)
  }

  /** A program that stays in the foreground, until the lab ends. */
  spawn(machine: LabMachine, argv: readonly string[]): ChildProcess & { stdout: Readable } {
    const child = this.sandbox.spawn(machine, argv, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' })
    child.stderr?.resume()
    return child as ChildProcess & { stdout: Readable }
  }

  /** Puts files where the web server of that host, which the lab runs, serves them. */
  publish(machine: ServiceMachine, files: Readonly<Record<string, string>>): void {
    const folder = webFolder(this.lab.directory, machine)
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  }

  /** Ends a host's helper with -9, and resolves when it is no more. */
  async killHelper(host: LabHost): Promise<void> {
    // By its command line: its number in the lab's own process namespace means nothing out here.
    const command = helperCommand(helperPaths(this.lab.directory, host)).join(' ')
    const pids = processesWith(command).filter((line) =>
      line.startsWith(`${parseInt(line)} ${command}`),
    )
    const [helper] = pids.map((line) => identifyProcess(parseInt(line)))
    if (pids.length !== 1 || helper === undefined) throw new Error(`no helper runs on ${host}`)
    signalProcess(helper, 'SIGKILL')
    await untilGone([helper])
  }

  /** Starts a host's helper again; resolves when it is ready. */
  async startHelper(host: LabHost): Promise<void> {
    await this.startHelperAs(host, helperCommand(helperPaths(this.lab.directory, host)))
  }

  /** @param argv of a helper with `--json` */
  async startHelperAs(machine: LabMachine, argv: readonly string[]): Promise<ChildProcess> {
    const child = this.sandbox.spawn(machine, argv, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' })
    let complaint = ''
    child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
    for await (const line of createInterface({ input: child.stdout as Readable })) {
      if (line.startsWith('{"ready":true')) return child
    }
    await once(child, 'close')
    throw new Error(`the helper on ${machine} did not start: ${complaint}`)
  }
}

/** An address of 240.0.0.0/4. */
export const vipPattern = /^2[45]\d\.\d+\.\d+\.\d+$/
