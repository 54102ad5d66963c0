// What may be asked of the helper (contract/calls.ts), each by one function of the domain.
import type { Acts } from '../control/acts.ts'
import { VipError } from '../contract/errors.ts'
import { fingerprintOf, randomartOf } from '../identity/fingerprint.ts'
import { configurationActs } from './configuration-acts.ts'
import { diagnose } from './diagnosis/diagnose.ts'
import { thisMachine } from './diagnosis/machine.ts'
import { hasHeardPeers, statusFact } from './helper-facts.ts'
import type { HelperSources } from './helper-facts.ts'
import { handoversPage } from './handovers-page.ts'
import { nameFromText, nameText } from './name-text.ts'
import { physicalAddress } from './physical-address.ts'
import { resolveName } from './resolve-act.ts'
import type { PhysicalAddressSources } from './physical-address.ts'
import type { ResolveSources } from './resolve-act.ts'
import { StartError } from './start-error.ts'
import type { DnsName } from '../wire/dns-name.ts'

export interface ActSources
  extends HelperSources, PhysicalAddressSources, Omit<ResolveSources, 'isEnabled'> {
  /** @returns whether it was the other way before. @throws StartError */
  switchTo: (enabled: boolean) => Promise<boolean>
}

export function helperActs(sources: ActSources): Acts {
  return {
    up: async () => ({ enabled: true, changed: await switchTo(sources, true) }),
    down: async () => ({ enabled: false, changed: await switchTo(sources, false) }),
    resolve: ({ name: text, physical }, signal) => {
      return resolveName(sources, nameOf(text), physical, signal)
    },
    physicalAddress: ({ name }, signal) => physicalAddress(sources, nameOf(name), signal),
    handovers: ({ since }) => handoversPage(sources.journal().receipts(since)),
    trustAccept: (input) => sources.desk().accept(input),
    trustReject: (input) => sources.desk().reject(input),
    trustForget: (input) => sources.desk().forget(input),
    ddns: () => sources.ownDns().report,
    ddnsUpdate: ({ action }, signal) => sources.ownDns().act(action, signal),
    key: () => {
      const { hostKey } = sources.identity
      return {
        name: nameText(sources.ownName),
        fingerprint: fingerprintOf(hostKey.publicKey),
        randomart: randomartOf(hostKey.publicKey),
        publicKey: hostKey.toString(),
      }
    },
    doctor: (_, signal) =>
      diagnose({
        status: statusFact(sources),
        ownName: sources.ownName,
        discover: (name) => sources.discover(name, { authoritative: true, signal }),
        machine: thisMachine,
        nowMs: sources.clock.wallMs(),
        runDirectory: sources.folders.runDirectory,
        stateDirectory: sources.folders.stateDirectory,
        observations: sources.layer()?.observed.all ?? [],
        hasHeardPeers: hasHeardPeers(sources),
        notUndone: sources.layer()?.notUndone ?? [],
      }),
    ...configurationActs(sources.configuration),
  }
}

/** @throws VipError */
function nameOf(text: string): DnsName {
  const name = nameFromText(text)
  if (name === undefined) throw new VipError({ code: 'unknown-host', data: { name: text } })
  return name
}

async function switchTo(sources: ActSources, enabled: boolean): Promise<boolean> {
  try {
    return await sources.switchTo(enabled)
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    const { message: problem, remedy } = error
    const call = enabled ? 'up' : 'down'
    throw new VipError({ code: 'act-failed', data: { call, problem, remedy } }, { cause: error })
  }
}
