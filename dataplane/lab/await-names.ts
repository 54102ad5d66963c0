// Waits until helpers have told DNS of themselves, and until programs in the lab get VIPs for names, as they would: by
// getent(1), which asks the C library.
import { setTimeout as delay } from 'node:timers/promises'
import { fqdnOf, otherHost } from './address-plan.ts'
import type { LabHost } from './address-plan.ts'
import { helperPaths, readHelper } from './helper.ts'
import { LabError } from './lab-error.ts'
import { lastWords } from './lab-program.ts'
import type { RunDirectory } from './run-directory.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

/** A negotiation takes milliseconds; a helper may begin with tries that the other is too young for. */
const RESOLVES_WITHIN_MS = 10_000
const ASK_EVERY_MS = 50

/** @returns the VIP that the host has for the other @throws LabError `names-unresolved` */
export async function awaitName(
  sandbox: Sandbox,
  directory: RunDirectory,
  host: LabHost,
): Promise<string> {
  const name = fqdnOf(otherHost(host))
  const deadline = performance.now() + RESOLVES_WITHIN_MS
  for (;;) {
    const { stdout } = await sandbox.run(host, ['getent', 'ahostsv4', name])
    const [got = ''] = stdout.split(/\s/)
    if (isVip(got)) return got
    if (performance.now() > deadline) {
      const detail = lastWords(helperPaths(directory, host).log)
      throw new LabError({ code: 'names-unresolved', host, name, got, detail })
    }
    await delay(ASK_EVERY_MS)
  }
}

/** Resolves when the name server shows what the helper has published. @throws LabError `helper-failed` */
export async function awaitPublished(directory: RunDirectory, host: LabHost): Promise<void> {
  const deadline = performance.now() + RESOLVES_WITHIN_MS
  for (;;) {
    const { ddns } = (await readHelper(helperPaths(directory, host).run)).status
    if (ddns.state === 'current') return
    if (performance.now() > deadline) {
      const detail = ddns.problem?.text ?? 'it does not update DNS'
      throw new LabError({ code: 'helper-failed', host, detail })
    }
    await delay(ASK_EVERY_MS)
  }
}

/** In 240.0.0.0/4, as all are that helpers of the lab propose. */
function isVip(address: string): boolean {
  return Number(address.split('.')[0]) >= 240
}
