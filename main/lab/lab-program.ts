// A command of `vip lab` as a process of its own, as a person at a terminal would start it; it ends with this process, however
// that ends.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface LabProgram {
  /** Of its standard output; for one reader. */
  readonly lines: AsyncIterable<string>
  /** Never rejects. */
  readonly ended: Promise<LabProgramEnd>
  /** Asks it to end in order. May be called again. */
  stop(): void
}

export interface LabProgramEnd {
  hasWorked: boolean
  /** What it said last on standard error, as a sentence; empty where it said nothing. */
  complaint: string
}

/**
 * @param words behind `vip lab`
 * @param onComplaint for each line of its standard error, as it comes
 */
export type StartLabProgram = (
  words: readonly string[],
  onComplaint?: (sentence: string) => void,
) => LabProgram

/**
 * @param vip the command line of `vip`
 * @param name of the lab, where there are several
 */
export function labProgramStarter(vip: readonly string[], name = 'lab'): StartLabProgram {
  return (words, onComplaint) => {
    const argv = ['--pdeathsig', 'TERM', ...vip, 'lab', ...words, '--lab', name]
    // Ctrl-C in a terminal is for this process, which ends its programs in order. A stream ends with its standard input.
    const child = spawn('setpriv', argv, { stdio: ['pipe', 'pipe', 'pipe'], detached: true })
    child.stdin.on('error', () => {})
    let complaint = ''
    const complaints = createInterface({ input: child.stderr }).on('line', (line) => {
      complaint = sentenceOf(line)
      onComplaint?.(complaint)
    })
    const closed = once(complaints, 'close')
    const ended = once(child, 'close').then(
      async ([status]) => {
        await closed
        return { hasWorked: status === 0, complaint }
      },
      (error: Error) => ({ hasWorked: false, complaint: notStarted(error) }),
    )
    return {
      lines: createInterface({ input: child.stdout }),
      ended,
      stop: () => void child.kill('SIGTERM'),
    }
  }
}

/** `vip` begins with its name what it says of failures. */
function sentenceOf(line: string): string {
  return line.replace(/^vip: /, '')
}

function notStarted({ message }: Error): string {
  return `"vip lab" could not be started: ${message} (setpriv is in util-linux).`
}
