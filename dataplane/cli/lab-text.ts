// Every sentence of `vip lab`.
import type {
  EmulatedLinkStatus,
  LabHostStatus,
  LabMode,
  LabStatus,
  ServiceStatus,
} from '../contract/lab-status.ts'
import { linkDirections } from '../contract/link-settings.ts'
import type { LinkSettings } from '../contract/link-settings.ts'
import { defaultLabName } from '../lab/lab-error.ts'
import type { Told } from '../lab/lab.ts'
import type { StreamedSecond } from './lab-stream-summary.ts'

const labOptionHelp = '  --lab NAME    which lab, when there are several (default: lab)\n'
const jsonOptionHelp = '  --json        print one JSON object\n'

export const labText = {
  help: `vip lab: hosts a and b with VIP, c without, and LANs lan1 and lan2 with the router r between them,
in network namespaces. Nothing of this machine's own network is touched, and nothing stays behind.

  vip lab up                 bring it up: a and b run the helper, r a name server
  vip lab exec HOST CMD…     run a command on a, b, c or r
  vip lab move HOST LAN …    move a or b, or both at once, to lan1 or lan2
  vip lab link HOST LAN …    delay, lose, reorder or duplicate what passes between a host and a LAN
  vip lab stream             numbered messages between a and b, as they come
  vip lab status             what runs, and where
  vip lab report             the paper's evaluation again, each figure beside the paper's
  vip lab down               take it down

"vip lab COMMAND --help" shows the options. Several labs run side by side with --lab NAME.
`,

  upHelp: `Usage: vip lab up [--nameserver WHICH | --static] [--foreground] [--json] [--lab NAME]

  --nameserver  vip, bind (BIND 9) or knot (Knot DNS) on the router; hosts a and b run the helper
  --static      no helpers and no name server: two tunnels whose keys the lab hands out
  --foreground  stay until Ctrl-C; the lab ends with this process, however that ends
${jsonOptionHelp}${labOptionHelp}`,

  execHelp: `Usage: vip lab exec [--lab NAME] HOST COMMAND [ARGUMENT…]

Runs a command on host a, b, c or r. Terminal, input, signals and exit status pass through. On a and
b, commands such as "vip status" ask the helper of that host (by VIP_RUN_DIR).

${labOptionHelp}`,

  moveHelp: `Usage: vip lab move HOST LAN [HOST LAN] [--make-before-break] [--family WHICH] [--json] [--lab NAME]

Moves a or b to lan1 or lan2, as when a cable is pulled and put in elsewhere; or both, in the same
moment.

  --make-before-break  the new link comes up half a second before the old one goes
  --family WHICH       v4, v6 or both: which addresses the host gets there (default: both)
  --json               print one JSON object a host, each when it is there
${labOptionHelp}`,

  linkHelp: `Usage: vip lab link HOST LAN [OPTION…]

Changes what happens to frames between a host (a, b, c or r) and a LAN; without options, shows it.
Options that are not given stay as they are. Each applies to each direction, so that a delay counts
twice in a round trip.

  --delay 50ms         every frame comes so much later (us, ms or s)
  --jitter 5ms         delay varies by so much to either side; frames keep their order
  --loss 2%            so many frames never come
  --reorder 1%         so many frames come after three that were behind them
  --duplicate 1%       so many frames come twice
  --rate 10mbit        the line carries no more (bit, kbit, mbit, gbit, or none)
  --direction out|in   only from the host to the LAN, or only the other way
  --seed N             repeat the choices of another run
  --clear              a perfect link again
${jsonOptionHelp}${labOptionHelp}`,

  streamHelp: `Usage: vip lab stream [--transport udp|tcp] [--json] [--lab NAME]

Sends a numbered message each millisecond from a to b and from b to a, until Ctrl-C or the end of
standard input, and prints each second what came. It goes on through moves.

  --transport   udp or tcp (default: udp)
  --json        print each 50 ms one line a direction: each message's number, and its times in ms
${labOptionHelp}`,

  streamed: ({ from, to, transport, sent, received, longestGapMs }: StreamedSecond) =>
    `${from} to ${to} by ${transport}: ${sent} sent, ${received} came, longest gap ${longestGapMs.toFixed(1)} ms\n`,

  statusHelp: `Usage: vip lab status [--json] [--lab NAME]

${jsonOptionHelp}${labOptionHelp}`,

  downHelp: `Usage: vip lab down [--json] [--lab NAME]

${jsonOptionHelp}${labOptionHelp}`,

  unknownCommand: (name: string) => `There is no command "vip lab ${name}".`,

  notOneOf(what: string, names: readonly string[], word: string | undefined) {
    const instead = word === undefined ? '' : ` instead of "${word}"`
    return `Give ${what}${instead}: ${listOf(names)}.`
  },

  twoPlaces: (host: string) => `Host ${host} cannot go to two places at once.`,

  tooManyWords: (word: string) => `"${word}" is one word too many.`,

  badValue: (option: string, word: string) =>
    `${option} cannot be "${word}": see "vip lab link --help" for how values are written.`,

  needsCommand: 'A command to run is needed, such as "vip lab exec a ping b.vipip.net".',

  startedAs: (outcome: 'started' | 'replaced', name: string) =>
    outcome === 'started'
      ? `The lab "${name}" is up.\n`
      : `What was left of the lab "${name}" is removed; it is up again.\n`,

  /** What does not listen on the hosts, and why; empty when all does. */
  notListening(services: readonly ServiceStatus[]) {
    const failed = services.filter((service) => service.state === 'failed')
    const lines = groupBy(failed, ({ program, reason }) => `${program}: ${reason}`).map(
      ([what, ofHosts]) => `  on ${ofHosts.map(({ host }) => host).join(', ')}, ${what}\n`,
    )
    return lines.length === 0
      ? ''
      : `Not everything that hosts should listen with runs:\n${lines.join('')}`
  },

  alreadyUp: (name: string) => `The lab "${name}" is already up.\n`,

  staticHasNoNameServer: 'With --static there is no name server: leave --nameserver out.',

  /**
   * @param milliseconds how long it took
   * @param vip how this program can be called
   */
  runsNow(status: LabStatus, milliseconds: number, vip: string) {
    if (status.state === 'down') return labText.alreadyDown(status.name)
    const { name, mode } = status
    const lab = labOption(name)
    const exec = `  ${vip} lab exec${lab}`
    return `The lab "${name}" is up, after ${(milliseconds / 1000).toFixed(1)} s.

    a (on lan1) ──── lan1 198.51.100.0/24 ────┐
                                              r  router${mode === 'helpers' ? ', name server' : ''}
    b (on lan2) ──┬─ lan2 203.0.113.0/24 ─────┘
    c (no VIP) ───┘

${whatJoins(status)}
${labText.notListening(status.services)}Try in another terminal:
${mode === 'static' ? '' : `${exec} a getent hosts b.vipip.net\n`}${exec} a ping b.vipip.net
${suggestions(status.services)
  .map((words) => `${exec} a ${words}\n`)
  .join('')}  ${vip} lab move${lab} a lan2                   while the ping runs: it goes on
${
  mode === 'static' ? '' : `${exec} a ping legacy.vipip.net   which knows nothing of VIP\n`
}  ${vip} lab link${lab} a lan1 --delay 50ms --loss 2%
  ${vip} lab status${lab}

Ctrl-C ends it and leaves nothing behind.
`
  },

  ended: (name: string) => `The lab "${name}" is down, and nothing of it is left.\n`,

  alreadyDown: (name: string) => `The lab "${name}" is not up.\n`,

  removedLeftovers: (name: string) =>
    `The lab "${name}" had been killed; what was left of it is removed.\n`,

  killed: (name: string) => `The lab "${name}" has ended: one of its processes was killed.`,

  /** @param lastWords of its log, or the signal that ended it */
  programEnded(mode: LabMode, machine: string, lastWords: string) {
    const what =
      machine === 'r'
        ? 'The name server on the router'
        : `The ${mode === 'static' ? 'tunnel' : 'helper'} on host ${machine}`
    return `${what} has ended (${lastWords}); "vip lab up" starts the lab anew.\n`
  },

  moved(host: string, lan: string, milliseconds: number, told: readonly Told[]) {
    const lines = told.map(
      ({ host: knows, peer, endpoints }) =>
        `  the tunnel on ${knows} is told that ${peer} is at ${endpoints.join(' and ')}\n`,
    )
    return `${host} is on ${lan}, after ${milliseconds.toFixed(0)} ms.
Hosts do not negotiate in this version, so the lab plays the oracle:
${lines.join('')}`
  },

  /** @param move `vip`: how this program can be called; `lab`: the lab's name */
  movedWithHelper: ({
    host,
    lan,
    milliseconds,
    vip,
    lab,
  }: Record<'host' | 'lan' | 'vip' | 'lab', string> & {
    milliseconds: number
  }) =>
    `${host} is on ${lan}, after ${milliseconds.toFixed(0)} ms. Connections between a and b go on: its helper tells the other
one, and DNS. "${vip} lab exec${labOption(lab)} ${host} ${vip} handovers" shows how that went.
`,

  linkIsPerfect: (host: string, lan: string) =>
    `The link from ${host} to ${lan} is as it was built.\n`,

  link: (status: EmulatedLinkStatus) => linkLines(status),

  status(status: LabStatus) {
    if (status.state === 'down') return labText.alreadyDown(status.name)
    const how = status.rootless ? ', without root' : ''
    const keeps = status.foreground ? ', in the foreground' : ''
    return [
      `The lab "${status.name}" is up${how}${keeps}.\n`,
      ...(status.nameServer === null ? [] : [nameServerLine(status.nameServer)]),
      ...status.hosts.map(hostLines),
      `  ${status.legacy.host}  ${status.legacy.fqdn}, without VIP, on lan2 (${status.legacy.addresses.join(', ')})\n`,
      ...serviceLines(status.services),
      ...status.links.map(linkLines),
    ].join('')
  },
}

