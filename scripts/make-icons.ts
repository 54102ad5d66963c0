// `node scripts/make-icons.ts`: draws assets/icons/ from assets/icons/source/, by rsvg-convert (Debian's librsvg2-bin).
// The drawings are committed, so that nobody else needs it; run it after a change of a source.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure, runScript } from './failure.mjs'
import { drawings } from './icons/drawings.ts'
import type { Drawing } from './icons/drawings.ts'
import { projectRoot } from './project-root.mjs'
import { capture } from './run-command.mjs'

const icons = join(projectRoot, 'assets/icons')

await runScript(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vip-icons-'))
  try {
    for (const drawing of drawings) await draw(drawing, join(folder, 'ink.css'))
  } finally {
    rmSync(folder, { recursive: true })
  }
  process.stdout.write(`${drawings.length} icons drawn\n`)
})

async function draw({ file, source, pixels, ink }: Drawing, style: string): Promise<void> {
  const place = join(icons, file)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(style, `svg { color: ${ink ?? 'black'} }`)
  const size = [`--width=${pixels}`, `--height=${pixels}`]
  const argv = ['rsvg-convert', ...size, `--stylesheet=${style}`, '--output', place]
  const { status, output } = await capture([...argv, join(icons, 'source', source)])
  if (status !== 0) throw new Failure(`${source} could not be drawn:\n${output}`)
}
