// A host that knows nothing of VIP is reached as before, and whatever is asked about it, or about
// anything else that is no VIP name, is answered as the name server answers, byte for byte.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nameServerAddress, resolverAddress } from '../../dataplane/lab/address-plan.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('nsupdate', 'nginx', 'curl', 'dig')

const types = { A: 1, SOA: 6, PTR: 12, TXT: 16, AAAA: 28, SRV: 33, HTTPS: 65, ANY: 255 } as const
/** RFC 6895 section 3.1 leaves these to private use: nobody knows what they mean. */
const UNKNOWN_TYPE = 65_400

let nextId = 0x1000

interface QuestionForm {
  /** RFC 6891; with the DO bit of RFC 3225 and a client cookie of RFC 7873. */
  edns?: boolean
  /** CD and AD (RFC 4035 section 3.2). */
  security?: boolean
}

function question(name: string, type: number, { edns, security }: QuestionForm = {}): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(nextId++, 0)
  header.writeUInt16BE(security ? 0x0130 : 0x0100, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(edns ? 1 : 0, 10)
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]))
  const asked = Buffer.from([0, type >> 8, type & 0xff, 0, 1])
  const cookie = [0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]
  const opt = Buffer.from(
    edns ? [0, 0, 41, 4, 208, 0, 0, 0x80, 0, 0, cookie.length, ...cookie] : [],
  )
  return Buffer.concat([header, ...labels, asked, opt])
}

describe.runIf(reason === undefined)(`no VIP${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let lab: HelperLab

  beforeAll(async () => {
    lab = await HelperLab.up('legacy')
    lab.publish('c', { 'index.html': 'as ever' })
    // More than fits a datagram, so that the answer over UDP is cut short (RFC 1035 section 4.2.1).
    const lines = Array.from(
      { length: 40 },
      (_, at) => `update add many.vipip.net. 1 TXT ${at}${'x'.repeat(60)}`,
    )
    const script = [`server ${nameServerAddress.v4}`, 'zone vipip.net', ...lines, 'send\n']
    const key = lab.lab.directory.file('vipip.net.key')
    await lab.must('r', ['nsupdate', '-v', '-k', key], script.join('\n'))
  })
  afterAll(async () => {
    await lab?.down()
  })

  const exchange = async (protocol: 'udp' | 'tcp', server: string, message: Buffer) => {
    const program = join(import.meta.dirname, 'dns-exchange.ts')
    const argv = [process.execPath, program, protocol, server, message.toString('hex')]
    return lab.must('a', argv)
  }

  // Each asks what none before it has asked: an answer out of a cache has a smaller TTL, as it should.
  test.each<[what: string, name: string, type: number, form?: QuestionForm]>([
    ['its IPv4 address', 'legacy.vipip.net', types.A],
    ['its IPv6 address', 'legacy.vipip.net', types.AAAA],
    ['a type that it does not have', 'legacy.vipip.net', types.TXT],
    ['a type that nobody knows', 'legacy.vipip.net', UNKNOWN_TYPE],
    ['service bindings', 'legacy.vipip.net', types.HTTPS],
    ['in mixed case, as some resolvers ask', 'LeGaCy.ViPiP.nEt', types.SRV],
    ['with EDNS, the DO bit and a cookie', 'ns.vipip.net', types.A, { edns: true }],
    ['with the bits of DNSSEC', 'ns.vipip.net', types.AAAA, { edns: true, security: true }],
    ['a name that is not there', 'nobody.vipip.net', types.A],
    ['an authority', 'vipip.net', types.SOA],
    ['an address', '30.113.0.203.in-addr.arpa', types.PTR],
    ['a zone that the name server refuses', 'example.org', types.A],
    ['an answer that is cut short', 'many.vipip.net', types.TXT],
  ])('%s', async (_, name, type, form) => {
    const message = question(name, type, form)
    const direct = await exchange('udp', nameServerAddress.v4, message)
    expect(await exchange('udp', resolverAddress, message)).toBe(direct)
  })

  test('and over TCP, whole', async () => {
    const message = question('many.vipip.net', types.TXT)
    const direct = await exchange('tcp', nameServerAddress.v4, message)
    expect(direct.length / 2).toBeGreaterThan(2000)
    expect(await exchange('tcp', resolverAddress, message)).toBe(direct)
  })

  test('a whole zone is refused at once, in words', async () => {
    const words = ['+tcp', '+tries=1', 'vipip.net', 'AXFR', `@${resolverAddress}`]
    const { stdout } = await lab.run('a', ['timeout', '5', 'dig', ...words])
    expect(stdout).toContain('Transfer failed')
  })

  test('programs reach it at its physical address', async () => {
    expect(await lab.must('a', ['curl', '-sSf', 'http://legacy.vipip.net/'])).toBe('as ever')
    const [address] = (await lab.must('a', ['getent', 'ahostsv4', 'legacy.vipip.net'])).split(' ')
    expect(address).toBe('203.0.113.30')
  })

  test('a host without VIP reaches one with it, as ever', async () => {
    lab.publish('b', { 'index.html': 'physical' })
    expect(await lab.must('c', ['curl', '-sSf', 'http://b.vipip.net/'])).toBe('physical')
  })
})
