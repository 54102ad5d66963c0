// A helper's domain in memory: what the control server is tested with.
import type { ConfigurationJudgement, DynamicDnsReport } from '../../contract/calls.ts'
import type { EventNews } from '../../contract/events.ts'
import type { Peer } from '../../contract/model.ts'
import { VipError } from '../../contract/errors.ts'
import type { Acts, Facts } from '../acts.ts'
import {
  sampleFingerprint,
  sampleHandover,
  sampleKnownHost,
  sampleMapping,
  samplePartner,
  samplePeer,
  sampleQuestion,
  sampleStatus,
} from './sample-facts.ts'

export class FakeDomain {
  status = sampleStatus
  peers: Peer[] = [samplePeer]
  mappings = [sampleMapping]
  partners = [samplePartner]
  questions = [sampleQuestion]
  knownHosts = [sampleKnownHost]
  handovers = [sampleHandover]
  /** Names of the acts that were called, with their input. */
  readonly called: [string, unknown][] = []
  /** Told after an act has changed facts. */
  onChange: () => void = () => {}

  configurationText = 'name = "laptop.example.org"\n'

  readonly facts: Facts = {
    status: () => this.status,
    peers: () => this.peers,
    mappings: () => this.mappings,
    partners: () => this.partners,
    questions: () => this.questions,
    knownHosts: () => this.knownHosts,
  }

  readonly acts: Acts = {
    up: () => ({ enabled: true, changed: this.#switch(true) }),
    down: () => ({ enabled: false, changed: this.#switch(false) }),
    resolve: async ({ name, physical }, signal) => {
      this.called.push(['resolve', { name, physical }])
      const result = { name, physical: ['198.51.100.7'], rounds: 1, elapsedMs: 30.5 }
      if (name === 'slow.example.org') await aborted(signal)
      if (name === 'broken.example.org') throw new Error('the secret of the fault')
      if (name === 'legacy.example.org') {
        return {
          ...result,
          kind: 'legacy',
          address: '198.51.100.7',
          rounds: 0,
          reason: 'legacy-host',
        }
      }
      if (name === 'changed.example.org') {
        return { ...result, kind: 'refused', address: null, reason: 'key-changed' }
      }
      if (physical) {
        const [address = null] = result.physical
        return { ...result, kind: 'vip', address, rounds: 0, reason: 'peer-endpoint' }
      }
      return { ...result, kind: 'vip', address: '240.7.7.7', reason: 'negotiated' }
    },
    trustAccept: ({ name, shown, pasted }) => {
      const question = this.#question(name)
      const { fingerprint: offered } = question
      if (shown !== offered) {
        throw new VipError({ code: 'question-changed', data: { name, shown, offered } })
      }
      if (pasted !== undefined && pasted !== offered) {
        throw new VipError({ code: 'pasted-differs', data: { name, pasted, offered } })
      }
      const proof = pasted === undefined ? ('first-use' as const) : ('verified' as const)
      const key = { fingerprint: offered, state: 'trusted' as const, proof, addedAt: 0 }
      this.questions = this.questions.filter((other) => other !== question)
      this.knownHosts = [...this.knownHosts, { name, keys: [key] }]
      this.onChange()
      return { name, fingerprint: offered, proof }
    },
    trustReject: ({ name }) => {
      const { fingerprint } = this.#question(name)
      this.questions = this.questions.filter((other) => other.name !== name)
      this.onChange()
      return { name, fingerprints: [fingerprint] }
    },
    trustForget: ({ name }) => {
      const host = this.knownHosts.find((other) => other.name === name)
      if (host === undefined) throw new VipError({ code: 'unknown-host', data: { name } })
      this.knownHosts = this.knownHosts.filter((other) => other !== host)
      this.onChange()
      return { name, fingerprints: host.keys.map(({ fingerprint }) => fingerprint) }
    },
    handovers: ({ since }) => ({
      handovers: this.handovers.filter(({ id }) => id > since),
      more: false,
    }),
    physicalAddress: ({ name }) => {
      const endpoints = this.peers.find((peer) => peer.name === name)?.endpoints ?? []
      const addresses = endpoints.map((each) => each.replace(/:\d+$/, '').replace(/[[\]]/g, ''))
      const endpoint = endpoints[0] ?? null
      if (endpoint !== null) return { name, endpoint, addresses, source: 'peer' }
      if (name !== 'silent.example.org') {
        return { name, endpoint, addresses: ['203.0.113.80'], source: 'dns' }
      }
      const data = { call: 'physicalAddress', problem: 'No name server answers.', remedy: null }
      throw new VipError({ code: 'act-failed', data })
    },
    ddns: () => this.#ddns(),
    ddnsUpdate: ({ action }) => {
      const state = action === 'force' ? ('current' as const) : ('off' as const)
      this.status = { ...this.status, ddns: { ...this.status.ddns, provider: 'rfc2136', state } }
      return this.#ddns()
    },
    key: () => ({
      name: this.status.name,
      fingerprint: sampleFingerprint,
      randomart: sampleQuestion.randomart,
      publicKey: 'ssh-ed25519 AAAA laptop.example.org',
    }),
    doctor: () => ({
      checks: [
        { code: 'dns', severity: 'ok', text: 'The name server answers.', remedy: null },
        { code: 'port', severity: 'error', text: 'Port 53 is taken.', remedy: 'Stop dnsmasq.' },
      ],
    }),
    configuration: () => ({
      ...{ file: '/etc/vip/vip.toml', text: this.configurationText, digest: 'e'.repeat(64) },
      ...{ inForce: 'file', problems: [] },
    }),
    configurationCheck: ({ text }) => judged(text),
    configure: ({ text }) => {
      this.called.push(['configure', { text }])
      const judgement = judged(text)
      if (judgement.problems.length === 0) this.configurationText = text
      return judgement
    },
  }

  /** The peer's only endpoint from now on. @returns what the helper tells of it */
  movePeer(endpoint: string): EventNews {
    const previous = this.peers[0]?.endpoint ?? null
    this.peers = [{ ...samplePeer, endpoint, endpoints: [endpoint] }]
    return { kind: 'peer-moved', name: samplePeer.name, endpoint, previous }
  }

  #ddns(): DynamicDnsReport {
    const { ddns } = this.status
    const record = { name: 'laptop.example.org', type: 'A', values: ['192.0.2.5', '192.0.2.6'] }
    return { ...ddns, records: ddns.state === 'off' ? [] : [record] }
  }

  #switch(enabled: boolean): boolean {
    this.called.push([enabled ? 'up' : 'down', {}])
    const changed = this.status.enabled !== enabled
    this.status = { ...this.status, enabled }
    this.onChange()
    return changed
  }

  #question(name: string) {
    const question = this.questions.find((other) => other.name === name)
    if (question === undefined) throw new VipError({ code: 'no-question', data: { name } })
    return question
  }
}

/** Right is whatever has a name. */
function judged(text: string): ConfigurationJudgement {
  if (text.includes('name')) return { problems: [], afterRestart: [] }
  const missing = { key: 'name', problem: 'is missing', wouldBeRight: 'must be a full DNS name' }
  const problem = { file: '/etc/vip/vip.toml', line: 1, column: 1, ...missing }
  return { problems: [problem], afterRestart: [] }
}

async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}
