// Why an act was not done, as a sentence: what happened, to which host, and what to do.
import type { ActFault, ActName } from '../../main/bridge/acts.ts'
import type { Obstacle } from '../state/sight.ts'

/** What each act does, behind "to". */
const purposeOfAct: Readonly<Record<ActName, string>> = {
  up: 'turn mobility on',
  down: 'turn mobility off',
  resolve: 'look up a name',
  trustAccept: 'trust a key',
  trustReject: 'reject a key',
  trustForget: 'forget a host',
  handovers: 'show the receipts of moves',
  physicalAddress: 'look up where a host is',
  ddns: 'show what DNS is told',
  ddnsUpdate: 'update DNS',
  key: 'show this computer’s key',
  doctor: 'check this computer',
  configuration: 'read the settings',
  configurationCheck: 'check the settings',
  configure: 'change the settings',
  look: 'look at another helper',
  startHelper: 'start the helper',
  setPreferences: 'change the app’s preferences',
  labUp: 'bring the lab up',
  labDown: 'take the lab down',
  labMove: 'move a host of the lab',
  labLink: 'change a link of the lab',
  labStream: 'start or stop the stream',
}
/** A fault may be about what is newer than this app. */
const purposeOf = (act: string): string =>
  Object.hasOwn(purposeOfAct, act) ? purposeOfAct[act as ActName] : `do “${act}”`

export function faultSentence(fault: ActFault): string {
  switch (fault.code) {
    case 'helper-unreachable':
      return 'The helper does not answer, so nothing was done. The Status page says what to do.'
    case 'desk-failed':
      return `The app could not ${purposeOf(fault.data.act)}: ${fault.data.problem}`
    case 'no-rights':
      return noRightsSentence(fault.data.group, purposeOf(fault.data.call))
    case 'unknown-call':
      return `The helper is older than this app and cannot ${purposeOf(fault.data.call)}. Restart it.`
    case 'bad-input':
      return `The helper refused to ${purposeOf(fault.data.call)}: ${fault.data.problem}.`
    case 'bad-frame':
      return `The helper could not read what it was asked: ${fault.data.problem}.`
    case 'frame-too-long':
      return `That is longer than the ${fault.data.maxBytes} bytes that the helper reads.`
    case 'too-many-clients':
      return `The helper already talks with ${fault.data.max} programs. End some of them and try again.`
    case 'stopping':
      return 'The helper is just stopping. Start it again and repeat.'
    case 'internal':
      return `The helper failed to ${purposeOf(fault.data.call)} by a fault of its own. Its log has the details.`
    case 'no-question':
      return `No key of ${fault.data.name} waits any more: somebody has answered, or it was withdrawn.`
    case 'question-changed':
      return `${fault.data.name} has meanwhile offered another key, so nothing was done. Look at the new one.`
    case 'pasted-differs':
      return `This is not the key you expect. ${fault.data.name} offered ${fault.data.offered}, you pasted ${fault.data.pasted}. Nothing was trusted: ask who runs the host.`
    case 'unknown-host':
      return `Nothing is stored of ${fault.data.name} any more.`
    case 'trust-store-fault':
      if (fault.data.problem === 'full') {
        return `The trust store ${fault.data.path} is full, so nothing was stored. Forget hosts that you do not know.`
      }
      return `The trust store ${fault.data.path} cannot be used (${fault.data.problem}). Until it is repaired nobody is trusted.`
    case 'configuration-changed':
      return `Nothing was saved: ${fault.data.file} has another text by now.`
    case 'act-failed':
      return fault.data.remedy === null
        ? fault.data.problem
        : `${fault.data.problem} ${fault.data.remedy}`
  }
}

/** Why a button does nothing that needs the helper and the right to change what it does. */
export function obstacleSentence(obstacle: Exclude<Obstacle, 'none'>, purpose: string): string {
  switch (obstacle) {
    case 'no-helper':
      return 'The helper does not answer right now. This waits until it is back.'
    case 'no-rights':
      return noRightsSentence('vip', purpose)
  }
}

function noRightsSentence(group: string | null, purpose: string): string {
  const members = group === null ? '' : ` and members of the group “${group}”`
  return `You may look, but not ${purpose}: only the administrator${members} may.`
}
