// Where a running lab is written down, so that the next command finds it: one directory for each
// lab, removed by the sandbox's warden when the lab ends.
//
// The directory is the lab's claim to its name. It is filled beside its place and renamed into it,
// which succeeds for one of several at once; and what a killed lab left is first renamed away, for
// the same reason. Directories beside have their maker in their names, so that whoever comes next
// can remove those of a maker that was killed.
import { accessSync, constants, lstatSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { readFileSync, renameSync, rmSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { nameServerKinds, serviceEntries } from '../contract/lab-status.ts'
import { writeFileAtomically } from '../lib/atomic-file.ts'
import { LabError } from './lab-error.ts'
import { userName } from './person.ts'
import { identifyProcess, isExiting, isRunning } from './sandbox/process-identity.ts'
import type { ProcessIdentity } from './sandbox/process-identity.ts'

const processSchema = v.object({ pid: v.number(), startTicks: v.number() })

const recordSchema = v.variant('state', [
  v.object({ state: v.literal('starting'), creator: processSchema }),
  v.object({
    state: v.literal('up'),
    /** Who brought it up, by the name they logged in by: several people may be root. */
    owner: v.optional(v.string()),
    /** The process that stays with the lab in the foreground; undefined when none does. */
    foreground: v.optional(processSchema),
    sandbox: v.object({
      name: v.string(),
      rootless: v.boolean(),
      keeper: processSchema,
      warden: processSchema,
      hosts: v.record(v.string(), v.number()),
    }),
    plan: v.variant('mode', [
      v.object({ mode: v.literal('static') }),
      v.object({
        mode: v.literal('helpers'),
        nameServer: v.picklist(nameServerKinds),
        nameServerDelayMs: v.optional(v.number()),
      }),
    ]),
    /** By machine: what joins hosts a and b, and the router's name server. */
    programs: v.record(v.string(), processSchema),
    /** What else listens on the hosts. */
    services: v.array(
      v.variant('state', [
        v.object({ ...serviceEntries, state: v.literal('listening'), process: processSchema }),
        v.object({ ...serviceEntries, state: v.literal('failed'), reason: v.string() }),
      ]),
    ),
  }),
])

export type LabRecord = v.InferOutput<typeof recordSchema>
export type RunningLab = Extract<LabRecord, { state: 'up' }>

export type Claim =
  | { kind: 'absent' }
  /** Another process is bringing it up. */
  | { kind: 'starting' }
  | { kind: 'up'; record: RunningLab }
  /** What the record names has ended: somebody was killed. The warden may be about to remove it. */
  | { kind: 'stale'; warden: ProcessIdentity | undefined }

const namePattern = /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/

export class RunDirectory {
  readonly name: string
  readonly path: string
  readonly #labs: string

  /**
   * @throws LabError `name-unfit`, or `directory-untrusted` or `directory-foreign` where somebody else could have prepared
   * it
   */
  constructor(name: string, labs = labsDirectory()) {
    if (!namePattern.test(name)) throw new LabError({ code: 'name-unfit', name })
    this.name = name
    this.path = join(labs, name)
    this.#labs = labs
    refuseForeign(labs)
  }

  /** Unix socket or log of this lab; it goes with the lab. */
  file(name: string): string {
    return join(this.path, name)
  }

  read(): Claim {
    const record = readRecord(this.path)
    if (record === 'absent') return { kind: 'absent' }
    if (record === 'unreadable') return { kind: 'stale', warden: undefined }
    if (record.state === 'starting') {
      if (isRunning(record.creator)) return { kind: 'starting' }
      return { kind: 'stale', warden: undefined }
    }
    const { keeper, warden } = record.sandbox
    const isUp = isRunning(keeper) && !isExiting(keeper)
    return isUp ? { kind: 'up', record } : { kind: 'stale', warden }
  }

  /** Takes the name for this process. False when another lab has it. */
  claim(creator: ProcessIdentity): boolean {
    removeAbandoned(this.#labs)
    const prepared = prepareDirectory(this.#labs, creator)
    writeRecord(prepared, { state: 'starting', creator })
    try {
      renameSync(prepared, this.path)
      return true
    } catch (error) {
      rmSync(prepared, { recursive: true })
      if (hasCode(error, 'ENOTEMPTY', 'EEXIST')) return false
      throw error
    }
  }

  write(record: RunningLab): void {
    writeRecord(this.path, record)
  }

  /** Removes what a lab left that is no more. Does nothing when it is not (or no longer) stale. */
  removeStale(): void {
    removeAbandoned(this.#labs)
    if (this.read().kind !== 'stale') return
    const self = identifyProcess(process.pid) ?? { pid: process.pid, startTicks: 0 }
    const aside = mkdtempSync(join(this.#labs, besideName('old', self)))
    const moved = join(aside, this.name)
    try {
      const judged = lstatSync(this.path).ino
      renameSync(this.path, moved)
      // Another may have removed the stale one, and claimed the name, since we looked.
      if (lstatSync(moved).ino !== judged) renameSync(moved, this.path)
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error
    }
    rmSync(aside, { recursive: true, force: true })
    removeIfEmpty(this.#labs)
  }

  /** Gives the name back when a lab could not be brought up. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
    removeIfEmpty(this.#labs)
  }
}

function labsDirectory(): string {
  const uid = process.getuid?.() ?? 0
  if (uid === 0 && isWritable('/run')) return '/run/vip-lab'
  const runtime = process.env['XDG_RUNTIME_DIR']
  return runtime ? join(runtime, 'vip-lab') : `/tmp/vip-lab-${uid}`
}

/** Not for a root who is one only inside a user namespace. */
function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function besideName(purpose: 'new' | 'old', { pid, startTicks }: ProcessIdentity): string {
  return `.${purpose}-${pid}-${startTicks}-`
}

/** What was being filled or removed beside the labs by a process that was killed. */
function removeAbandoned(labs: string): void {
  for (const name of namesIn(labs)) {
    const [, pid, startTicks] = /^\.(?:new|old)-(\d+)-(\d+)-/.exec(name) ?? []
    if (pid === undefined) continue
    if (isRunning({ pid: Number(pid), startTicks: Number(startTicks) })) continue
    rmSync(join(labs, name), { recursive: true, force: true })
    removeIfEmpty(labs)
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  }
}

function prepareDirectory(labs: string, creator: ProcessIdentity): string {
  for (;;) {
    mkdirSync(labs, { recursive: true, mode: 0o700 })
    refuseForeign(labs)
    try {
      return mkdtempSync(join(labs, besideName('new', creator)))
    } catch (error) {
      // The last of the other labs has just gone, and the directory with it.
      if (!hasCode(error, 'ENOENT')) throw error
    }
  }
}

/**
 * In a directory that all may write to, another user could have made ours, to read or replace what
 * is in it.
 */
function refuseForeign(directory: string): void {
  let stat
  try {
    stat = lstatSync(directory)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  if (stat.uid !== process.getuid?.()) {
    throw new LabError({ code: 'directory-foreign', directory, owner: userName(stat.uid) })
  }
  if (!stat.isDirectory() || (stat.mode & 0o077) !== 0) {
    throw new LabError({ code: 'directory-untrusted', directory })
  }
}

const recordFile = 'lab.json'

function readRecord(directory: string): LabRecord | 'absent' | 'unreadable' {
  let text: string
  try {
    text = readFileSync(join(directory, recordFile), 'utf8')
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
    return isThere(directory) ? 'unreadable' : 'absent'
  }
  try {
    return v.parse(recordSchema, JSON.parse(text))
  } catch {
    return 'unreadable'
  }
}

function writeRecord(directory: string, record: LabRecord): void {
  writeFileAtomically(join(directory, recordFile), JSON.stringify(record), 0o600)
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory)
  } catch {
    // Other labs are in it, or it is gone.
  }
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '')
}
