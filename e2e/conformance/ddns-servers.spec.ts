// Dynamic updates of a real helper (RFC 2136, RFC 8945) as BIND 9, Knot DNS and our own name server take them, or not.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DynamicDnsReport } from '../../dataplane/contract/calls.ts'
import type { NameServerKind } from '../../dataplane/contract/lab-status.ts'
import { nameServerAddress } from '../../dataplane/lab/address-plan.ts'
import { helperPaths } from '../../dataplane/lab/helper.ts'
import { updateKeyPath } from '../../dataplane/lab/update-key.ts'
import { HelperLab } from '../lab/helper-lab.ts'
import { helperNotBuilt, vipCommand } from '../lab/lab-cli.ts'
import { rootIsMissing } from '../lab/lab-machine.ts'
import { missingProgram } from '../lab/missing-program.ts'

const magic = 'VIP105067072021-a.vipip.net'

describe.each<[NameServerKind, string[]]>([
  ['vip', []],
  ['bind', ['named']],
  ['knot', ['knotd']],
])('%s', (nameServer, programs) => {
  const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('nsupdate', 'dig', ...programs)
  describe.runIf(reason === undefined)(`updates${reason ? ` (skipped: ${reason})` : ''}`, () => {
    let lab: HelperLab
    let configurationPath: string
    let goodConfiguration: string

    beforeAll(async () => {
      lab = await HelperLab.up(`ddns-${nameServer}`, nameServer)
      configurationPath = helperPaths(lab.lab.directory, 'a').configuration
      goodConfiguration = readFileSync(configurationPath, 'utf8')
    })
    afterAll(async () => {
      await lab?.down()
    })

    const dig = async (name: string, type: string) =>
      (await lab.must('r', ['dig', `@${nameServerAddress.v4}`, '+short', name, type]))
        .trim()
        .split('\n')
        .toSorted()
        .join(' ')

    async function ddns(...words: string[]): Promise<DynamicDnsReport> {
      const runDirectory = lab.runDirectoryOf('a')
      const argv = vipCommand('ddns', ...words, '--json', '--run-dir', runDirectory)
      const { stdout, stderr } = await lab.run('a', argv)
      if (stdout === '') throw new Error(stderr)
      return JSON.parse(stdout) as DynamicDnsReport
    }

    /** How often the helper has taken another configuration. */
    const loads = async () => {
      const argv = vipCommand('events', '--run-dir', lab.runDirectoryOf('a'), '--json')
      return (await lab.must('a', argv)).split('"configuration-loaded"').length - 1
    }

    /** As a person changes it; resolves when the helper has published by it, or has failed to. */
    async function configured(configuration: string): Promise<DynamicDnsReport> {
      const before = await loads()
      writeFileSync(configurationPath, configuration)
      await expect.poll(loads, { interval: 50, timeout: 10_000 }).toBe(before + 1)
      return ddns('--force')
    }

    test('all records are there as soon as the lab is up', async () => {
      const report = await ddns()
      expect(report).toMatchObject({ provider: 'rfc2136', state: 'current', problem: null })
      expect(await dig('a.vipip.net', 'A')).toBe('198.51.100.10')
      expect(await dig('a.vipip.net', 'AAAA')).toBe('2001:db8:1::10')
      expect(await dig(magic, 'A')).toBe((await lab.statusOf('a')).vips[0])
      expect(await dig('a.vipip.net', 'IPSECKEY')).toMatch(/^10 0 4 \. [A-Za-z0-9+/]{43}=$/)
      expect(await dig('_vip._udp.a.vipip.net', 'SRV')).toBe('')
      expect(report.records.map(({ name, type }) => `${name} ${type}`)).toEqual([
        ...['a.vipip.net A', 'a.vipip.net AAAA', `${magic} A`, 'a.vipip.net IPSECKEY'],
      ])
    })

    test('a move is published, and the old addresses are gone', async () => {
      await lab.lab.move('a', 'lan2', 'break-before-make')
      const address = () => dig('a.vipip.net', 'A')
      await expect.poll(address, { interval: 20, timeout: 5000 }).toBe('203.0.113.10')
      const address6 = () => dig('a.vipip.net', 'AAAA')
      await expect.poll(address6, { interval: 20, timeout: 5000 }).toBe('2001:db8:2::10')
      await lab.lab.move('a', 'lan1', 'break-before-make')
      await expect.poll(address, { interval: 20, timeout: 5000 }).toBe('198.51.100.10')
    })

    test('withdrawn records are gone, and stay so over a move', async () => {
      expect(await ddns('--withdraw')).toMatchObject({ state: 'off', records: [], problem: null })
      for (const [name, type] of [
        ...[['a.vipip.net', 'A'] as const, ['a.vipip.net', 'AAAA'] as const],
        ...[[magic, 'A'] as const, ['a.vipip.net', 'IPSECKEY'] as const],
      ]) {
        expect(await dig(name, type)).toBe('')
      }
      await lab.lab.move('a', 'lan2', 'break-before-make')
      await lab.lab.move('a', 'lan1', 'break-before-make')
      const addresses = async () =>
        (await lab.statusOf('a')).addresses.map(({ address }) => address)
      await expect.poll(addresses, { interval: 20, timeout: 5000 }).toContain('2001:db8:1::10')
      expect(await dig('a.vipip.net', 'A')).toBe('')
      expect(await ddns('--force')).toMatchObject({ state: 'current' })
      expect(await dig('a.vipip.net', 'A')).toBe('198.51.100.10')
    })

    test('another port is told by SRV, and no more when it is the usual one again', async () => {
      await configured(goodConfiguration.replace('[network]', '[network]\nport = 4500'))
      const service = () => dig('_vip._udp.a.vipip.net', 'SRV')
      await expect.poll(service, { interval: 50, timeout: 5000 }).toBe('0 0 4500 a.vipip.net.')
      await configured(goodConfiguration)
      await expect.poll(service, { interval: 50, timeout: 5000 }).toBe('')
    })

    const withKey = (name: string, secret: string) => {
      const path = join(lab.folder, 'other.key')
      const text = `key "${name}" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};\n`
      writeFileSync(path, text, { mode: 0o600 })
      const good = updateKeyPath(lab.lab.directory)
      return goodConfiguration.replace(JSON.stringify(good), JSON.stringify(path))
    }

    test('a wrong secret is BADSIG', async () => {
      const report = await configured(withKey('lab', Buffer.alloc(32, 9).toString('base64')))
      expect(report).toMatchObject({ state: 'failed' })
      expect(report.problem?.text).toBe(
        'The name server ns.vipip.net has another secret for the key "lab" (BADSIG).',
      )
      const { health } = await lab.statusOf('a')
      expect(health).toMatchObject([{ code: 'ddns-failed', severity: 'error' }])
    })

    test('a key that the server does not have is BADKEY', async () => {
      await configured(goodConfiguration)
      const report = await configured(withKey('nobody', Buffer.alloc(32, 9).toString('base64')))
      expect(report.problem?.text).toBe(
        'The name server ns.vipip.net does not know the key "nobody" (BADKEY).',
      )
    })

    test('a zone that the server does not have is NOTAUTH', async () => {
      const report = await configured(
        goodConfiguration.replace('zone = "vipip.net"', 'zone = "net"'),
      )
      expect(report.problem?.text).toContain('is not in charge of the zone net (NOTAUTH)')
    })

    test('all is well again with the right configuration', async () => {
      expect(await configured(goodConfiguration)).toMatchObject({ state: 'current', problem: null })
      expect((await lab.statusOf('a')).health).toEqual([])
    })

    test('no secret is in the log', () => {
      const log = readFileSync(helperPaths(lab.lab.directory, 'a').log, 'utf8')
      const key = readFileSync(updateKeyPath(lab.lab.directory), 'utf8')
      const [, secret = key] = /secret "([^"]+)"/.exec(key) ?? []
      expect(log).toContain('DNS is not updated')
      expect(log).not.toContain(secret)
    })
  })
})
