// Starts this machine's helper as the plan has it, and says what became of that.
import { statSync } from 'node:fs'
import { helperUnit, launchPlan } from './launch-plan.ts'
import type { LaunchSite } from './launch-plan.ts'
import type { LaunchOutcome } from './launch-outcome.ts'
import type { ProgramEnd, RunProgram } from './run-program.ts'

export interface LaunchOptions {
  /** Of the built `vip`; it need not be there. */
  vip: string
  runDirectory: string
  stateDirectory: string
  configuration: string
  /** Of this computer, for a configuration where there is none. */
  firstName?: string | undefined
  /** What the helper says goes there; only its newest start is kept. */
  log: string
  run: RunProgram
  exists?: (path: string) => boolean
  /** Who wants it; else whose process this is. */
  user?: { uid: number; gid: number }
}

/** pkexec(1), "RETURN VALUE". */
const pkexecStatus = { dismissed: 126, refused: 127 }

/** systemd.unit(5), those for packages and for a machine's own; and sd_booted(3). */
const unitFolders = ['/etc/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system']
const runningSystemd = '/run/systemd/system'

/** Resolves when the program has ended, or the service manager has it. */
export async function launchHelper(options: LaunchOptions): Promise<LaunchOutcome> {
  const { configuration, exists = isThere, log, run } = options
  const isConfigured = exists(configuration)
  // systemd would take the start for done, as the unit's condition fails (systemd.unit(5), "ConditionPathExists").
  if (!isConfigured && options.firstName === undefined) {
    return { is: 'ended', status: null, detail: missing(configuration) }
  }
  const plan = launchPlan(await siteOf(options, isConfigured))
  if (plan.by === 'nobody') return { is: 'not-installed', path: options.vip }
  const end = await run(plan.argv, log)
  if (plan.asks && end.status === pkexecStatus.dismissed) return { is: 'dismissed' }
  if (plan.asks && end.status === pkexecStatus.refused)
    return { is: 'refused', detail: end.lastWords }
  if (plan.by === 'service' && end.status === 0) return { is: 'handed-over' }
  return { is: 'ended', status: end.status, detail: detailOf(end, plan.argv) }
}

function detailOf(end: ProgramEnd, [program = '']: readonly string[]): string | null {
  return end.isMissing ? `${program} is not installed.` : end.lastWords
}

function missing(configuration: string): string {
  return `${configuration} is missing: it must be there, with a line such as name = "laptop.vipip.net".`
}

/** What we may not look at may be there. */
function isThere(path: string): boolean {
  try {
    statSync(path)
    return true
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
  }
}

function ownUser(): { uid: number; gid: number } {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
}

async function siteOf(options: LaunchOptions, isConfigured: boolean): Promise<LaunchSite> {
  const { vip, runDirectory, stateDirectory, configuration, run, exists = isThere } = options
  const { uid, gid } = options.user ?? ownUser()
  const hasUnit = unitFolders.some((folder) => exists(`${folder}/${helperUnit}`))
  return {
    ...{ uid, gid, runDirectory, stateDirectory, configuration },
    hasService: hasUnit && exists(runningSystemd),
    hasFreeSudo: uid !== 0 && (await run(['sudo', '-n', 'true'], null)).status === 0,
    vip: exists(vip) ? vip : null,
    firstName: isConfigured ? null : (options.firstName ?? null),
  }
}
