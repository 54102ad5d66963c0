// A helper that is killed during a download and started again: the download ends with the right
// bytes, and the names keep their VIPs.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolverAddress } from '../../dataplane/lab/address-plan.ts'
import type { Peer } from '../../dataplane/contract/model.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'
import { randomBody } from './random-body.ts'
import { startTalking } from './talking-program.ts'

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('nsupdate', 'curl', 'dig')

const BODY_BYTES = 30_000_000
/** So slow that the download lasts several seconds; in bytes a second, as curl takes it. */
const RATE = '8M'

describe.runIf(reason === undefined)(`kill -9${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let lab: HelperLab
  let before: Peer

  beforeAll(async () => {
    lab = await HelperLab.up('crash')
    before = await lab.peerOf('a')
    await startTalking(lab.sandbox, 'b', 'download-server.ts', ['0.0.0.0', '8080', `${BODY_BYTES}`])
  })
  afterAll(async () => {
    await lab?.down()
  })

  const expected = () => {
    const hash = createHash('sha256')
    for (const chunk of randomBody(BODY_BYTES)) hash.update(chunk)
    return hash.digest('hex')
  }

  test.each(['a', 'b'] as const)('of the helper on %s during a download', async (host) => {
    const words = ['-sS', '--limit-rate', RATE, '--max-time', '90', 'http://b.vipip.net:8080/']
    const download = lab.spawn('a', ['curl', ...words])
    const hash = createHash('sha256')
    let received = 0
    const isHalf = Promise.withResolvers<void>()
    download.stdout.on('data', (chunk: Buffer) => {
      hash.update(chunk)
      received += chunk.length
      if (received > BODY_BYTES / 3) isHalf.resolve()
    })
    const ended = once(download, 'close')
    await Promise.race([isHalf.promise, ended])
    await lab.killHelper(host)
    const receivedAtDeath = received
    expect(receivedAtDeath).toBeLessThan(BODY_BYTES)
    await lab.startHelper(host)
    expect(await ended).toEqual([0, null])
    expect(received).toBe(BODY_BYTES)
    expect(hash.digest('hex')).toBe(expected())
  })

  test('both have the VIPs that they had', async () => {
    const [a, b] = [await lab.peerOf('a'), await lab.peerOf('b')]
    expect([a.vip, a.localVip]).toEqual([before.vip, before.localVip])
    expect([b.localVip, b.vip]).toEqual([before.vip, before.localVip])
    const asked = ['dig', '+short', `@${resolverAddress}`, 'b.vipip.net', 'A']
    expect(await lab.must('a', asked)).toBe(`${before.vip}\n`)
  })
})
