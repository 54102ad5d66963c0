// The settings over real files.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { openConfiguration } from '../configuration/configuration-file.ts'
import type { ConfigurationFile } from '../configuration/configuration-file.ts'
import type { ConfigurationFileState, ConfigurationJudgement } from '../contract/calls.ts'
import { VipError } from '../contract/errors.ts'
import type { Caller } from '../control/caller-rights.ts'
import { FakeClock } from '../lib/fake-clock.ts'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { configurationActs } from './configuration-acts.ts'

const first = 'name = "a.vipip.net"\n'
const second = '# by the window\nname = "a.vipip.net"\n[trust]\npolicy = "accept-new"\n'
const bad = 'name = "a.vipip.net"\n[network]\nport = 99999\n'
const { signal } = new AbortController()

let folder: string
let path: string
let told: string[]
let file: ConfigurationFile
beforeEach(() => {
  folder = temporaryFolder()
  path = join(folder, 'vip.toml')
  writeFileSync(path, first)
  open(path)
})

function open(named: string): void {
  const opened = openConfiguration(named, new FakeClock())
  if (!opened.ok) throw new Error(opened.problems[0]?.problem)
  told = []
  file = opened.file
  file.start(({ kind }) => told.push(kind))
  onTestFinished(() => opened.file.stop())
}

const root: Caller = { uid: 0, rights: 'write' }
/** Of the group `vip`. */
const member: Caller = { uid: 54_321, rights: 'write' }
const reader: Caller = { uid: 54_322, rights: 'read' }

const shown = (caller = root) => configurationActs(file).configuration({}, signal, caller)
const configure = (text: string, caller = root, over?: string | null) =>
  configurationActs(file).configure(
    typeof over === 'string' ? { text, over } : { text },
    signal,
    caller,
  ) as ConfigurationJudgement
const check = (text: string, caller = reader) =>
  configurationActs(file).configurationCheck({ text }, signal, caller) as ConfigurationJudgement
/** As the settings page has seen it. */
const shownDigest = () => (shown() as ConfigurationFileState).digest
/** What an act refuses with. */
function faultOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error instanceof VipError ? error.fault : error
  }
}

it('shows the file, and what of it is in force', () => {
  const digest = createHash('sha256').update(first).digest('hex')
  expect(shown()).toEqual({ file: path, text: first, digest, inForce: 'file', problems: [] })
  writeFileSync(path, bad)
  expect(shown()).toMatchObject({
    ...{ text: bad, inForce: 'last-good' },
    problems: [{ file: path, line: 3, column: 8, key: 'network.port', problem: 'is 99999' }],
  })
  rmSync(path)
  expect(shown()).toMatchObject({
    ...{ text: null, inForce: 'last-good' },
    problems: [{ key: '', problem: 'is missing' }],
  })
})

it('shows to whom may only read what they could read themselves', () => {
  expect(shown(reader)).toMatchObject({ text: first })
  writeFileSync(path, bad)
  chmodSync(path, 0o640)
  const nothing = { text: null, digest: null, problems: [] }
  expect(shown(reader)).toEqual({ file: path, inForce: 'last-good', ...nothing })
  expect(shown(member)).toMatchObject({ text: bad, problems: [{ key: 'network.port' }] })
})

it('judges a text without writing it, and reads no file that it names', () => {
  expect(check(second)).toEqual({ problems: [], afterRestart: [] })
  expect(check(bad)).toMatchObject({ problems: [{ key: 'network.port' }], afterRestart: [] })
  writeFileSync(join(folder, 'secret.key'), 'the secret')
  const naming = `${first}[ddns]\nprovider = "duckdns"\nkey-file = "${join(folder, 'secret.key')}"\n`
  expect(JSON.stringify(check(naming))).not.toContain('the secret')
  expect(readFileSync(path, 'utf8')).toBe(first)
  expect(told).toEqual([])
})

it('tells no more than a reply can hold', () => {
  const { problems } = check('aaaaaaaaaa=1\nb=1\n')
  expect(problems.map(({ key }) => key).toSorted()).toEqual(['aaaaaaaaaa', 'b', 'name'])
  const table = 'long'.repeat(2000)
  const many = Array.from({ length: 500 }, (_, at) => `k${at}=1`).join('\n')
  expect(JSON.stringify(check(`[${table}]\n${many}`)).length).toBeLessThan(100_000)
})

