// A clean Debian to install packages in, with a systemd that really runs: own processes, mounts, network and devices.
// Its files are made once (debootstrap, in out/debootstrap/); what is changed is in memory, and gone in the end.
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

/** Beside what debootstrap calls minimal; the last two because the package depends on them. */
const packages = ['systemd', 'systemd-sysv', 'adduser', 'iproute2']

/** What a shell of an administrator has. */
const environment = ['env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C.UTF-8']

export interface Ended {
  status: number | null
  stdout: string
  stderr: string
}

/** Why there can be none, as a reason to skip. */
export function whyNoDebian(): string | undefined {
  if (distribution('ID') !== 'debian') return 'this distribution is not Debian'
  return cgroupFolder() === undefined ? 'this kernel shows no cgroup2 hierarchy' : undefined
}

/** Its files. @returns the folder, or why it cannot be made, as a reason to skip */
export async function makeDebian(cache: string): Promise<{ root: string } | { problem: string }> {
  const release = distribution('VERSION_CODENAME')
  const root = join(cache, `${release}+${packages.join('+')}`)
  if (existsSync(root)) return { root }
  const mirror = mirrorOf(release)
  if (mirror === undefined) return { problem: `apt knows no mirror of ${release}` }
  mkdirSync(cache, { recursive: true })
  const beginning = `${root}.new`
  rmSync(beginning, { recursive: true, force: true })
  const options = ['--variant=minbase', `--include=${packages.join(',')}`]
  const argv = ['debootstrap', ...options, release, beginning, mirror]
  const { status, stdout, stderr } = await run(argv)
  if (status === 0) {
    renameSync(beginning, root)
    return { root }
  }
  const said = `${stdout}${stderr}`.trim()
  const [unanswered] = nothingCame.exec(said) ?? []
  if (unanswered === undefined) throw new Error(`debootstrap failed:\n${said}`)
  return { problem: `the mirror of apt did not answer: ${unanswered}` }
}

/** What debootstrap says where it cannot fetch a file. */
const nothingCame = /^E: (Failed getting|Couldn't download) .*/m

/** The mirror that this machine installs from itself. */
function mirrorOf(release: string): string | undefined {
  const filters = ['Created-By: Packages', `Release: ${release}`, 'Component: main']
  const argv = ['indextargets', '--format', '$(REPO_URI)', ...filters]
  return spawnSync('apt-get', argv, { encoding: 'utf8' }).stdout.split('\n').find(Boolean)
}

/** os-release(5). */
function distribution(key: string): string {
  const file = '/etc/os-release'
  const lines = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(lines)?.[1] ?? ''
}

/** Where the cgroup2 hierarchy is mounted (proc_pid_mountinfo(5)). */
function cgroupFolder(): string | undefined {
  const line = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .find((each) => each.includes(' - cgroup2 '))
  return line?.split(' ')[4]
}

export class CleanDebian {
  readonly #child: ChildProcess
  readonly #cgroup: string
  /** Of its process 1, as this machine counts. */
  readonly #pid: number
  readonly #folder: string

  private constructor(child: ChildProcess, parts: { pid: number; cgroup: string; folder: string }) {
    this.#child = child
    this.#pid = parts.pid
    this.#cgroup = parts.cgroup
    this.#folder = parts.folder
  }

  /**
   * Resolves when all its services have started.
   * @param shared folder that it sees as /mnt
   */
  static async boot(root: string, shared: string): Promise<CleanDebian> {
    const cgroup = join(cgroupFolder() ?? '', `vip-packaging-${process.pid}`)
    const folder = mkdtempSync(join(tmpdir(), 'vip-debian-'))
    const [booted, memory] = [join(folder, 'booted'), join(folder, 'memory')]
    spawnSync('mkfifo', [booted])
    mkdirSync(memory)
    const script = join(import.meta.dirname, 'boot-debian.sh')
    // It ends with this process, however that ends.
    const argv = ['--pdeathsig', 'KILL', script, root, shared, cgroup, booted, memory]
    const child = spawn('setpriv', argv, { stdio: ['ignore', 'ignore', 'pipe'] })
    const complaint = text(child.stderr)
    const waiting = spawn('cat', [booted], { stdio: ['ignore', 'ignore', 'ignore'] })
    try {
      const isUp = await Promise.race([
        once(waiting, 'exit').then(() => true),
        once(child, 'exit').then(() => false),
      ])
      if (!isUp) throw new Error(`Debian did not boot: ${await complaint}`)
      return new CleanDebian(child, { pid: firstChildOf(child.pid), cgroup, folder })
    } catch (error) {
      removeCgroup(cgroup)
      rmSync(folder, { recursive: true })
      throw error
    } finally {
      waiting.kill()
    }
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit')
      // The kernel ends the others with process 1.
      process.kill(this.#pid, 'SIGKILL')
      await ended
    }
    removeCgroup(this.#cgroup)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async run(...argv: readonly string[]): Promise<Ended> {
    const namespaces = ['--mount', '--pid', '--net', '--uts', '--ipc', '--cgroup', '--root', '--wd']
    return run(['nsenter', `--target=${this.#pid}`, ...namespaces, ...environment, ...argv])
  }

  /** @returns standard output @throws with what it said when it fails */
  async must(...argv: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(...argv)
    if (status === 0) return stdout
    throw new Error(`${argv.join(' ')} ended with ${status}: ${stderr}${stdout}`)
  }

  /** As somebody who has an account there. */
  async runAs(user: string, ...argv: readonly string[]): Promise<Ended> {
    const rights = [`--reuid=${user}`, '--regid=nogroup', '--init-groups']
    return this.run('setpriv', ...rights, '--', ...argv)
  }
}

function firstChildOf(pid: number | undefined): number {
  return Number.parseInt(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'))
}

function removeCgroup(folder: string): void {
  if (!existsSync(folder)) return
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeCgroup(join(folder, entry.name))
  }
  rmdirSync(folder)
}

async function run([program = '', ...rest]: readonly string[]): Promise<Ended> {
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close') as Promise<[number | null]>
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ])
  return { status, stdout, stderr }
}
