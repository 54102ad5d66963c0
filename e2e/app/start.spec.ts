// `npm start`: the pages' address is there within seconds, a lab comes up behind it, and nothing is left, however it ends.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SpecLab } from '../lab/lab-cli.ts'
import { machineState, processesWith, rootIsMissing } from '../lab/lab-machine.ts'
import { uiNotBuilt } from './support/vip-ui.ts'

const reason = rootIsMissing ?? uiNotBuilt
const script = join(import.meta.dirname, '../../scripts/start.ts')

describe.runIf(reason === undefined)(`npm start${reason ? ` (skipped: ${reason})` : ''}`, () => {
  const lab = new SpecLab('start')
  let before: ReturnType<typeof machineState>

  beforeAll(async () => {
    await lab.vip('down')
    before = machineState()
  })
  // Where a test has failed, the next one must not suffer for it.
  afterEach(async () => {
    await lab.vip('down')
  })

  function start() {
    const words = ['--lab', '--no-open', '--lab-name', lab.name]
    const child = spawn(process.execPath, [script, ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const untilSaid = async (words_: RegExp): Promise<string> => {
      for (;;) {
        const { value, done } = await lines.next()
        if (done === true) throw new Error(`it ended without ${words_.source}`)
        const said = words_.exec(String(value))
        if (said !== null) return said[0]
      }
    }
    return { child, ended, untilSaid }
  }

  async function expectNothing(): Promise<void> {
    await expect.poll(() => processesWith(lab.name), { interval: 20, timeout: 10_000 }).toEqual([])
    expect(machineState()).toEqual(before)
  }

  test('prints the address before the lab is up, and ends with it', async () => {
    const { child, ended, untilSaid } = start()
    const link = await untilSaid(/http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/)
    await untilSaid(/The lab is up\./)
    const answer = await fetch(link)
    expect(await answer.text()).toContain('url=/#/lab')
    expect((await lab.status()).state).toBe('up')
    // A terminal sends it to the whole group; here the script passes SIGTERM on.
    child.kill('SIGTERM')
    await untilSaid(/nothing of it is left/)
    expect(await ended).toEqual([0, null])
    await expectNothing()
  })

  test.each(['start.ts', 'vip-ui.mjs', 'lab up'])(
    'kill -9 of %s leaves nothing',
    async (victim) => {
      const { child, ended, untilSaid } = start()
      await untilSaid(/The lab is up\./)
      // Each has the lab's name among its words.
      const [line] = processesWith(lab.name).filter((each) => each.includes(victim))
      process.kill(parseInt(line!), 'SIGKILL')
      if (victim === 'lab up') {
        await untilSaid(/The lab is not up\./)
        child.kill('SIGTERM')
      }
      await ended
      await expectNothing()
    },
  )

  test('kill -9 of the app while the lab comes up leaves nothing', async () => {
    const { ended, untilSaid } = start()
    await untilSaid(/The lab comes up/)
    const [line] = processesWith(lab.name).filter((each) => each.includes('vip-ui.mjs'))
    process.kill(parseInt(line!), 'SIGKILL')
    await ended
    await expectNothing()
  })
})
