// Sentences of the set-up: four steps, each of which can be left and found again in Status.
export const firstRunText = {
  lede: 'Four steps. Each can be left for later; Status and Settings have them all.',
  done: 'Done',
  open: 'To do',
  problem: 'Needs a look',

  helper: {
    title: 'Start the helper',
    what: 'The helper keeps connections alive: it makes a network interface, answers for VIP names, and tells partners when you move. That takes permissions of the system, so you are asked for your password once. Everything else, this app included, runs without.',
    running: (version: string) => `The helper is running, version ${version}.`,
  },

  name: {
    title: 'This computer’s name',
    what: 'Others call it by its DNS name, and recognise it by its key. Everybody who asks DNS for the name learns where the computer is.',
    name: 'Name',
    key: 'Key',
    noName: 'It has none: write one into the settings, such as laptop.example.org.',
    toSettings: 'Open Settings',
    records: 'What DNS must contain',
    recordsSentence: 'The helper publishes these by itself, where a provider is configured.',
    noRecords:
      'No provider publishes its records. Choose one under Settings ▸ Dynamic DNS, or write them yourself.',
    notKnown: 'Not known: the checks failed.',
    check: 'Check DNS again',
    checking: 'Asking DNS …',
    copied: { name: 'the name', fingerprint: 'the fingerprint' },
  },

  turnOn: {
    title: 'Turn mobility on',
    what: 'Three things must work: the interface, the resolver, and the port.',
    button: 'Turn on',
    tun: (tun: string) => `The interface ${tun} is there.`,
    tunOff: 'The interface comes when mobility is on.',
    resolver: (listen: string) => `Programs’ questions are answered at ${listen}.`,
    resolverOff: 'The resolver answers when mobility is on.',
    portUnknown: 'The port has not been checked yet.',
    check: 'Check again',
  },

  reach: {
    title: 'Reach a first host',
    what: 'Enter the name of a computer that runs VIP, too. Then use it as ever: programs need no change.',
    label: 'Name of a host',
    placeholder: 'home.example.org',
    button: 'Look it up',
    badName: 'A full name is needed, such as home.example.org.',
    tryIt: 'Try it in a terminal, and change networks while it is open:',
    command: (name: string) => `ssh ${name}`,
    copied: 'the command',
  },

  finish: 'Finish',
  later: 'Leave it for later',
} as const
