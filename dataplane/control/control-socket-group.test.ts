// The group of the socket's file is for who lists the folder: the rights of a caller come from the kernel. So a helper
// that may not give the file away, as in a user namespace without that group, starts all the same.
import { createServer } from 'node:net'
import type { Server } from 'node:net'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { listenOnPath } from './control-socket.ts'

vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  chownSync: vi.fn<() => void>(),
}))

let folder: string
let server: Server

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vip-group-'))
  server = createServer()
})
afterEach(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

function listenWhereChownGives(code: string): Promise<void> {
  vi.mocked(chownSync).mockImplementation(() => {
    throw Object.assign(new Error(`${code}: chown`), { code })
  })
  return listenOnPath(server, join(folder, 'control.sock'), 12_345)
}

it.each(['EPERM', 'EINVAL'])(
  'a group that cannot be given keeps no helper from starting: %s',
  async (code) => {
    await listenWhereChownGives(code)
    expect(server.listening).toBe(true)
    expect(chownSync).toHaveBeenLastCalledWith(join(folder, 'control.sock'), -1, 12_345)
  },
)

it('any other failure is said', async () => {
  await expect(listenWhereChownGives('ENOENT')).rejects.toThrow(/its directory does not exist/)
})
