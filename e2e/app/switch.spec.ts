// The switch for mobility while a download runs, and settings that are wrong, in the app before real helpers.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { helperPaths } from '../../dataplane/lab/helper.ts'
import { HelperLab } from '../lab/helper-lab.ts'
import { rootIsMissing } from '../lab/lab-machine.ts'
import { AppFrame } from '../pages/app-frame.ts'
import { appMissing, openApp } from './support/open-app.ts'
import type { OpenApp } from './support/open-app.ts'

const reason = rootIsMissing ?? appMissing

/** So many pings, 50 ms apart, are more than the test takes. */
const pings = ['stdbuf', '-oL', 'ping', '-4', '-n', '-i', '0.05', '-c', '4000', '-D', 'b.vipip.net']

describe.runIf(reason === undefined)(`the switch${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let lab: HelperLab
  let app: OpenApp
  let frame: AppFrame

  beforeAll(async () => {
    lab = await HelperLab.up('app-switch')
    app = await openApp({ runDirectory: lab.runDirectoryOf('a'), labName: lab.lab.directory.name })
    frame = new AppFrame(app.page)
    await frame.goTo('Status')
    await frame.helperLine.getByText('Helper running').waitFor()
  })
  afterAll(async () => {
    await app?.close()
    await lab?.down()
  })

  const mobility = () => app.page.getByRole('switch', { name: /^Mobility/ })

  test('turns mobility off and on again, and packets flow by the same VIP as before', async () => {
    const { vip } = await lab.peerOf('a')
    const ping = lab.spawn('a', pings)
    let answers = 0
    ping.stdout.on('data', (chunk: Buffer) => {
      answers += chunk.toString().match(/bytes from 2[45]\d\./g)?.length ?? 0
    })
    await expect.poll(() => answers, { timeout: 20_000 }).toBeGreaterThan(5)
    await mobility().click()
    await expect
      .poll(async () => (await lab.statusOf('a')).enabled, { timeout: 20_000 })
      .toBe(false)
    await expect.poll(() => mobility().getAttribute('aria-checked')).toBe('false')
    const resolved = await lab.must('a', ['getent', 'ahostsv4', 'b.vipip.net'])
    expect(resolved).toMatch(/^(198\.51\.100|203\.0\.113)\./)
    await mobility().click()
    await expect.poll(async () => (await lab.statusOf('a')).enabled, { timeout: 20_000 }).toBe(true)
    await expect.poll(() => mobility().getAttribute('aria-checked')).toBe('true')
    const before = answers
    await expect.poll(() => answers, { timeout: 20_000 }).toBeGreaterThan(before + 5)
    expect((await lab.peerOf('a')).vip).toBe(vip)
    ping.kill('SIGTERM')
  })

  test('a setting that is wrong says what would be right, and nothing is written', async () => {
    const { configuration } = helperPaths(lab.lab.directory, 'a')
    const before = readFileSync(configuration, 'utf8')
    await frame.goTo('Settings')
    await app.page.getByLabel('UDP port').fill('99999')
    await app.page
      .getByText(/must be a port from 1 to 65535/)
      .first()
      .waitFor()
    const save = app.page.getByRole('button', { name: 'Save', exact: true })
    expect(await save.isDisabled()).toBe(true)
    expect(readFileSync(configuration, 'utf8')).toBe(before)
    expect(app.complaints).toEqual([])
  })
})