/** For commands that are suggested. */
function labOption(name: string): string {
  return name === defaultLabName ? '' : ` --lab ${name}`
}

type Up = Extract<LabStatus, { state: 'up' }>

/** What joins a and b, for somebody who has just brought the lab up. */
function whatJoins({ mode, hosts }: Up): string {
  const vips = hosts.map(({ fqdn, vip }) => `${fqdn} is ${vip ?? 'not known yet'}`).join(' and ')
  return mode === 'static'
    ? `  A tunnel joins a and b: ${vips}, wherever they are.\n`
    : `  Each of a and b runs the helper. They found each other by name, took each other's key and
  agreed: ${vips}.
  Each keeps its own records in the zone, by updates signed with a key of the lab.\n`
}

/** By the server that has to run on b for it. */
const suggestionOf: Readonly<Record<string, string>> = {
  sshd: 'ssh b.vipip.net           as whoever you are here, by a key of the lab',
  nginx: 'curl http://b.vipip.net/',
  iperf3: 'iperf3 -c b.vipip.net',
}

function suggestions(services: readonly ServiceStatus[]): string[] {
  return services
    .filter(({ host, state }) => host === 'b' && state === 'listening')
    .flatMap(({ program }) => suggestionOf[program] ?? [])
}

function serviceLines(services: readonly ServiceStatus[]): string[] {
  const listening = services.filter(({ state }) => state === 'listening')
  const lines = groupBy(listening, ({ host }) => host).map(
    ([host, own]) =>
      `  on ${host} listen ${own.map(({ program, port }) => `${program} (${port})`).join(', ')}\n`,
  )
  return [...lines, labText.notListening(services)]
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  return [...Map.groupBy(items, keyOf)]
}

