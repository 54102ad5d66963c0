// What takes part in the measurements: a way for packets from host a to host b, through two helpers or none.
import type { ChildProcess } from 'node:child_process'
import type { Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'

export type ContestantId =
  | 'raw-veth'
  | 'vip-aes'
  | 'vip-chacha'
  | 'vip-null'
  | 'wireguard-go-trixie'
  | 'wireguard-go-bookworm'
  | 'nebula'
  | 'openvpn'

export type Contestant = {
  id: ContestantId
  /** For tables, at most 30 columns. */
  label: string
  /** Of the inner packets: what the program recommends for an underlay of 1500. */
  mtuBytes: number
  find(): Promise<Finding>
}

/** Whether the machine has it. `version` is the program's own, `reason` a sentence for people. */
export type Finding =
  { kind: 'found'; version: string; start: Start } | { kind: 'missing'; reason: string }

/**
 * Starts both helpers on a topology that nothing else uses. They need not be able to talk yet.
 * @throws with what a helper said when it ends instead
 */
export type Start = (topology: Topology) => Promise<Path>

export type Topology = {
  /** Hosts `a` and `b` with one veth pair, `underlay` at each end; no other contestant is in it. */
  sandbox: Sandbox
  /** Outer addresses. */
  underlay: { a: string; b: string }
  /** An empty directory for configurations and keys, removed with the sandbox. */
  directory: string
}

export type Path = {
  sandbox: Sandbox
  /** Address of host b as host a reaches it on this path. */
  target: string
  /** As `sandbox.spawn` answered them, a's first; none where there is no tunnel. */
  helpers: readonly ChildProcess[]
}
