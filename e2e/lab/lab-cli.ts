// The built `vip` as the specs of the lab call it.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import * as v from 'valibot'
import { labStatusSchema } from '../../dataplane/contract/lab-status.ts'
import type { LabStatus } from '../../dataplane/contract/lab-status.ts'

const out = join(import.meta.dirname, '../../out')

/** For `describe.runIf`: what is missing, or undefined. */
export const notBuilt = ['vip.mjs', 'static-tunnel.mjs', 'link-emulator', 'tun-tap.node']
  .filter((name) => !existsSync(join(out, name)))
  .map((name) => `out/${name} is not built`)
  .at(0)

/** The same of a lab with helpers. */
export const helperNotBuilt =
  notBuilt ?? (existsSync(join(out, 'vipd.mjs')) ? undefined : 'out/vipd.mjs is not built')

export interface Ended {
  stdout: string
  stderr: string
  status: number | null
  signal: NodeJS.Signals | null
}

/** `vip` with these words, as a command line that other programs can start. */
export function vipCommand(...words: string[]): string[] {
  return [process.execPath, join(out, 'vip.mjs'), ...words]
}

export function startVip(
  ...words: string[]
): ChildProcess & { stdout: Readable; stderr: Readable } {
  return start(vipCommand(...words))
}

export function start(argv: string[]): ChildProcess & { stdout: Readable; stderr: Readable } {
  return spawn(argv[0]!, argv.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] })
}

export async function vip(...words: string[]): Promise<Ended> {
  return end(startVip(...words))
}

export async function end(child: ReturnType<typeof start>, input = ''): Promise<Ended> {
  child.stdin?.end(input)
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const [[status, signal], stdout, stderr] = await Promise.all([
    closed,
    text(child.stdout),
    text(child.stderr),
  ])
  return { stdout, stderr, status, signal }
}

/** For one lab of its own, so that a spec cannot disturb a lab that somebody uses. */
export class SpecLab {
  readonly name: string
  readonly #up: readonly string[]

  /** @param up what `vip lab up` is told besides */
  constructor(name: string, up: readonly string[] = ['--static']) {
    this.name = `spec-${name}`
    this.#up = up
  }

  async vip(verb: string, ...words: string[]): Promise<Ended> {
    return end(this.start(verb, ...words))
  }

  start(verb: string, ...words: string[]): ReturnType<typeof startVip> {
    return startVip('lab', verb, '--lab', this.name, ...(verb === 'up' ? this.#up : []), ...words)
  }

  /** @throws with what it said when it fails */
  async must(verb: string, ...words: string[]): Promise<string> {
    const { stdout, stderr, status } = await this.vip(verb, ...words)
    if (status !== 0) throw new Error(`vip lab ${verb} ended with ${status}: ${stderr}`)
    return stdout
  }

  async status(): Promise<LabStatus> {
    return v.parse(labStatusSchema, JSON.parse(await this.must('status', '--json')))
  }

  async statusUp(): Promise<Extract<LabStatus, { state: 'up' }>> {
    const status = await this.status()
    if (status.state !== 'up') throw new Error('the lab is down')
    return status
  }

  /** Stays in the foreground; resolves when it is up. `complaints` grows with its stderr. */
  async foreground(): Promise<{ child: ChildProcess; complaints: string[] }> {
    const child = this.start('up', '--foreground')
    const complaints: string[] = []
    createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line))
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('is up, after')) {
        child.stdout.resume()
        return { child, complaints }
      }
    }
    throw new Error(`it did not come up: ${complaints.join('; ')}`)
  }

  /** Of the processes outside that make it up; `a` and `b` carry the packets of these hosts. */
  processIds(): { keeper: number; warden: number; a: number; b: number } {
    const path = `/run/vip-lab/${this.name}/lab.json`
    const record = v.parse(recordSchema, JSON.parse(readFileSync(path, 'utf8')))
    const { keeper, warden } = record.sandbox
    const { a, b } = record.programs
    return { keeper: keeper.pid, warden: warden.pid, a: a.pid, b: b.pid }
  }
}

const processSchema = v.object({ pid: v.number() })
const recordSchema = v.object({
  sandbox: v.object({ keeper: processSchema, warden: processSchema }),
  programs: v.object({ a: processSchema, b: processSchema }),
})
