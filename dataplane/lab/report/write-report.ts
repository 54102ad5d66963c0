// The files of a report: its figures, and the raw points of each scenario's middle run.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LabReport } from '../../contract/lab-report.ts'
import { labHosts } from '../address-plan.ts'
import { drawFigures } from './figures/figures.ts'
import { middleRun } from './results.ts'
import type { MeasuredScenario } from './results.ts'
import type { Run } from './scenarios/scenario.ts'

/** @returns the names of the files in the folder, which is made where it is missing */
export async function writeReport(
  report: LabReport,
  measured: readonly MeasuredScenario[],
): Promise<string[]> {
  await mkdir(report.folder, { recursive: true })
  const [first] = measured
  const ofFirst = measured.filter(({ contestant }) => contestant.id === first?.contestant.id)
  const files = new Map([
    ...drawFigures(ofFirst),
    ['points.json', JSON.stringify(rawPoints(measured))],
    ['report.json', `${JSON.stringify(report, null, 2)}\n`],
  ])
  for (const [name, content] of files) await writeFile(join(report.folder, name), content)
  return [...files.keys()]
}

/** Times are in ms after time zero, rounded to a microsecond; messages by their number. */
function rawPoints(measured: readonly MeasuredScenario[]) {
  return measured.map(({ contestant, scenario, runs }) => {
    const run = middleRun(runs)
    return {
      contestant: contestant.id,
      name: scenario.name,
      values: runs.map(({ value }) => value),
      middleRun: run === undefined ? null : pointsOf(run),
    }
  })
}

function pointsOf(run: Run) {
  const ms = (atNs: number) => Math.round((atNs - run.usableNs) / 1000) / 1000
  const hosts = labHosts.map((host) => {
    const { sentNs, refused, received, broken } = run.records[host]
    return {
      ...{ host, refused, broken },
      /** By message number. */
      sent: sentNs.map(ms),
      received: received.map(([message, atNs]) => [message, ms(atNs)]),
    }
  })
  return { value: run.value, leftMs: run.leftNs === undefined ? null : ms(run.leftNs), hosts }
}
