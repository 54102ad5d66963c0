// Sentences of the command line itself; those of `vip lab` are in lab-text.ts.

export const text = {
  help: `VIP: change networks and keep every connection.

Usage: vip COMMAND [OPTION…]

This host
  vip status         name, VIPs, key, addresses, and what is wrong
  vip peers          each peer: VIP, state, round trip, traffic, trust
  vip resolve NAME   what an application would get for a name, and why
  vip trust          keys that wait for you, and hosts that are known
  vip key            this host's public key and its fingerprint
  vip ddns           what DNS is told of this host; --force, --withdraw
  vip handovers      receipts of moves: what happened when, and what it cost
  vip events         what has happened; --follow: and what happens
  vip up, vip down   mobility on and off
  vip doctor         checks, each with its remedy
  vip ui             all of it as pages in your browser

Programs
  vip run            a program, and a command of yours at each move
  vip daemon         the helper, in the foreground
  vip cleanup        undoes whatever a killed helper left
  vip nameserver     a small authoritative name server with dynamic update
  vip lab            hosts, LANs and a router in network namespaces of this machine
  vip completion     completion of these commands for bash, zsh and fish

  vip --version      the version
  vip --help         this page; "vip COMMAND --help" says more

--json prints JSON, with field names that stay. The exit status is 0 when all went well, 1 when
something failed, and 2 when the command line is wrong.
`,

  daemonHelp: `Usage: vip daemon --config FILE [--run-dir DIR] [--state-dir DIR] [--check] [--json]

The helper in the foreground: names, keys and packets of this host. Several can run side by side, one in each
network namespace.

  --config FILE      its configuration in TOML
  --run-dir DIR      for the control socket, and what a reboot clears (/run/vip)
  --state-dir DIR    for the host key and the trust store (/var/lib/vip)
  --check            only validates the configuration
  --json             prints one line of JSON when it is ready
`,

  uiHelp: `Usage: vip ui [--run-dir DIR] [--port N] [--no-open] [--lab] [--lab-name NAME] [--json]

Serves the pages to a browser on this machine, at an address of 127.0.0.1 that it prints, with a
token that works once. Ends with Ctrl-C, with the terminal, and with whoever started it.

  --run-dir DIR      where the helper's control socket is (/run/vip, or VIP_RUN_DIR)
  --port N           of 127.0.0.1 (default: one that is free)
  --no-open          only prints the address
  --lab              brings a lab up, too, and begins with its page; the lab ends with this command
  --lab-name NAME    which lab, where there are several (default: lab)
  --json             prints the address as JSON
`,

  badPort: (word: string) =>
    `--port cannot be "${word}": give a number from 1 to 65535, or 0 for one that is free.`,

  cleanupHelp: `Usage: vip cleanup [--run-dir DIR] [--json]

Undoes what a helper that was killed left on this machine, by the journal in its run directory. Needs the rights that
the helper has. What programs know as VIPs stays known, and VIPs without a helper stay unreachable.

  --run-dir DIR      the helper's (/run/vip, or VIP_RUN_DIR)
  --json             prints what was undone and removed as JSON
`,

  completionHelp: `Usage: vip completion bash|zsh|fish

Prints what the shell loads to complete command lines of vip:

  bash   source <(vip completion bash)       in ~/.bashrc
  zsh    source <(vip completion zsh)        in ~/.zshrc, behind compinit
  fish   vip completion fish | source        in ~/.config/fish/config.fish
`,

  needsShell: 'Name the shell: "vip completion bash", zsh or fish.',

  notBuilt: (program: string) => `vip: ${program} is not built; build it: npm run build.\n`,

  version: (version: string) => `vip ${version}\n`,

  unknownCommand: (name: string) => `There is no command "${name}".`,

  usageError: (sentence: string) => `vip: ${sentence}\nTry "vip --help" or "vip COMMAND --help".\n`,

  failure: (sentence: string) => `vip: ${sentence}\n`,
}
