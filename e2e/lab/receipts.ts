// Receipts of moves as a person gets them: by `vip handovers --json` on a host of the lab.
import * as v from 'valibot'
import { handoverSchema } from '../../dataplane/contract/handovers.ts'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import type { LabHost } from '../../dataplane/lab/address-plan.ts'
import type { HelperLab } from './helper-lab.ts'
import { vipCommand } from './lab-cli.ts'

/** Oldest first. @throws where it prints anything else than receipts */
export async function receiptsOf(lab: HelperLab, host: LabHost): Promise<Handover[]> {
  const words = ['handovers', '--json', '--run-dir', lab.runDirectoryOf(host)]
  return v.parse(v.array(handoverSchema), JSON.parse(await lab.must(host, vipCommand(...words))))
}

/** Of this host's own moves. @throws where it has not moved */
export async function newestReceipt(lab: HelperLab, host: LabHost): Promise<Handover> {
  const own = (await receiptsOf(lab, host)).findLast(({ cause }) => cause !== 'peer-moved')
  if (own === undefined) throw new Error(`${host} has not moved`)
  return own
}