function nameServerLine({ kind, state, addresses }: NonNullable<Up['nameServer']>): string {
  const name = { vip: 'vip nameserver', bind: 'BIND', knot: 'Knot DNS' }[kind]
  const how = state === 'running' ? '' : ', but has ended'
  return `  r  name server (${name}) on ${addresses.join(' and ')}${how}\n`
}

function hostLines(host: LabHostStatus): string {
  const addresses = host.addresses
    .filter(({ interface: name }) => name === host.lan)
    .map(({ address }) => address)
  const place = host.lan === null ? 'between two LANs' : `on ${host.lan} (${addresses.join(', ')})`
  const vips = [host.vip ?? 'no VIP', host.vip6].filter((vip) => vip !== null).join(' ')
  return `  ${host.host}  ${host.fqdn} ${vips}, ${place}\n${tunnelLines(host.tunnel)}`
}

function tunnelLines(tunnel: LabHostStatus['tunnel']): string {
  if (tunnel.state === 'failed') return `     tunnel failed: ${tunnel.reason}\n`
  return tunnel.peers
    .map(({ name, endpoints, rxBytes, txBytes, lastHeardMs, drops }) => {
      const heard =
        lastHeardMs === null ? 'never heard' : `heard ${(lastHeardMs / 1000).toFixed(1)} s ago`
      const dropped = Object.entries(drops)
        .filter(([, count]) => count > 0)
        .map(([reason, count]) => `, ${reason} ${count}`)
      return (
        `     to ${name} at ${endpoints[0] ?? 'no endpoint'}: ` +
        `sent ${rounded(txBytes)}, received ${rounded(rxBytes)}, ${heard}${dropped.join('')}\n`
      )
    })
    .join('')
}

function linkLines(link: EmulatedLinkStatus): string {
  const title = `  link of ${link.host} to ${link.lan}`
  if (link.state === 'failed') {
    return `${title}: its emulator was killed, and nothing passes; clear it (${link.reason})\n`
  }
  const directions = linkDirections.map((direction) => {
    const { settings, counters } = link[direction]
    const counted = Object.entries(counters)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${what} ${count}`)
    return `     ${direction.padEnd(3)} ${settingsText(settings)}; ${counted.join(', ') || 'no frames yet'}\n`
  })
  return `${title}, seed ${link.seed}\n${directions.join('')}`
}

function settingsText(settings: LinkSettings): string {
  const { delayMs, jitterMs, lossPercent, reorderPercent, duplicatePercent, rateBitPerSecond } =
    settings
  const parts = [
    delayMs > 0 && `delay ${delayMs} ms`,
    jitterMs > 0 && `jitter ${jitterMs} ms`,
    lossPercent > 0 && `loss ${lossPercent} %`,
    reorderPercent > 0 && `reorder ${reorderPercent} %`,
    duplicatePercent > 0 && `duplicate ${duplicatePercent} %`,
    rateBitPerSecond !== null && `rate ${rateBitPerSecond / 1e6} Mbit/s`,
  ].filter((part) => part !== false)
  return parts.join(', ') || 'perfect'
}

function rounded(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}

function listOf(names: readonly string[]): string {
  return [names.slice(0, -1).join(', '), names.at(-1)].filter((part) => part !== '').join(' or ')
}
