// `npm run soak`, for a few moves: that it finds what is kept and what is lost. A thousand moves are for a quiet hour.
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { installedProgram } from '../../dataplane/lab/installed-program.ts'
import { end, helperNotBuilt, start } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'

const program = fileURLToPath(new URL('../../bench/soak.ts', import.meta.url))
const [missing] = ['sshd', 'nginx', 'curl'].filter((name) => installedProgram(name) === undefined)
const reason = rootIsMissing ?? helperNotBuilt ?? (missing && `${missing} is not installed`)

type Outcome = { moves: number; seed: number; sessions: { name: string; kept: boolean }[] }

describe.runIf(reason === undefined)(`a soak${reason ? ` (skipped: ${reason})` : ''}`, () => {
  test.each([
    ['told by the lab', ['--static']],
    ['found out by the helpers', []],
  ])('of five moves, %s, loses nothing', async (_, manner) => {
    // By that seed a moves, b, and both, with and without an overlap.
    const options = [...manner, '--moves', '5', '--megabytes', '5', '--seed', '4', '--json']
    const { stdout, status } = await end(start([process.execPath, program, ...options]))
    const { moves, seed, sessions } = JSON.parse(stdout) as Outcome
    expect({ moves, seed, status }).toEqual({ moves: 5, seed: 4, status: 0 })
    expect(sessions.map(({ name, kept }) => [name, kept]).slice(0, 4)).toEqual([
      ['UDP messages a to b and back', true],
      ['ssh session', true],
      ['ping', true],
      ['download of 5 MB', true],
    ])
  })

  test('says what would be right', async () => {
    const ended = await end(start([process.execPath, program, '--moves', 'many']))
    expect(ended.stderr).toContain('--moves many: must be a whole number from 1 up')
    expect(ended.status).toBe(2)
  })
})
