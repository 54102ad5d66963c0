// Sentences of the Settings page: what each table and key is for.
import type { ConfigurationProblem } from '../../dataplane/contract/configuration.ts'
import { counted } from './quantities.ts'

export type KeyText = { label: string; hint: string; choices?: Readonly<Record<string, string>> }

/** By dotted key. */
export const keyTexts: Readonly<Record<string, KeyText>> = {
  name: {
    label: 'This computer’s name',
    hint: 'Its full DNS name. The only key that must be there.',
  },
  'network.port': {
    label: 'UDP port',
    hint: 'Behind a router, forward it to this computer there, or others cannot call it first: VIP does not ask the router for that yet.',
  },
  'network.interfaces': {
    label: 'Interfaces',
    hint: 'Which may carry VIP, with commas between. * stands for any characters; virtual ones are left out by default.',
  },
  'network.tun': {
    label: 'VIP’s own interface',
    hint: 'The name of the network interface it makes.',
  },
  'network.rekey-seconds': {
    label: 'New keys after',
    hint: 'Seconds, up to an hour. Traffic keys are replaced that often.',
  },
  'ddns.provider': {
    label: 'Provider',
    hint: 'Who publishes where this computer is. Everybody who asks DNS can read it.',
    choices: {
      none: 'None: the address is published otherwise, or stays',
      rfc2136: 'A name server of your own (RFC 2136)',
      dyndns2: 'DynDNS 2',
      duckdns: 'DuckDNS',
      desec: 'deSEC',
      cloudflare: 'Cloudflare',
    },
  },
  'ddns.server': {
    label: 'Server',
    hint: 'Of the provider: an address or a name, with a port where it is not the usual one.',
  },
  'ddns.zone': { label: 'Zone', hint: 'That holds this computer’s name.' },
  'ddns.key-file': {
    label: 'Key file',
    hint: 'Where the secret is: a TSIG key, a token or a password. Only its owner may read it.',
  },
  'ddns.ttl': { label: 'Time to live', hint: 'Seconds that others may remember the address.' },
  'resolver.listen': {
    label: 'Listens at',
    hint: 'A loopback address that programs’ questions go to.',
  },
  'resolver.upstream': {
    label: 'Asks',
    hint: 'Name servers, with commas between. Empty: those of the system.',
  },
  'resolver.integrate': {
    label: 'Takes its place by',
    hint: 'How programs come to ask it.',
    choices: {
      auto: 'Whatever this computer uses',
      resolved: 'systemd-resolved',
      'resolv.conf': '/etc/resolv.conf',
      none: 'Nothing: it only answers who asks it',
    },
  },
  'resolver.magic': {
    label: 'Magic label',
    hint: 'Stands before a name to ask whether it speaks VIP. The same on all your hosts.',
  },
  'trust.policy': {
    label: 'New keys',
    hint: 'A changed key is refused whatever is chosen.',
    choices: {
      ask: 'Ask me',
      'accept-new': 'Take them at first contact',
      dnssec: 'Take those that DNSSEC proves, refuse others',
    },
  },
  'mobility.partner-seconds': {
    label: 'A host is a partner for',
    hint: 'Seconds after the last packet. Partners are told of a move at once.',
  },
  'mappings.reclaim': {
    label: 'VIPs are given back',
    hint: 'When the VIP of a name that nobody uses may go to another name.',
    choices: { reboot: 'At the next reboot', lease: 'After a time' },
  },
  'mappings.lease-seconds': {
    label: 'That time',
    hint: 'Seconds without use, such as 604800 (a week).',
  },
  'mappings.range': {
    label: 'VIPs come from',
    hint: 'A range inside 240.0.0.0/4, which no other network uses.',
  },
}

export const tableTexts: Readonly<Record<string, { title: string; sentence: string }>> = {
  '': { title: 'Name', sentence: 'How other hosts call this computer.' },
  network: { title: 'Network', sentence: 'How packets leave.' },
  ddns: { title: 'Dynamic DNS', sentence: 'How others find out where it is.' },
  resolver: { title: 'Resolver', sentence: 'How programs’ names become VIPs.' },
  trust: { title: 'Trust', sentence: 'What happens to keys that nobody has checked.' },
  mobility: { title: 'Mobility', sentence: 'Who is told of a move.' },
  mappings: { title: 'Mappings', sentence: 'Which VIPs there are, and for how long.' },
}

export const settingsText = {
  lede: 'The helper’s configuration file, and what this app itself does.',
  configuration: 'Helper',
  loading: 'Reading the configuration …',
  unreadable: 'The configuration cannot be shown',
  unreadableSentence: (file: string) =>
    `Only its owner may read ${file}. Open this page as that user, or as a member of the group that may change it.`,
  unreadableProblem: ({ file, problem, wouldBeRight }: ConfigurationProblem) =>
    `${file} ${problem}; it ${wouldBeRight}.`,
  lastGood: 'The last good configuration is in force',
  lastGoodSentence: 'The file below is not: repair what is marked, and save.',
  form: 'Form',
  text: 'Text',
  textLabel: 'The file itself',
  usual: (value: string) => `usual: ${value}`,
  usualChoice: (word: string) => `${word} (usual)`,
  notToml: 'The form waits for the text',
  notTomlSentence:
    'The text cannot be read as TOML. Repair the marked line, then the form is back.',
  onlyInText: 'This value is written in a way that only the text can change.',
  problemAt: ({ line, key, problem, wouldBeRight }: ConfigurationProblem) =>
    `Line ${line}: ${key === '' ? 'the file' : key} ${problem}; ${wouldBeRight}.`,
  problemAtKey: ({ problem, wouldBeRight }: ConfigurationProblem) =>
    `${problem === 'is missing' ? 'Missing' : capitalised(problem)}; ${wouldBeRight}.`,
  problems: (count: number) => counted(count, 'problem'),
  right: 'Nothing is wrong with it.',
  tooLong: (bytes: number) => `The file may have ${bytes} bytes at most.`,
  unsaved: 'Not saved yet',
  overAnother: 'The file has another text since you began. Save replaces it; Discard shows it.',
  saved: 'Saved, and in force.',
  savedAfterRestart: (keys: readonly string[]) =>
    `Saved. In force after a restart of the helper: ${keys.join(', ')}.`,
  willNeedRestart: (keys: readonly string[]) =>
    `In force only after a restart of the helper: ${keys.join(', ')}.`,
  save: 'Save',
  discard: 'Discard',
  /** Behind “You may look, but not”. */
  purpose: 'save',

  app: 'This app',
  appSentence: 'Yours alone: other users of this computer have their own.',
  theme: 'Theme',
  themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
  startAtLogin: 'Start at login',
  startAtLoginHint: 'The app, not the helper: that is a service of the computer.',
  notifications: 'Notifications',
  notificationsHint: 'A key to check, a helper that is lost, a move that does not recover.',
  about: 'Version',
  setUp: 'Go through the set-up again',
} as const

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
