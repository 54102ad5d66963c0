// What a move does to a host's cards, and in which order, on a network that exists on paper only.
import { expect, test } from 'vitest'
import { moveHost } from './topology.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

test('a host gets its addresses when the switch has opened its port, and not before', async () => {
  const done: string[] = []
  const states = ['disabled', 'disabled', 'forwarding']
  const sandbox = {
    ip: async (host: string, commands: readonly string[]) => {
      done.push(...commands.map((command) => `${host}: ${command}`))
    },
    run: async (host: string, argv: readonly string[]) => {
      const state = states.shift()
      done.push(`${host}: ${argv.at(-1)} is ${state}`)
      const stdout = JSON.stringify([{ linkinfo: { info_slave_data: { state } } }])
      return { stdout, stderr: '', status: 0, signal: null }
    },
  }
  await moveHost(sandbox as unknown as Sandbox, 'a', 'lan2', 'break-before-make', ['v4'])
  expect(done).toEqual([
    'a: link set lan1 down',
    'a: addr flush dev lan1',
    'a: link set lan2 up',
    'switch: a-lan2 is disabled',
    'switch: a-lan2 is disabled',
    'switch: a-lan2 is forwarding',
    'a: addr replace 203.0.113.10/24 dev lan2',
    'a: route replace default via 203.0.113.1 dev lan2',
  ])
})
