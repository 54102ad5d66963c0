import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { checkConfiguration } from './check-configuration.ts'
import { maxConfigurationFileBytes } from './limits.ts'

let path: string
beforeEach(() => {
  path = join(temporaryFolder(), 'vip.toml')
})

function written(content: string | Uint8Array) {
  writeFileSync(path, content)
  return checkConfiguration(path)
}

test('a right file', () => {
  const { exitStatus, text, json } = written('name = "a.vipip.net"')
  expect(exitStatus).toBe(0)
  expect(text).toBe(`${path} is right: this computer is a.vipip.net.\n`)
  expect(json).toMatchObject({ ok: true, file: path, configuration: { network: { port: 10_567 } } })
})

test('each problem has a line, for people and for scripts', () => {
  const { exitStatus, text, json } = written(
    'name = "a.vipip.net"\n\n[network]\nport = 99999\nx = 1',
  )
  expect(exitStatus).toBe(1)
  expect(text).toBe(
    `${path}:4:8: network.port is 99999; must be a port from 1 to 65535\n` +
      `${path}:5:1: network.x is no known key; must be one of network.port, network.interfaces, network.tun, network.rekey-seconds\n`,
  )
  expect(json).toMatchObject({
    ok: false,
    problems: [
      {
        file: path,
        line: 4,
        column: 8,
        key: 'network.port',
        problem: 'is 99999',
        wouldBeRight: 'must be a port from 1 to 65535',
      },
      { line: 5 },
    ],
  })
})

test('a file that is none says so, with what to do', () => {
  const textOf = () => checkConfiguration(path).text
  expect(textOf()).toMatch(/vip.toml:1:1: the file is missing; must be there, with a line such as/)
  mkdirSync(path)
  expect(textOf()).toMatch(/:1:1: the file is a folder or a device; must be a file/)
  path += '.file'
  expect(written('#'.repeat(maxConfigurationFileBytes + 1)).text).toMatch(
    /has 65537 bytes; .*65536/,
  )
  const latin1 = Uint8Array.from(Buffer.from('a = 1\nb = "\xe9"', 'latin1'))
  expect(written(latin1).text).toMatch(
    /:2:6: the file has bytes here that are no UTF-8 text; .*UTF-8/,
  )
})

test("a file that everybody may change is refused, another owner's is not", (context) => {
  expect(written('name = "a.vipip.net"').exitStatus).toBe(0)
  chmodSync(path, 0o666)
  const { exitStatus, text } = checkConfiguration(path)
  expect(exitStatus).toBe(1)
  expect(text).toContain(`may be changed by everybody (mode 666)`)
  expect(text).toContain(`chmod 644 ${path}`)
  chmodSync(path, 0o664)
  if (process.getuid?.() !== 0) context.skip('only root can give a file away')
  chownSync(path, 65_534, 65_534)
  expect(checkConfiguration(path).exitStatus).toBe(0)
})
