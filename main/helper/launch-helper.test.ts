import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../dataplane/lib/temporary-folder.ts'
import { launchHelper } from './launch-helper.ts'
import type { LaunchOptions } from './launch-helper.ts'
import { runProgram } from './run-program.ts'
import type { ProgramEnd } from './run-program.ts'

const unit = '/usr/lib/systemd/system/vipd.service'
const systemd = '/run/systemd/system'
const configuration = '/etc/vip/vip.toml'
const end = (status: number | null, lastWords: string | null = null): ProgramEnd => ({
  ...{ status, isMissing: false, lastWords },
})

/** Where these files are, and programs end like this. */
async function launch(files: readonly string[], run: ProgramEnd, sudo = end(1)) {
  const ran: string[][] = []
  const options: LaunchOptions = {
    ...{ vip: '/opt/vip', runDirectory: '/run/vip', stateDirectory: '/var/lib/vip' },
    ...{ configuration, log: '/log', user: { uid: 1000, gid: 1000 } },
    exists: (path) => [configuration, ...files].includes(path),
    run: (argv) => {
      ran.push([...argv])
      return Promise.resolve(argv[1] === '-n' && argv[2] === 'true' ? sudo : run)
    },
  }
  return { outcome: await launchHelper(options), last: ran.at(-1) }
}

describe('launching', () => {
  it('leaves an installed service to its manager', async () => {
    const { outcome, last } = await launch([unit, systemd], end(0))
    expect(outcome).toEqual({ is: 'handed-over' })
    expect(last?.slice(-3)).toEqual(['systemctl', 'start', 'vipd.service'])
  })

  it('says what the service manager said', async () => {
    const { outcome } = await launch([unit, systemd], end(5, 'Unit is masked.'))
    expect(outcome).toEqual({ is: 'ended', status: 5, detail: 'Unit is masked.' })
  })

  it('starts the built program where systemd does not run', async () => {
    const { outcome, last } = await launch([unit, '/opt/vip'], end(0))
    expect(outcome).toEqual({ is: 'ended', status: 0, detail: null })
    expect(last?.[0]).toBe('pkexec')
    expect(last).toContain('daemon')
  })

  it('asks nobody where sudo wants no password', async () => {
    const { outcome, last } = await launch(['/opt/vip'], end(126, 'denied'), end(0))
    expect(outcome).toEqual({ is: 'ended', status: 126, detail: 'denied' })
    expect(last?.slice(0, 2)).toEqual(['sudo', '-n'])
  })

  it('asks nobody for anything while there is no configuration', async () => {
    const folder = temporaryFolder()
    const options: LaunchOptions = {
      ...{ vip: folder, runDirectory: folder, stateDirectory: folder, log: join(folder, 'log') },
      configuration: join(folder, 'vip.toml'),
      run: () => Promise.reject(new Error('ran')),
    }
    const outcome = await launchHelper(options)
    const start = `${options.configuration} is missing: it must be there`
    expect(outcome).toMatchObject({ is: 'ended', detail: expect.stringContaining(start) as string })
    await expect(launchHelper({ ...options, firstName: 'a.example.org' })).rejects.toThrow('ran')
    writeFileSync(options.configuration, '')
    await expect(launchHelper(options)).rejects.toThrow('ran')
  })

  it('says which program is missing', async () => {
    expect((await launch([], end(0))).outcome).toEqual({ is: 'not-installed', path: '/opt/vip' })
    const { outcome, last } = await launch([unit, systemd], { ...end(null), isMissing: true })
    expect(outcome).toMatchObject({ is: 'ended', detail: `${last?.[0]} is not installed.` })
  })

  it('tells a question that was closed from one that was refused', async () => {
    expect((await launch(['/opt/vip'], end(126))).outcome).toEqual({ is: 'dismissed' })
    const { outcome } = await launch(['/opt/vip'], end(127, 'No agent was found.'))
    expect(outcome).toEqual({ is: 'refused', detail: 'No agent was found.' })
  })
})

describe('a program', () => {
  it('says its last words to a file of its own, in a session of its own', async () => {
    const log = join(temporaryFolder(), 'logs', 'helper.log')
    const said = 'echo "my session: $(ps -o sid= -p $$), my number: $$"; echo "a fault" >&2; exit 3'
    const { status, isMissing, lastWords } = await runProgram(['sh', '-c', said], log)
    expect({ status, isMissing }).toEqual({ status: 3, isMissing: false })
    const [, session, number] = /session: +(\d+), my number: (\d+)/.exec(lastWords ?? '') ?? []
    expect(session).toBe(number)
    expect(lastWords).toMatch(/a fault$/)
    expect(statSync(log).mode & 0o777).toBe(0o600)
    await runProgram(['sh', '-c', 'echo anew'], log)
    expect(readFileSync(log, 'utf8')).toBe('anew\n')
  })

  it('that says very much is read at its end', async () => {
    const log = join(temporaryFolder(), 'helper.log')
    const said = 'yes "$(printf %01000d 0)" | head -n 200; echo; echo "a fault"'
    const { lastWords } = await runProgram(['sh', '-c', said], log)
    expect(statSync(log).size).toBeGreaterThan(200_000)
    expect(lastWords).toMatch(/^0+\na fault$/)
  })

  it('that is not there is missing, and one that is none says why', async () => {
    const folder = temporaryFolder()
    const path = join(folder, 'text')
    expect(await runProgram([join(folder, 'missing')], null)).toEqual({
      ...{ status: null, isMissing: true, lastWords: null },
    })
    writeFileSync(path, 'no program', { mode: 0o644 })
    expect(await runProgram([path], null)).toMatchObject({ status: null, isMissing: false })
  })

  it('runs also where its words can be written nowhere', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const made = join(folder, 'made')
    const log = join(folder, 'file', 'helper.log')
    expect(await runProgram(['touch', made], log)).toEqual({
      ...{ status: 0, isMissing: false, lastWords: null },
    })
    expect(existsSync(made)).toBe(true)
  })
})
