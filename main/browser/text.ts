// Every sentence of `vip ui`: in the terminal, and on the pages that it answers with instead of the app.
import type { LabPhase } from '../bridge/desk-state.ts'
import type { Refusal } from './judge-request.ts'

export const browserText = {
  ready: (link: string) => `VIP is at ${link}\n`,

  /** Where a person sits at the terminal. */
  howToGoOn: 'The link works once. Press Enter for another one; Ctrl-C ends it.\n',

  anotherLink: (link: string) => `Another link, which works once: ${link}\n`,

  /** For somebody who is logged in here by ssh. */
  fromAfar: (port: number) =>
    `Your browser is on another machine? There: ssh -N -L ${port}:127.0.0.1:${port} THIS-HOST, and then open the link.\n`,

  noBrowser: 'No browser could be opened: open the link yourself.',

  pagesMissing: (folder: string) =>
    `The pages are not built (${folder} is missing or empty); build them: npm run build.`,

  portTaken: (port: number) =>
    `Port ${port} of 127.0.0.1 is taken by another program; choose another one by --port, or leave it out.`,

  lab(phase: LabPhase): string {
    switch (phase.is) {
      case 'coming-up':
        return 'The lab comes up; the page shows it.\n'
      case 'up':
        return 'The lab is up.\n'
      case 'going-down':
        return 'The lab goes down.\n'
      case 'down':
        return 'The lab is down, and nothing of it is left.\n'
      case 'failed':
        return `The lab is not up. ${phase.detail}\n`
      default:
        return phase satisfies never
    }
  },

  tooSlow: 'This window could not keep up. Reload it.',
  badMessage: 'This window sent what no window sends. Reload it.',
  ended: 'vip ui has ended.',

  refused(refusal: Refusal, authority: string): string {
    switch (refusal) {
      case 'other-host':
        return `These pages are at http://${authority}/ and under no other name.`
      case 'other-origin':
        return 'Another website asked for this; only the pages of vip ui may.'
      case 'method':
        return 'Pages can only be read (GET).'
      case 'no-session':
        return 'This browser has not opened the link yet that "vip ui" printed. Press Enter in its terminal for a new one, or start "vip ui" again.'
      case 'void-link':
        return 'This link was used already, another one has taken its place, or it is for another account: a link works once. Press Enter in the terminal of "vip ui" for a new one, or start "vip ui" again.'
      case 'not-found':
        return 'There is no such page.'
      case 'too-many-windows':
        return 'Too many windows are open. Close some, and reload this one.'
      default:
        return refusal satisfies never
    }
  },

  /** A page without a script; its one address comes from this program. */
  refusalPage: (sentence: string) =>
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>VIP</title><h1>VIP</h1><p>${escaped(sentence)}</p></html>\n`,

  /** Goes on to the pages by itself, so that the browser sees them as asked for by this site, and sends its cookie. */
  welcomePage: (target: string) =>
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=${escaped(target)}"><title>VIP</title><p><a href="${escaped(target)}">VIP</a></p></html>\n`,
}

function escaped(words: string): string {
  return words
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
