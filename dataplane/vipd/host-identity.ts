// Who this host is and whom it trusts: opened once at the start, from the state directory.
import { join } from 'node:path'
import { openHostKey } from '../identity/host-key.ts'
import type { HostKey } from '../identity/host-key.ts'
import { KnownHostsFile } from '../identity/known-hosts-file.ts'
import type { KnownHostsStore } from '../negotiation/host-trust.ts'
import { makeFolder } from './make-folder.ts'
import { oneLookATurn } from './one-look-a-turn.ts'
import { StartError } from './start-error.ts'

export interface HostIdentity {
  hostKey: HostKey
  knownHosts: KnownHostsStore
  /** The key was made just now. */
  isNew: boolean
}

/**
 * @param onKnownHosts told of each change that is made through `knownHosts`
 * @throws StartError
 */
export function openHostIdentity(
  stateDirectory: string,
  name: string,
  onKnownHosts: () => void,
): HostIdentity {
  makeFolder(stateDirectory, '--state-dir', 0o700)
  const opened = openHostKey(join(stateDirectory, 'host_key'), name)
  if (!opened.ok) {
    throw new StartError(
      `the host key ${opened.path} cannot be used (${opened.fault.code})`,
      'only its owner may read it, and it must be an Ed25519 key in OpenSSH form without passphrase; a new one is only made where there is none, since every peer would take this computer for another',
    )
  }
  const file = new KnownHostsFile(join(stateDirectory, 'known_hosts'))
  const knownHosts = oneLookATurn(file, onKnownHosts)
  return { hostKey: opened.hostKey, knownHosts, isNew: opened.isNew }
}