describe('configure', () => {
  it('writes the file whole, and takes it at once', () => {
    expect(configure(second)).toEqual({ problems: [], afterRestart: [] })
    expect(readFileSync(path, 'utf8')).toBe(second)
    expect(readdirSync(folder)).toEqual(['vip.toml'])
    expect(told).toEqual(['changed'])
    expect(file.configuration.trust.policy).toBe('accept-new')
    expect(shown()).toMatchObject({ text: second, inForce: 'file' })
  })

  it('leaves the file as it was where something is wrong', () => {
    expect(configure(bad)).toMatchObject({ problems: [{ line: 3, key: 'network.port' }] })
    expect(readFileSync(path, 'utf8')).toBe(first)
    expect(told).toEqual([])
  })

  it('replaces no other text than the one that was shown', () => {
    const digest = shownDigest()
    const byHand = `${first}# by hand, meanwhile\n`
    writeFileSync(path, byHand)
    const changed = { code: 'configuration-changed', data: { file: path } }
    expect(faultOf(() => configure(second, root, digest))).toEqual(changed)
    expect(readFileSync(path, 'utf8')).toBe(byHand)
    expect(told).toEqual([])
    configure(second, root, shownDigest())
    expect(readFileSync(path, 'utf8')).toBe(second)
    rmSync(path)
    expect(faultOf(() => configure(first, root, digest))).toEqual(changed)
  })

  it('says what waits for a restart, compared with what the helper was started with', () => {
    const renamed = 'name = "b.vipip.net"\n'
    expect(configure(renamed)).toEqual({ problems: [], afterRestart: ['name'] })
    expect(configure(`# again\n${renamed}`)).toEqual({ problems: [], afterRestart: ['name'] })
    expect(configure(first)).toEqual({ problems: [], afterRestart: [] })
  })

  it('keeps mode and owner, but not the right of everybody to write', (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can give files away')
    chownSync(path, 1234, 2345)
    chmodSync(path, 0o666)
    configure(second)
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 2345 })
    expect(statSync(path).mode & 0o777).toBe(0o664)
  })

  it('writes the file at the end of a link, and makes one that is gone', () => {
    const [linked, real] = [join(folder, 'linked.toml'), join(folder, 'real.toml')]
    writeFileSync(real, first, { mode: 0o600 })
    symlinkSync('real.toml', linked)
    open(linked)
    configure(second)
    expect(readFileSync(real, 'utf8')).toBe(second)
    expect(statSync(real).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).toBe(first)
    rmSync(linked)
    configure(second)
    expect(statSync(linked).mode & 0o777).toBe(0o644)
  })

  describe('where a secret is sent to a server', () => {
    const dyndns2 = (server: string, keyFile = '/etc/vip/ddns.key') =>
      `${first}[ddns]\nprovider = "dyndns2"\nserver = "${server}"\nkey-file = "${keyFile}"\n`
    const off = `${first}[ddns]\nprovider = "none"\nkey-file = "/etc/vip/ddns.key"\n`
    const theirs = dyndns2('members.example.com')
    const refused = (line: number, key: string): unknown[] => [
      expect.objectContaining({ line, key, problem: 'is not for you to choose' }),
    ]

    it('lets a member of the group choose no other server and no other secret', () => {
      writeFileSync(path, theirs)
      open(path)
      const mine = dyndns2('mine.example.org')
      expect(check(mine, member).problems).toEqual(refused(4, 'ddns.server'))
      // Else whoever may only ask could guess what is in force.
      expect(check(mine, reader).problems).toEqual([])
      expect(configure(mine, member).problems).toEqual(refused(4, 'ddns.server'))
      const another = dyndns2('members.example.com', '/var/lib/vip/host_key')
      expect(configure(another, member).problems).toEqual(refused(5, 'ddns.key-file'))
      expect(readFileSync(path, 'utf8')).toBe(theirs)
      expect(configure(`# mine\n${theirs}`, member).problems).toEqual([])
    })

    it('nor by way of a configuration that names none', () => {
      expect(configure(theirs, member).problems).toEqual(refused(4, 'ddns.server'))
      writeFileSync(path, theirs)
      open(path)
      expect(configure(off, member).problems).toEqual([])
      expect(file.configuration.ddns.provider).toBe('none')
      expect(configure(dyndns2('mine.example.org'), member).problems).toEqual(
        refused(4, 'ddns.server'),
      )
      expect(configure(theirs, member).problems).toEqual([])
    })

    it("lets root and the helper's own user, who could read the secret themselves", () => {
      writeFileSync(path, theirs)
      open(path)
      const owner: Caller = { uid: process.getuid?.() ?? 0, rights: 'write' }
      expect(configure(dyndns2('one.example.org'), owner).problems).toEqual([])
      expect(configure(dyndns2('other.example.org'), root).problems).toEqual([])
    })

    it('lets a member choose a provider that sends it to its own server alone', () => {
      const desec = `${first}[ddns]\nprovider = "desec"\nkey-file = "/etc/vip/ddns.key"\n`
      expect(configure(desec, member).problems).toEqual([])
    })
  })

  it('says what to do where it cannot write', () => {
    rmSync(path)
    mkdirSync(join(path, 'in the way'), { recursive: true })
    const fault = faultOf(() => configure(second))
    const problem = `${path} could not be written (EISDIR); it is as it was`
    const remedy = expect.stringContaining('edit the file yourself') as string
    expect(fault).toEqual({ code: 'act-failed', data: { call: 'configure', problem, remedy } })
    expect(readdirSync(folder)).toEqual(['vip.toml'])
  })
})
