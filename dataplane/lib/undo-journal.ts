// What was changed on the machine and has to be undone (PRODUCT, rules of behaviour 5): written down before each change
// is made, struck out after it was undone. A helper that is killed leaves its journal, and whoever comes next undoes it.
// It knows no kind of change itself.
import { lstatSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { writeFileAtomically } from './atomic-file.ts'

export interface UndoJournalOptions<Change> {
  path: string
  /** Undefined for what is no change that could be undone. */
  parse: (value: unknown) => Change | undefined
  /** @throws what kept it from being made */
  make: (change: Change) => void
  /** Of what is not there: nothing. @throws what kept it from being undone */
  undo: (change: Change) => void
}

export interface Undone<Change> {
  undone: Change[]
  /** They stay in the journal. */
  failed: { change: Change; error: Error }[]
}

/** Only the owner may write what will be done with their rights. */
const journalMode = 0o600

export class UndoJournal<Change> {
  readonly #options: UndoJournalOptions<Change>
  #changes: readonly Change[]

  /** With what an earlier process left. @throws the file system's error, or one for what is no journal */
  constructor(options: UndoJournalOptions<Change>) {
    this.#options = options
    this.#changes = read(options)
  }

  /** The oldest first. */
  get changes(): readonly Change[] {
    return this.#changes
  }

  /** Writes it down, then makes it. @throws what kept it from being made; it is struck out then */
  make(change: Change): void {
    this.#write([...this.#changes, change])
    try {
      this.#options.make(change)
    } catch (error) {
      this.#strike(change)
      throw error
    }
  }

  /** All of it, the newest first. Never throws for a change: what fails is told, and stays written down. */
  undoAll(): Undone<Change> {
    const result: Undone<Change> = { undone: [], failed: [] }
    for (const change of this.#changes.toReversed()) {
      try {
        this.#options.undo(change)
        result.undone.push(change)
      } catch (error) {
        result.failed.push({ change, error: error as Error })
      }
    }
    if (result.undone.length > 0)
      this.#write(result.failed.map(({ change }) => change).toReversed())
    return result
  }

  #strike(change: Change): void {
    this.#write(this.#changes.filter((other) => other !== change))
  }

  #write(changes: readonly Change[]): void {
    const { path } = this.#options
    if (changes.length === 0) rmSync(path, { force: true })
    else writeFileAtomically(path, `${JSON.stringify(changes)}\n`, journalMode, ownerFor(path))
    this.#changes = changes
  }
}

/** Root leaves it to whose folder it is: the helper of that user reads it at its next start. */
function ownerFor(path: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const { uid, gid } = lstatSync(dirname(path))
  return { uid, gid }
}

function read<Change>({ path, parse }: UndoJournalOptions<Change>): Change[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  const changes = parseList(text).map(parse)
  if (changes.some((change) => change === undefined)) throw unreadable(path)
  return changes.filter((change) => change !== undefined)

  function parseList(written: string): unknown[] {
    try {
      const value: unknown = JSON.parse(written)
      if (Array.isArray(value)) return value as unknown[]
    } catch {
      // As below.
    }
    throw unreadable(path)
  }
}

function unreadable(path: string): Error {
  return new Error(`${path}, which says what has to be undone on this machine, is no journal`)
}
