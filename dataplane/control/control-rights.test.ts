// Two users: what each call lets whom do, by what the kernel says of the caller.
import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callNames, callTable } from '../contract/calls.ts'
import { VipError } from '../contract/errors.ts'
import { sampleFingerprint } from './test/sample-facts.ts'
import { memberGroup, ServedDomain } from './test/served-domain.ts'

const isRoot = process.getuid?.() === 0

let served: ServedDomain
beforeEach(async () => {
  served = await ServedDomain.start()
})
afterEach(async () => served.stop())

/** Lines that another user sends, and all that comes back; perl-base is on every Debian. */
async function asOtherUser(groups: readonly number[], frames: readonly object[]) {
  const program =
    'use Socket; socket(S,AF_UNIX,SOCK_STREAM,0); connect(S,sockaddr_un($ARGV[0])) or die $!;' +
    'S->autoflush(1); my $n = 1 + (my @l = <STDIN>); print S @l; while ($n--) { print scalar <S> }'
  const group = groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`
  const child = spawn(
    'setpriv',
    [
      '--reuid=65534',
      '--regid=65534',
      group,
      'perl',
      '-MIO::Handle',
      '-e',
      program,
      served.server.path,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  )
  child.stdin.end(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''))
  const lines = (await text(child.stdout)).trim().split('\n')
  return lines.map((line) => JSON.parse(line) as unknown)
}

describe('rights', () => {
  const writing = callNames.filter((name) => callTable[name].rights === 'write')
  const inputs: Record<string, object> = {
    trustAccept: { name: 'new.example.org', shown: sampleFingerprint },
    trustReject: { name: 'new.example.org' },
    trustForget: { name: 'home.example.org' },
    ddnsUpdate: { action: 'withdraw' },
    configure: { text: 'name = "a.vipip.net"' },
  }
  const frames = writing.map((call, id) => ({ kind: 'call', id, call, input: inputs[call] ?? {} }))

  it('are refused to another user for each writing call, by name', async (context) => {
    if (!isRoot) context.skip('only root can become another user')
    const [hello, ...answers] = await asOtherUser([], frames)
    expect(hello).toMatchObject({ kind: 'hello', rights: 'read' })
    expect(writing.toSorted()).toEqual([
      'configure',
      'ddnsUpdate',
      'down',
      'trustAccept',
      'trustForget',
      'trustReject',
      'up',
    ])
    expect(answers).toEqual(
      writing.map((call, id) => {
        const error = { code: 'no-rights' as const, data: { call, uid: 65534, group: 'vip' } }
        return { kind: 'error', id, message: new VipError(error).message, error }
      }),
    )
    expect(served.domain.called).toEqual([])
    expect(served.domain.knownHosts).toHaveLength(1)
  })

  it("are another user's for reading", async (context) => {
    if (!isRoot) context.skip('only root can become another user')
    const call = { kind: 'call', id: 1, call: 'key', input: {} }
    const answers = await asOtherUser([], [call, { kind: 'watch', collections: ['status'] }])
    expect(answers).toMatchObject([{ kind: 'hello' }, { kind: 'snapshot' }, { kind: 'result' }])
  })

  it('are those of the group for its members', async (context) => {
    if (!isRoot) context.skip('only root can become another user')
    const [hello, down] = await asOtherUser(
      [17, memberGroup],
      [{ kind: 'call', id: 1, call: 'down', input: {} }],
    )
    expect(hello).toMatchObject({ rights: 'write' })
    expect(down).toMatchObject({ kind: 'result', result: { enabled: false, changed: true } })
    expect(statSync(served.server.path)).toMatchObject({ gid: memberGroup })
  })
})
