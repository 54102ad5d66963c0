// The socket's file: who can reach it, and what may be in its way.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ServedDomain } from './test/served-domain.ts'

let served: ServedDomain
beforeEach(async () => {
  served = await ServedDomain.start()
})
afterEach(async () => served.stop())

describe('the socket', () => {
  it('is open for everybody from the first moment, by its mode', () => {
    expect(statSync(served.server.path).mode & 0o777).toBe(0o666)
    expect(process.umask().toString(8)).not.toBe('111')
  })

  it('replaces what a killed helper left, but no helper that answers', async () => {
    const second = served.makeServer()
    await expect(second.start()).rejects.toThrow(/Another helper runs here and answers on/)
    const program = 'require("net").createServer().listen(process.argv[1], () => console.log(1))'
    const left = join(served.folder, 'left')
    const child = spawn(process.execPath, ['-e', program, left], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    await served.server.stop()
    renameSync(left, served.server.path)
    served.server = served.makeServer()
    await served.server.start()
    await served.client()
  })

  it('says what is in its way', async () => {
    await served.server.stop()
    writeFileSync(served.server.path, '')
    await expect(served.makeServer().start()).rejects.toThrow(/is no socket: remove it/)
    rmSync(served.server.path)
    const gone = join(served.folder, 'gone')
    await expect(served.makeServer(gone).start()).rejects.toThrow(/its directory does not exist/)
    const long = join(served.folder, 'x'.repeat(90))
    await expect(served.makeServer(long).start()).rejects.toThrow(/too long a path/)
  })
})
