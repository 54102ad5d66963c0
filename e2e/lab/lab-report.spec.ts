// `vip lab report`: each kind of scenario once, with tunnels that the lab tells of moves. What the figures are is for a quiet
// machine to say; here they only have to be there and make sense.
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import { describe, expect, onTestFinished, test } from 'vitest'
import { labReportSchema } from '../../dataplane/contract/lab-report.ts'
import type { LabReport } from '../../dataplane/contract/lab-report.ts'
import { notBuilt, startVip, vip } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'

const reason = rootIsMissing ?? notBuilt

/** A temporary folder for what the test writes. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vip-report-spec-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Run directories of labs that a report with this process number has made. */
function labsOf(pid: number): string[] {
  const labs = '/run/vip-lab'
  return existsSync(labs)
    ? readdirSync(labs).filter((name) => name.startsWith(`report-${pid}`))
    : []
}

describe.runIf(reason === undefined)(`a report${reason ? ` (skipped: ${reason})` : ''}`, () => {
  test('has a figure for each scenario, drawings and points', async () => {
    const folder = newFolder()
    const chosen = ['one-side', 'both-sides', 'make-before-break', 'idle', 'sleep-udp']
    const only = chosen.flatMap((word) => ['--only', word])
    const options = ['--static', '--fast', '--runs', '1', ...only, '--out', folder]
    const { stdout, stderr, status } = await vip('lab', 'report', '--json', ...options)
    expect(stderr).toMatch(/\d+ of \d+, \d+ (s|min) left: vip, told by the lab, /)
    expect(status).toBe(0)
    const report: LabReport = v.parse(labReportSchema, JSON.parse(stdout))
    expect(report.skipped).toEqual([])
    expect(report.scenarios.map(({ name }) => name)).toEqual([
      ...['one-side-udp', 'one-side-udp-mover-sends', 'one-side-udp-other-sends', 'one-side-tcp'],
      ...['both-sides-udp', 'both-sides-tcp'],
      ...['make-before-break-udp', 'idle-roam-udp', 'sleep-udp'],
    ])
    for (const { name, metric, runs, median, min, max, values, patienceMs } of report.scenarios) {
      expect(runs, name).toBe(1)
      expect([min, max, values[0]], name).toEqual([median, median, median])
      expect(median, name).toBeGreaterThanOrEqual(0)
      if (metric !== 'lost') expect(median, name).toBeLessThan(patienceMs)
    }
    expect(readdirSync(folder).toSorted()).toEqual([
      ...['figure-2.svg', 'figure-3.svg', 'points.json', 'report.json'],
    ])
    expect(readFileSync(join(folder, 'figure-2.svg'), 'utf8')).toContain('Figure 2b')
  })

  test('that is interrupted leaves nothing', async () => {
    const child = startVip('lab', 'report', '--static', '--runs', '1', '--out', newFolder())
    const exited = once(child, 'exit')
    const lines = createInterface({ input: child.stderr })
    await once(lines, 'line')
    expect(labsOf(child.pid!)).toHaveLength(1)
    child.kill('SIGINT')
    expect(await exited).toEqual([130, null])
    expect(labsOf(child.pid!)).toEqual([])
  })
})

describe.runIf(notBuilt === undefined)('a report that is asked for wrongly', () => {
  test.each([
    [['--runs', '0'], /--runs cannot be "0"/],
    [['--only', 'teleport'], /No scenario's name contains teleport; there are: one-side-udp,/],
    [['extra'], /"extra" is one word too many/],
  ])('%j', async (words, sentence) => {
    const { stderr, status } = await vip('lab', 'report', ...words)
    expect(stderr).toMatch(sentence)
    expect(status).toBe(2)
  })
})
