// Real processes: scripts that stand for `vip`.
import { expect, it } from 'vitest'
import { labProgramStarter } from './lab-program.ts'
import type { LabProgram } from './lab-program.ts'

/** Gets the words behind `vip` as $@. */
const scripted = (script: string) => labProgramStarter(['sh', '-c', script, 'vip'], 'desk')

async function linesOf(program: LabProgram): Promise<string[]> {
  const lines: string[] = []
  for await (const line of program.lines) lines.push(line)
  return lines
}

it('passes the words on, and what is said comes line by line', async () => {
  const program = scripted('echo "$@"; printf "no break"')(['move', 'a', 'lan 2'])
  expect(await linesOf(program)).toEqual(['lab move a lan 2 --lab desk', 'no break'])
  expect(await program.ended).toEqual({ hasWorked: true, complaint: '' })
})

it('keeps the last complaint, without the name of the program', async () => {
  const heard: string[] = []
  const start = scripted('echo "vip: First." >&2; echo "vip: Last." >&2; exit 1')
  const program = start(['up'], (sentence) => heard.push(sentence))
  expect(await program.ended).toEqual({ hasWorked: false, complaint: 'Last.' })
  expect(heard).toEqual(['First.', 'Last.'])
})

it('is asked to end, and may do so in order', async () => {
  const script = `process.on('SIGTERM', () => { console.log('in order'); process.exit() })
    console.log('ready')
    process.stdin.resume()`
  const program = labProgramStarter([process.execPath, '-e', script], 'desk')(['up'])
  const lines = program.lines[Symbol.asyncIterator]()
  expect(await lines.next()).toEqual({ value: 'ready', done: false })
  program.stop()
  expect(await lines.next()).toEqual({ value: 'in order', done: false })
  expect((await program.ended).hasWorked).toBe(true)
})

it('says what could not be started', async () => {
  const program = labProgramStarter(['/nowhere/vip'], 'desk')(['status'])
  expect(await linesOf(program)).toEqual([])
  expect(await program.ended).toMatchObject({
    hasWorked: false,
    complaint: expect.stringContaining('/nowhere/vip') as string,
  })
})
