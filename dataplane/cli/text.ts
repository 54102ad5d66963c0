// Sentences of the command line itself; those of `vip lab` are in lab-text.ts.

export const text = {
  help: `VIP: change networks and keep every connection.

Usage: vip COMMAND [OPTION…]

  vip lab          two hosts, two LANs and a router in network namespaces of this machine
  vip nameserver   a small authoritative name server with dynamic update
  vip --version    the version
  vip --help       this page

"vip lab --help" and "vip nameserver --help" say more.
`,

  version: (version: string) => `vip ${version}\n`,

  unknownCommand: (name: string) => `There is no command "${name}".`,

  comesLater: (name: string) => `vip: "vip ${name}" comes with a later version.\n`,

  usageError: (sentence: string) => `vip: ${sentence}\nTry "vip --help" or "vip lab --help".\n`,

  failure: (sentence: string) => `vip: ${sentence}\n`,
}
