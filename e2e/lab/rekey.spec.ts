// Keys are replaced while traffic passes (PROTOCOL section 1): each datagram of a stream in either direction arrives,
// once and in order, over several changes of keys.
import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabHost } from '../../dataplane/lab/address-plan.ts'
import { fqdnOf, otherHost } from '../../dataplane/lab/address-plan.ts'
import { helperPaths } from '../../dataplane/lab/helper.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('nsupdate', 'python3')

/** The least that the configuration allows; over the stream's time keys change twice at least. */
const REKEY_SECONDS = 10
const STREAM_SECONDS = 24
const DATAGRAMS_PER_SECOND = 500

/** Receives numbered datagrams on port 7777 until none has come for 3 s, and prints the numbers that it saw. */
const receiver = `
import socket, json
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('0.0.0.0', 7777))
print('bound', flush=True)
seen = []
s.settimeout(20)
while True:
    try: data = s.recv(100)
    except TimeoutError: break
    s.settimeout(3)
    seen.append(int(data))
print(json.dumps(seen), flush=True)
`
const sender = (name: string) => `
import socket, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.connect((socket.getaddrinfo('${name}', None, socket.AF_INET)[0][4][0], 7777))
start = time.monotonic()
for i in range(${STREAM_SECONDS * DATAGRAMS_PER_SECOND}):
    s.send(str(i).encode())
    wait = start + (i + 1) / ${DATAGRAMS_PER_SECOND} - time.monotonic()
    if wait > 0: time.sleep(wait)
`

describe.runIf(reason === undefined)(`new keys${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let lab: HelperLab

  beforeAll(async () => {
    lab = await HelperLab.up('rekey')
    for (const host of ['a', 'b'] as const) {
      await lab.killHelper(host)
      const { configuration } = helperPaths(lab.lab.directory, host)
      const text = readFileSync(configuration, 'utf8')
      const faster = text.replace('[network]\n', `[network]\nrekey-seconds = ${REKEY_SECONDS}\n`)
      writeFileSync(configuration, faster)
      await lab.startHelper(host)
    }
  })
  afterAll(async () => {
    await lab?.down()
  })

  /** What arrived at a host of the other's stream. */
  const receive = async (
    host: LabHost,
  ): Promise<{ begun: Promise<void>; seen: Promise<number[]> }> => {
    const child = lab.spawn(host, ['python3', '-c', receiver])
    let text = ''
    const begun = Promise.withResolvers<void>()
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.startsWith('bound')) begun.resolve()
    })
    const seen = new Promise<number[]>((resolve) => {
      child.once('close', () => resolve(JSON.parse(text.split('\n')[1] ?? '[]') as number[]))
    })
    return { begun: begun.promise, seen }
  }

  it('lose no packet of a stream in either direction', async () => {
    const hosts = ['a', 'b'] as const
    const countsBefore = await Promise.all(hosts.map((host) => lab.statusOf(host)))
    const receivers = await Promise.all(hosts.map(receive))
    await Promise.all(receivers.map(({ begun }) => begun))
    const names = hosts.map((host) => fqdnOf(otherHost(host)))
    await Promise.all(
      hosts.map((host, at) => lab.must(host, ['python3', '-c', sender(names[at] ?? '')])),
    )
    const expected = Array.from({ length: STREAM_SECONDS * DATAGRAMS_PER_SECOND }, (_, i) => i)
    for (const { seen } of receivers) expect(await seen).toEqual(expected)
    const counts = await Promise.all(hosts.map((host) => lab.statusOf(host)))
    const rekeyed = counts.reduce(
      (sum, { negotiation }, at) =>
        sum +
        (negotiation.counters['rekeyed'] ?? 0) -
        (countsBefore[at]?.negotiation.counters['rekeyed'] ?? 0),
      0,
    )
    // Each change counts on both sides.
    expect(rekeyed).toBeGreaterThanOrEqual(4)
  })
})
