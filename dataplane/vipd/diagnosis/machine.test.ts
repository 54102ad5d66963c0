// Against this very machine.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../lib/temporary-folder.ts'
import { thisMachine } from './machine.ts'

test.each(['udp4', 'udp6'] as const)('a port of %s is open as long as its socket', async (type) => {
  const socket = createSocket(type)
  socket.bind(0)
  await once(socket, 'listening')
  const { port } = socket.address()
  expect(thisMachine.openUdpPorts()?.has(port)).toBe(true)
  socket.close()
  await once(socket, 'close')
  expect(thisMachine.openUdpPorts()?.has(port)).toBe(false)
})

test('files by their permission bits, and none where there is none', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'key'), '')
  chmodSync(join(folder, 'key'), 0o640)
  expect(thisMachine.fileAt(join(folder, 'key'))).toMatchObject({ mode: 0o640 })
  expect(thisMachine.fileAt(join(folder, 'nothing'))).toBe(undefined)
  expect(thisMachine.namesIn(folder)).toEqual(['key'])
  expect(thisMachine.namesIn(join(folder, 'nothing'))).toEqual([])
})
