// A third host on the LAN of b has what host a sent while it moved, and sends it on: copies of Hints and of packets steer
// nothing (PROTOCOL section 7). b's packets go to where a is or was, never to the third host; what it sent is dropped, and
// counted. (partner-moves.test.ts has the same for single messages, "of an older epoch is acknowledged, and changes nothing"
// among them.)
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Peer } from '../../dataplane/contract/model.ts'
import { addressOf, fqdnOf, tunnelPort } from '../../dataplane/lab/address-plan.ts'
import type { LanName } from '../../dataplane/lab/address-plan.ts'
import { sendWireFrames, startCapture } from './capture.ts'
import type { Capture } from './capture.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt, vipCommand } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { udpPayload } from './lan-frames.ts'
import { missingProgram } from './missing-program.ts'
import { sendFrom } from './send-from.ts'
import { startTalking } from './talking-program.ts'
import type { TalkingProgram } from './talking-program.ts'

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('tcpdump', 'ethtool')
const skipped = reason ? ` (skipped: ${reason})` : ''
const port = '4242'

/** Longer than any Hint: by their length packets of programs are known among what nobody can read. */
const longLine = 500
const isLong = ({ length }: Buffer) => length > longLine
const patience = { timeout: 10_000 }

/** Hints that were not answered come from another port, too: any port of that address. */
const endpointOfA = (lan: LanName) =>
  expect.stringContaining(`${addressOf('a', lan).v4}:`) as string
const b = addressOf('b', 'lan2').v4
const thirdHost = addressOf('c', 'lan2').v4
const toB = `udp dst port ${tunnelPort} and dst host ${b}`

