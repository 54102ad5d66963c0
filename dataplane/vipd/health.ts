// This host as `vip status` shows it, and what is wrong with it in words.
import type { ConfigurationProblem } from '../contract/configuration.ts'
import type { HealthRow, Status } from '../contract/model.ts'
import { problemText } from '../configuration/problem-text.ts'
import { maxUnaskedBytes } from '../identity/limits.ts'
import type { KnownHostsResult } from '../identity/known-hosts-file.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import type { UsableAddress } from '../mobility/usable-addresses.ts'
import type { NetworkFault } from './network-in-force.ts'

export interface HealthSources {
  enabled: boolean
  addresses: readonly UsableAddress[]
  /** That names are asked of. */
  upstreams: readonly Endpoint[]
  configurationProblems: readonly ConfigurationProblem[]
  knownHosts: KnownHostsResult
  /** Of the network section of the configuration, where it is not in force. */
  networkFault: NetworkFault | undefined
  /** Keys of the configuration that wait for a restart. */
  lateKeys: readonly string[]
  ddns: Status['ddns']
  /** Of the file that outlives the helper. */
  stateFault: string | undefined
}

export function healthRows(sources: HealthSources): HealthRow[] {
  const rows: (HealthRow | false)[] = [
    !sources.enabled && {
      code: 'switched-off',
      severity: 'info',
      text: 'Mobility is off: names are answered with physical addresses.',
      remedy: 'Turn it on with "vip up".',
    },
    sources.enabled &&
      sources.addresses.length === 0 && {
        code: 'no-network',
        severity: 'warning',
        text: 'This computer has no address that may carry VIP.',
        remedy: 'Connect it to a network, or name the interface under network.interfaces.',
      },
    sources.upstreams.length === 0 && {
      code: 'no-name-server',
      severity: 'warning',
      text: 'There is no name server to ask: this computer names none but this resolver.',
      remedy: 'Connect it to a network, or set upstream in [resolver].',
    },
    !sources.knownHosts.ok && {
      code: 'trust-store-fault',
      severity: 'error',
      text: `${sources.knownHosts.path} cannot be used (${sources.knownHosts.fault.code}): nobody is connected.`,
      remedy: 'Repair the file and its permissions; only its owner may write it.',
    },
    sources.knownHosts.ok &&
      sources.knownHosts.hosts.bytes >= maxUnaskedBytes && {
        code: 'trust-store-full',
        severity: 'warning',
        text: 'known_hosts has become so large that no new host is trusted unless a person says so.',
        remedy: 'Remove hosts that you do not know: "vip trust forget", or any editor.',
      },
    sources.configurationProblems.length > 0 && {
      code: 'configuration-refused',
      severity: 'warning',
      text: sources.configurationProblems.map(problemText).join(' '),
      remedy: 'Repair the file; until then the last good configuration is in force.',
    },
    sources.networkFault !== undefined && {
      code: 'network-refused',
      severity: 'warning',
      text: `The new settings under [network] are not in force: ${sources.networkFault.problem}.`,
      remedy: `${capital(sources.networkFault.remedy)}. Until then those of before are in force.`,
    },
    sources.lateKeys.length > 0 && {
      code: 'restart-needed',
      severity: 'info',
      text: `Changed settings wait for a restart of the helper: ${sources.lateKeys.join(', ')}.`,
      remedy: 'Start it again: "systemctl restart vipd" where it is installed.',
    },
    sources.ddns.problem !== null && {
      code: 'ddns-failed',
      // A provider that took the addresses may not be able to publish all the rest.
      severity: sources.ddns.state === 'failed' ? 'error' : 'warning',
      ...sources.ddns.problem,
    },
    sources.stateFault !== undefined && {
      code: 'state-not-saved',
      severity: 'warning',
      text: `Mappings cannot be saved: ${sources.stateFault}`,
      remedy: 'Make the run directory writable: without it they are lost when the helper ends.',
    },
  ]
  return rows.filter((row) => row !== false)
}

function capital(sentence: string): string {
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1).replace(/\.$/, '')}`
}
