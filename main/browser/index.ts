// Entry of `out/vip-ui.mjs`, `vip ui`: one desk, its pages on 127.0.0.1, until whoever started it leaves.
import { fileURLToPath } from 'node:url'
import packageJson from '../../package.json' with { type: 'json' }
import { systemClock } from '../../dataplane/lib/clock.ts'
import type { LabState } from '../bridge/desk-state.ts'
import { openDesk } from '../desk/open-desk.ts'
import { CommandLab } from '../lab/command-lab.ts'
import { labProgramStarter } from '../lab/lab-program.ts'
import { readBuiltPages } from './built-pages.ts'
import type { Pages } from './built-pages.ts'
import { tellsAccounts } from './connection-account.ts'
import { canOpenBrowser, openBrowser } from './open-browser.ts'
import { untilOwnerLeaves } from './owner-watch.ts'
import { PageServer } from './page-server.ts'
import { Terminal } from './terminal.ts'
import { browserText } from './text.ts'
import { readUiSettings } from './ui-settings.ts'
import type { UiSettings } from './ui-settings.ts'

/** All is built to one folder. */
const beside = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url))
const vip = beside('vip')

async function serve(pages: Pages, settings: UiSettings, terminal: Terminal): Promise<void> {
  // Asked before there is anything to end.
  const ownerLeaves = untilOwnerLeaves(systemClock)
  const { labName, runDirectory, port, bringsLabUp } = settings
  const desk = openDesk({
    shell: { kind: 'browser', version: packageJson.version, hasTray: false },
    ...{ vip, runDirectory },
    openLab: (news) => {
      const onChange = (state: LabState) => {
        terminal.showLab(state.phase)
        news.onChange(state)
      }
      const startProgram = labProgramStarter([vip], labName)
      return new CommandLab({ startProgram, clock: systemClock, news: { ...news, onChange } })
    },
  })
  const server = new PageServer({
    ...{ pages, desk, port },
    firstPage: bringsLabUp ? '/#/lab' : '/',
  })
  desk.start()
  try {
    await server.start()
    terminal.showReady(server.port, server.newLink(), () => server.newLink())
    // Where nobody tells whose a connection is, a link that others can see would be good for them.
    if (settings.opensBrowser && canOpenBrowser(process.env) && tellsAccounts()) {
      const opened = openBrowser(server.newLink(process.getuid?.()))
      void opened.then((works) => works || terminal.complain(browserText.noBrowser))
    }
    if (bringsLabUp) await desk.act('labUp', {})
    await ownerLeaves
  } finally {
    await server.stop()
    await desk.stop()
    terminal.stop()
  }
}

/** @returns the exit status */
async function run(settings: UiSettings, terminal: Terminal): Promise<number> {
  const folder = beside('renderer')
  const pages = readBuiltPages(folder)
  if (pages === undefined) {
    terminal.complain(browserText.pagesMissing(folder))
    return 1
  }
  try {
    await serve(pages, settings, terminal)
    return 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    terminal.complain(browserText.portTaken(settings.port))
    return 1
  }
}

const settings = readUiSettings(process.argv.slice(2))
process.exitCode = await run(settings, new Terminal(settings.isJson))
