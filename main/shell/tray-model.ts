// What the tray shows, of what is so: icon, tooltip and menu. Items stay in their places, and their words change. Pure.
import type { Partner, Status } from '../../dataplane/contract/model.ts'
import type { HelperState, PageName } from '../bridge/desk-state.ts'
import type { MovePhase } from './move-watch.ts'
import { shellText } from './text.ts'

/** States differ by shape. In order of priority: what comes first hides the rest. */
export const trayIcons = ['missing', 'problem', 'key', 'moving', 'starting', 'on', 'off'] as const
export type TrayIcon = (typeof trayIcons)[number]

export interface TrayView {
  helper: HelperState
  /** Whether the helper does not outlive the app. */
  endsWithApp: boolean
  /** Undefined while the helper tells nothing. */
  status: Status | undefined
  partners: readonly Partner[]
  /** Open questions about keys. */
  questions: number
  move: MovePhase
}

export type TrayAct =
  | { act: 'copy'; text: string }
  | { act: 'open'; page: PageName | null }
  | { act: 'turn-on' | 'turn-off' | 'start-helper' | 'quit' | 'turn-off-and-quit' }

export type TrayItem =
  | { kind: 'separator' }
  /** Without an act it only says something. */
  | { kind: 'item'; label: string; act: TrayAct | null }
  | { kind: 'submenu'; label: string; items: TrayItem[] }

export interface TrayModel {
  icon: TrayIcon
  tooltip: string
  menu: TrayItem[]
}

const maxPartners = 10

export function trayModel(view: TrayView): TrayModel {
  const icon = iconOf(view)
  const sentence = sentenceOf(icon, view)
  return { icon, tooltip: `${shellText.appName}: ${sentence}`, menu: menuOf(view, sentence) }
}

function iconOf({ helper, status, questions, move }: TrayView): TrayIcon {
  if (helper.phase === 'starting' || helper.phase === 'restarting') return 'starting'
  if (helper.phase !== 'ready' || status === undefined) return 'missing'
  if (!status.enabled) return questions > 0 ? 'key' : 'off'
  if (move === 'stuck' || hasNoNetwork(status) || problemOf(status) !== undefined) return 'problem'
  if (questions > 0) return 'key'
  if (move === 'moving') return 'moving'
  return status.ready ? 'on' : 'starting'
}

function hasNoNetwork({ addresses }: Status): boolean {
  return addresses.length === 0
}

function problemOf({ health }: Status): string | undefined {
  return health.find(({ severity }) => severity === 'error')?.text
}

function sentenceOf(
  icon: TrayIcon,
  { helper, status, partners, questions, move }: TrayView,
): string {
  const { status: words } = shellText
  switch (icon) {
    case 'missing':
      return words.helper(helper)
    case 'problem':
      if (status !== undefined && hasNoNetwork(status)) return words.noNetwork
      return move === 'stuck' || status === undefined
        ? words.stuck
        : words.problem(problemOf(status) ?? words.stuck)
    case 'key':
      return words.keys(questions, status?.enabled === true)
    case 'moving':
      return words.moving
    case 'starting':
      return helper.phase === 'ready' ? words.notReady : words.helper(helper)
    case 'on':
      return words.on(partners.length)
    case 'off':
      return words.off
    default:
      return icon satisfies never
  }
}

const line: TrayItem = { kind: 'separator' }

function menuOf(view: TrayView, sentence: string): TrayItem[] {
  const { helper, status, questions } = view
  return [
    ...(helper.phase === 'ready' && helper.rights === 'read' ? [says(shellText.mayOnlyLook)] : []),
    does(sentence, { act: 'open', page: 'status' }),
    thisComputer(status),
    line,
    ...(questions > 0
      ? [does(shellText.keysToCheck(questions), { act: 'open', page: 'trust' })]
      : []),
    partnersItem(view.partners),
    lastMove(status),
    line,
    toggle(view),
    does(shellText.open, { act: 'open', page: null }),
    line,
    ...quitItems(view),
  ]
}

function thisComputer(status: Status | undefined): TrayItem {
  if (status === undefined || status.name === null)
    return says(shellText.thisComputer('…', undefined))
  const vip = status.vips[0]
  const label = shellText.thisComputer(status.name, vip)
  return does(label, {
    act: 'copy',
    text: vip === undefined ? status.name : `${status.name} ${vip}`,
  })
}

function partnersItem(partners: readonly Partner[]): TrayItem {
  if (partners.length === 0) return says(shellText.noPartners)
  const items = partners
    .slice(0, maxPartners)
    .map(({ name, endpoint }) =>
      does(shellText.partner(name, endpoint), { act: 'open', page: 'partners' }),
    )
  const more = partners.length - items.length
  if (more > 0) items.push(does(shellText.morePartners(more), { act: 'open', page: 'partners' }))
  return { kind: 'submenu', label: shellText.partners, items }
}

function lastMove(status: Status | undefined): TrayItem {
  const move = status?.lastMove ?? null
  return move === null
    ? says(shellText.noMove)
    : does(shellText.lastMove(move), { act: 'open', page: 'handovers' })
}

function toggle({ helper, status }: TrayView): TrayItem {
  switch (helper.phase) {
    case 'ready': {
      const isOn = status?.enabled !== false
      const label = isOn ? shellText.turnOff : shellText.turnOn
      const mayWrite = helper.rights === 'write' && status !== undefined
      return { kind: 'item', label, act: mayWrite ? { act: isOn ? 'turn-off' : 'turn-on' } : null }
    }
    case 'starting':
    case 'restarting':
      return says(shellText.turnOn)
    case 'absent':
    case 'lost':
    case 'failed':
      return does(shellText.startHelper, { act: 'start-helper' })
    default:
      return helper satisfies never
  }
}

function quitItems({ helper, endsWithApp, status }: TrayView): TrayItem[] {
  const isOn = helper.phase === 'ready' && status?.enabled === true
  const quitOn = endsWithApp ? shellText.quitAndEnd : shellText.quit
  const quit = does(isOn ? quitOn : shellText.quitWhileOff, { act: 'quit' })
  const mayTurnOff = isOn && helper.rights === 'write'
  return mayTurnOff ? [quit, does(shellText.turnOffAndQuit, { act: 'turn-off-and-quit' })] : [quit]
}

function says(label: string): TrayItem {
  return { kind: 'item', label, act: null }
}

function does(label: string, act: TrayAct): TrayItem {
  return { kind: 'item', label, act }
}
