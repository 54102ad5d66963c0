// The command line of `npm run soak`.
import { parseArgs } from 'node:util'

export const usage = `npm run soak [-- OPTIONS]

Moves hosts a and b of a lab at random, one or both, while an ssh session, a download, a ping, a video by RTP
(where ffmpeg is installed) and streams of numbered messages go on, and says whether all survived.

  --moves N       so many (1000)
  --megabytes N   size of the download (1000)
  --seed N        repeat the moves of another run
  --static        no helpers: the lab tells two tunnels of each move
  --json          print the outcome as JSON
`

export type SoakWish = {
  moves: number
  megabytes: number
  /** Undefined: any. */
  seed: number | undefined
  isStatic: boolean
  isJson: boolean
}

export type SoakArguments =
  { kind: 'soak'; wish: SoakWish } | { kind: 'help' } | { kind: 'wrong'; reason: string }

export function parseSoakArguments(words: readonly string[]): SoakArguments {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        moves: { type: 'string', default: '1000' },
        megabytes: { type: 'string', default: '1000' },
        seed: { type: 'string' },
        static: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return { kind: 'help' }
    const wish: SoakWish = {
      moves: wholeNumber('--moves', values.moves, 1),
      megabytes: wholeNumber('--megabytes', values.megabytes, 1),
      seed: values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, 0),
      isStatic: values.static,
      isJson: values.json,
    }
    return { kind: 'soak', wish }
  } catch (error) {
    return { kind: 'wrong', reason: error instanceof Error ? error.message : String(error) }
  }
}

function wholeNumber(option: string, word: string, least: number): number {
  const value = Number(word)
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new Error(`${option} ${word}: must be a whole number from ${least} up`)
}
