// Names become addresses: what unmodified programs on one host of the lab see of the other, by its
// name. One suite for each name server on the router.
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NameServerKind } from '../../dataplane/contract/lab-status.ts'
import type { Peer } from '../../dataplane/contract/model.ts'
import { startCapture } from './capture.ts'
import { HelperLab, vipPattern } from './helper-lab.ts'
import { helperNotBuilt } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { countKinds } from './lan-frames.ts'
import { missingProgram } from './missing-program.ts'

/** Stands in every body that is sent through the tunnel, so that it would be seen outside. */
const MARK = 'a sentence that no eavesdropper shall read'

const nodeLookup = `
import { lookup } from 'node:dns/promises'
console.log((await lookup(process.argv[1], { family: 4 })).address)`
const pythonLookup = 'import socket, sys; print(socket.gethostbyname(sys.argv[1]))'

export function describeNames(nameServer: NameServerKind, ...programs: string[]): void {
  const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram(...programs)
  const skipped = reason ? ` (skipped: ${reason})` : ''
  describe.runIf(reason === undefined)(`names, served by ${nameServer}${skipped}`, () => {
    let lab: HelperLab
    /** As a's helper sees b. */
    let peer: Peer

    beforeAll(async () => {
      lab = await HelperLab.up(`names-${nameServer}`, nameServer)
      peer = await lab.peerOf('a')
      lab.publish('b', {
        'index.html': `<html><body>${MARK}</body></html>`,
        large: MARK.repeat(100_000),
      })
    })
    afterAll(async () => {
      await lab?.down()
    })

    test('both helpers have agreed on the same pair of VIPs', async () => {
      const other = await lab.peerOf('b')
      expect(peer.vip).toMatch(vipPattern)
      expect(peer.localVip).toMatch(vipPattern)
      expect([other.localVip, other.vip]).toEqual([peer.vip, peer.localVip])
    })

    test.each([
      ['the C library', ['getent', 'ahostsv4', 'b.vipip.net']],
      ['Node', [process.execPath, '--input-type=module', '-e', nodeLookup, 'b.vipip.net']],
      ['Python', ['python3', '-c', pythonLookup, 'b.vipip.net']],
      ['dig', ['dig', '+short', 'b.vipip.net', 'A']],
    ])('%s resolves the name to the VIP', async (_, argv) => {
      const [first] = (await lab.must('a', argv)).split(/\s/)
      expect(first).toBe(peer.vip)
    })

    test('the VIP has the name', async () => {
      expect(await lab.must('a', ['dig', '+short', '-x', peer.vip!])).toBe('b.vipip.net.\n')
    })

    test('no answer holds a physical address', async () => {
      const answers = await lab.must('a', ['getent', 'ahosts', 'b.vipip.net'])
      const addresses = new Set(
        answers
          .trim()
          .split('\n')
          .map((line) => line.split(' ')[0]),
      )
      expect(addresses).toEqual(new Set([peer.vip, peer.vip6].filter((vip) => vip !== null)))
    })

    test('ssh, as it is', async () => {
      const script = 'echo "$SSH_CONNECTION"'
      const [from, , to] = (await lab.must('a', ['ssh', 'b.vipip.net', script])).split(' ')
      expect([from, to]).toEqual(
        from?.includes(':') ? [peer.localVip6, peer.vip6] : [peer.localVip, peer.vip],
      )
    })

    test('curl of nginx, and the LAN holds nothing but ESP and questions to DNS', async () => {
      const path = join(lab.folder, 'lan.pcap')
      const capture = await startCapture(lab.sandbox, {
        ...{ host: 'r', interface: 'lan1', path, filter: '' },
      })
      const body = await lab.must('a', ['curl', '-sSf', 'http://b.vipip.net/large'])
      expect(body).toBe(MARK.repeat(100_000))
      // What tcpdump has not read when it is stopped is lost, and on a busy machine some of the rest.
      // How many frames that is, segmentation decides.
      const seen = () => capture.frames().reduce((sum, frame) => sum + frame.length, 0)
      await expect.poll(seen, { interval: 20, timeout: 5000 }).toBeGreaterThan(body.length / 2)
      await capture.stop()
      const frames = capture.frames()
      const { vip: esp = 0, dns: _, neighbours: __, ...others } = countKinds(frames)
      expect(others).toEqual({})
      expect(esp).toBeGreaterThan(0)
      expect(frames.some((frame) => frame.includes(MARK.slice(0, 20)))).toBe(false)
    })

    test('ping, by name', async () => {
      const said = await lab.must('a', ['ping', '-4', '-c3', '-i0.05', '-W2', 'b.vipip.net'])
      expect(said).toContain(`(${peer.vip})`)
      expect(said).toContain(' 0% packet loss')
    })

    test('iperf3, and ss shows the pair on both hosts', async () => {
      const client = lab.spawn('a', ['iperf3', '-4', '--forceflush', '-t60', '-c', 'b.vipip.net'])
      await once(client.stdout, 'data')
      const pairs = async (host: 'a' | 'b', filter: string) => {
        const said = await lab.must(host, ['ss', '-Htn', 'state', 'established', filter])
        const lines = said.trim().split('\n')
        const strip = (text = '') => text.replace(/^\[?(?:::ffff:)?/, '').replace(/\]?:\d+$/, '')
        return [
          ...new Set(
            lines.map((line) => line.trim().split(/\s+/).slice(2, 4).map(strip).join(' to ')),
          ),
        ]
      }
      expect(await pairs('a', '( dport = :5201 )')).toEqual([`${peer.localVip} to ${peer.vip}`])
      expect(await pairs('b', '( sport = :5201 )')).toEqual([`${peer.vip} to ${peer.localVip}`])
      client.kill('SIGTERM')
      await once(client, 'exit')
    })

    test.runIf(missingProgram('chromium') === undefined)(
      `chromium finds the page by the name${missingProgram('chromium') ? ' (skipped: no chromium)' : ''}`,
      async () => {
        const profile = join(lab.folder, 'chromium')
        const words = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${profile}`]
        const quiet = [
          '--disable-background-networking',
          '--disable-component-update',
          '--no-first-run',
        ]
        const page = await lab.must('a', [
          ...['timeout', '60', 'chromium', ...words, ...quiet],
          ...['--dump-dom', 'http://b.vipip.net/'],
        ])
        expect(page).toContain(MARK)
      },
    )
  })
}
