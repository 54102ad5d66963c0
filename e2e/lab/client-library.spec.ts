// The built client library in a program of its own, against a real helper: where a peer and another host are, and the
// news of it, over a restart of the helper. Run by this project's Node and by the machine's, where that is another.
import { once } from 'node:events'
import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf, tunnelPort } from '../../dataplane/lab/address-plan.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'

const library = join(import.meta.dirname, '../../out/vip-client.mjs')
const notBuilt = existsSync(library) ? undefined : 'out/vip-client.mjs is not built'
const reason = rootIsMissing ?? helperNotBuilt ?? notBuilt ?? missingProgram('nsupdate')

/**
 * As its author would write it: plain JavaScript beside the library's one file. Prints a line of JSON for each news of a
 * place; ends when its standard input does, with the receipts of moves as last line.
 */
const placeWatcher = `import { connect } from './vip-client.mjs'
const [runDirectory, ...names] = process.argv.slice(2)
const vip = await connect({ runDirectory })
const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n')
for (const name of names) say(await vip.physicalAddress(name))
for (const name of names) vip.onChange(name, (place) => say({ onChange: place }))
process.stdin.resume().on('end', async () => {
  say({ handovers: await vip.handovers() })
  vip.close()
})
`
const systemNode = '/usr/bin/node'
const [peer, legacy] = ['b.vipip.net', 'ns.vipip.net']

describe.runIf(reason === undefined)(`the library${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let lab: HelperLab

  beforeAll(async () => {
    lab = await HelperLab.up('client-library')
    copyFileSync(library, join(lab.folder, 'vip-client.mjs'))
    writeFileSync(join(lab.folder, 'place-watcher.mjs'), placeWatcher)
  })
  afterAll(async () => {
    await lab?.down()
  })

  const start = (node: string) => {
    const example = join(lab.folder, 'place-watcher.mjs')
    const argv = [node, example, lab.runDirectoryOf('a'), peer, legacy]
    const child = lab.sandbox.spawn('a', argv, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/' })
    if (child.stdout === null || child.stdin === null) throw new Error('it has no pipes')
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const next = async () => {
      const line = await lines.next()
      if (line.done === true) throw new Error('it has ended')
      return JSON.parse(line.value) as unknown
    }
    const end = () => child.stdin?.end()
    return { child, next, end }
  }

  test.for([process.execPath, systemNode])(
    'tells where hosts are, run by %s',
    async (node, context) => {
      if (!existsSync(node)) context.skip(`${node} is not installed`)
      const { endpoint } = await lab.peerOf('a')
      if (endpoint === null) throw new Error('b has no endpoint')
      const { child, next, end } = start(node)
      const ended = once(child, 'exit')
      const place = { name: peer, endpoint, source: 'peer' }
      const other = { name: legacy, endpoint: null, source: 'dns' }
      expect(await next()).toMatchObject(place)
      expect(await next()).toMatchObject(other)
      const told = [await next(), await next()] as { onChange: { name: string } }[]
      told.sort((one, two) => (one.onChange.name < two.onChange.name ? -1 : 1))
      expect(told).toMatchObject([{ onChange: place }, { onChange: other }])
      end()
      expect(await next()).toEqual({ handovers: expect.any(Array) as unknown })
      expect(await ended).toEqual([0, null])
    },
  )

  test('calls back when a peer has moved', async () => {
    const { child, next, end } = start(process.execPath)
    const ended = once(child, 'exit')
    for (let line = 0; line < 4; line += 1) await next()
    for (const lan of ['lan1', 'lan2'] as const) {
      await lab.lab.move('b', lan, 'break-before-make', ['v4'])
      const address = addressOf('b', lan).v4
      const endpoint = `${address}:${tunnelPort}`
      const place = { name: peer, endpoint, addresses: [address], source: 'peer' }
      expect(await next()).toEqual({ onChange: place })
    }
    end()
    // One, where the second move came within a second.
    const { handovers } = (await next()) as { handovers: object[] }
    expect(handovers[0]).toMatchObject({ cause: 'peer-moved', partners: [{ name: peer }] })
    expect(await ended).toEqual([0, null])
  })

  test('goes on when the helper was killed and started again', async () => {
    const { child, next, end } = start(process.execPath)
    const ended = once(child, 'exit')
    for (let line = 0; line < 4; line += 1) await next()
    await lab.killHelper('a')
    await lab.startHelper('a')
    end()
    expect(await next()).toEqual({ handovers: expect.any(Array) as unknown })
    expect(await ended).toEqual([0, null])
  })
})