describe.runIf(reason === undefined)(`a third host, when a has moved${skipped}`, () => {
  let lab: HelperLab
  let client: TalkingProgram
  let captures = 0
  let isCut = false
  /** What b sends to the third host. */
  let answers: Capture

  beforeAll(async () => {
    lab = await HelperLab.up('moves-hostile')
    for (const card of ['lan1', 'lan2']) await sendWireFrames(lab.sandbox, 'a', card)
    const { vip } = await lab.peerOf('a')
    await startTalking(lab.sandbox, 'b', 'echo-server.ts', [vip!, port])
    client = await startTalking(lab.sandbox, 'a', 'line-client.ts', [vip!, port])
  })
  afterAll(async () => {
    await lab?.down()
  })
  beforeEach(async () => {
    await moveA('lan2')
    await expectEcho()
    await expectSentTo('lan2')
    answers = await capture('c', 'lan2', `udp and src host ${b} and dst host ${thirdHost}`)
    return async () => {
      await answers.stop()
      if (isCut) await setWayToB('whole')
    }
  })

  /** Whether the router lets vanish what comes from lan1 to b. */
  async function setWayToB(state: 'cut' | 'whole'): Promise<void> {
    const verb = state === 'cut' ? 'add' : 'del'
    await lab.sandbox.ip('r', [`rule ${verb} iif lan1 to ${b} blackhole`])
    isCut = state === 'cut'
  }

  /** With addresses of one family: which of two Hints comes first is left to no chance. */
  const moveA = (lan: LanName) => lab.lab.move('a', lan, 'break-before-make', ['v4'])

  const capture = (host: string, card: string, filter: string) => {
    captures += 1
    const path = join(lab.folder, `${captures}.pcap`)
    return startCapture(lab.sandbox, { host, interface: card, filter, path })
  }
  const sendToB = (datagrams: readonly Buffer[], source = thirdHost) => {
    const path = { host: 'c', source: `${source}:${tunnelPort}` }
    return sendFrom(lab.sandbox, { ...path, destination: `${b}:${tunnelPort}` }, datagrams)
  }

  /** What b says of a to whoever asks. */
  async function peerOnB(): Promise<Peer> {
    const words = vipCommand('peers', '--json', '--run-dir', lab.runDirectoryOf('b'))
    const peers = JSON.parse(await lab.must('b', words)) as Peer[]
    const peer = peers.find(({ name }) => name === fqdnOf('a'))
    if (peer === undefined) throw new Error('b knows no peer')
    return peer
  }
  const dropped = async (why: string) => (await peerOnB()).drops[why] ?? 0

  /** What is said now comes back, after what was said before. */
  async function expectEcho(text = `line ${client.lines.length}`): Promise<void> {
    client.say(text)
    while (client.lines.at(-1) !== text) await client.whenSaid(client.lines.length + 1)
  }

  const expectSentTo = async (lan: LanName) => {
    await expect.poll(async () => (await peerOnB()).endpoint, patience).toEqual(endpointOfA(lan))
  }

  /** a goes to where only the router leads to b, which it does not: what it then sends, Hints first, b never gets. */
  async function moveUnheard(): Promise<Buffer[]> {
    await setWayToB('cut')
    const unheard = await capture('r', 'lan1', toB)
    const said = client.lines.length
    await moveA('lan1')
    client.say('unheard'.padEnd(longLine, '.'))
    await expect.poll(() => unheard.frames().some(isLong), patience).toBe(true)
    await unheard.stop()
    expect(unheard.frames().length).toBeGreaterThan(1)
    expect(client.lines.length).toBe(said)
    return unheard.frames().map(udpPayload)
  }

  test('sends again all that b got: it is old, and not answered', async () => {
    const heard = await capture('r', 'lan2', toB)
    await moveA('lan1')
    await expectEcho()
    await heard.stop()
    const copies = heard.frames().map(udpPayload)
    expect(copies.length).toBeGreaterThan(1)
    const before = await dropped('replay')
    await sendToB(copies)
    await expect.poll(() => dropped('replay'), patience).toBe(before + copies.length)
    expect((await peerOnB()).endpoints).not.toContainEqual(expect.stringContaining(thirdHost))
    expect((await peerOnB()).endpoint).toEqual(endpointOfA('lan1'))
    await expectEcho()
    expect(answers.frames().length).toBe(0)
  })

  test('makes something up for the same SA: it is not authentic, and not answered', async () => {
    const heard = await capture('b', 'lan2', toB)
    await expectEcho()
    await heard.stop()
    const [genuine] = heard.frames().map(udpPayload)
    const newest = genuine!.readUInt32BE(4)
    const forged = Array.from({ length: 200 }, (_, index) => {
      const datagram = randomBytes(genuine!.length)
      genuine!.copy(datagram, 0, 0, 8)
      datagram.writeUInt32BE(newest + 1000 + index, 4)
      return datagram
    })
    const before = await dropped('notAuthentic')
    await sendToB(forged)
    await expect.poll(() => dropped('notAuthentic'), patience).toBe(before + forged.length)
    expect((await peerOnB()).endpoint).toEqual(endpointOfA('lan2'))
    await expectEcho()
    expect(answers.frames().length).toBe(0)
  })

  test('sends what b never got: a is found where the Hint says', async () => {
    const copies = await moveUnheard()
    const before = await dropped('outerSource')
    await sendToB(copies)
    const packets = copies.filter(isLong).length
    await expect
      .poll(() => dropped('outerSource'), patience)
      .toBeGreaterThanOrEqual(before + packets)
    expect((await peerOnB()).endpoint).toEqual(endpointOfA('lan1'))
    expect((await peerOnB()).endpoints).not.toContainEqual(expect.stringContaining(thirdHost))
    await setWayToB('whole')
    await expectEcho()
    expect((await peerOnB()).endpoint).toEqual(endpointOfA('lan1'))
    // Answers to Hints, and challenges that it cannot read: not more than it has sent by far, and none of the echoes.
    expect(answers.frames().length).toBeLessThan(2 * copies.length + 8)
  })

  test('sends what b never got, from the address that a has left', async () => {
    const copies = await moveUnheard()
    const left = addressOf('a', 'lan2').v4
    // And does not say that nobody listens there.
    await lab.sandbox.ip('c', [`addr add ${left}/32 dev lan2`, 'rule add ipproto icmp blackhole'])
    await sendToB(copies, left)
    await setWayToB('whole')
    await expectEcho()
    await expectSentTo('lan1')
    await lab.sandbox.ip('c', [`addr del ${left}/32 dev lan2`, 'rule del ipproto icmp blackhole'])
  })

  test('sends an older Hint that b never got, when a newer one has come', async () => {
    const copies = await moveUnheard()
    await moveA('lan2')
    await setWayToB('whole')
    await expectEcho()
    await sendToB(copies)
    await expectEcho()
    const peer = await peerOnB()
    expect(peer.endpoint).toEqual(endpointOfA('lan2'))
    expect(peer.endpoints).not.toContainEqual(expect.stringContaining(thirdHost))
    expect(peer.endpoints).not.toContainEqual(endpointOfA('lan1'))
  })
})
