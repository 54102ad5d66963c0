// What the lab tells tunnels when hosts move at the same time, played with a network that exists on
// paper only.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { switchHost } from './address-plan.ts'
import type { LabHost, LanName } from './address-plan.ts'
import { Lab } from './lab.ts'
import { RunDirectory } from './run-directory.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

let parent: string
const servers: Server[] = []
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'lab-'))
  mkdirSync(join(parent, 'lab'))
})
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  rmSync(parent, { recursive: true })
})

/** Stands for a tunnel's control socket; `told` gets the first endpoint of each message. */
async function tunnel(host: LabHost, told: string[]): Promise<void> {
  const server = createServer((socket) => {
    socket.on('data', (line) => {
      const { params } = JSON.parse(line.toString()) as { params: { endpoints: string[] } }
      told.push(`${host}: ${params.endpoints[0]}`)
      socket.write('{"id":1,"result":null}\n')
    })
  })
  server.listen(join(parent, 'lab', `${host}.sock`))
  await once(server, 'listening')
  servers.push(server)
}

const openPort = { linkinfo: { info_slave_data: { state: 'forwarding' } } }

/**
 * `placesOfB` are where b is found each time that it is looked for; undefined in the middle of a
 * move.
 */
async function moveOfA(placesOfB: (LanName | undefined)[]): Promise<string[]> {
  const told: string[] = []
  await Promise.all([tunnel('a', told), tunnel('b', told)])
  const process = { pid: 1, startTicks: 1 }
  const handle = { name: 'lab', rootless: false, keeper: process, warden: process, hosts: {} }
  const sandbox = {
    handle,
    ip: async () => {},
    run: async (machine: string) => {
      const dev = machine === switchHost ? undefined : placesOfB.shift()
      const answer = machine === switchHost ? [openPort] : dev ? [{ dev }] : []
      return { stdout: JSON.stringify(answer), stderr: '', status: 0, signal: null }
    },
  }
  const record = {
    ...{ state: 'up' as const, foreground: undefined, sandbox: handle },
    ...{ plan: { mode: 'static' as const }, programs: {}, services: [] },
  }
  const lab = new Lab(new RunDirectory('lab', parent), record, sandbox as unknown as Sandbox)
  await lab.move('a', 'lan2', 'break-before-make')
  expect(placesOfB).toEqual([])
  return told
}

test('both tunnels are told of the other', async () => {
  expect(await moveOfA(['lan2', 'lan2'])).toEqual([
    'b: 203.0.113.10:10567',
    'a: 203.0.113.20:10567',
  ])
})

test('old news of a host that moved meanwhile is put right', async () => {
  expect(await moveOfA(['lan2', 'lan1', 'lan1', 'lan1'])).toEqual([
    'b: 203.0.113.10:10567',
    'a: 203.0.113.20:10567',
    'a: 198.51.100.20:10567',
  ])
})

test('of a host that is on the move, whoever moves it tells', async () => {
  expect(await moveOfA([undefined])).toEqual(['b: 203.0.113.10:10567'])
})
