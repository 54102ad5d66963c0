// Completion: what may stand next, and that each shell gets it.
import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { commands } from './commands.ts'
import { completionCandidates } from './completion-candidates.ts'
import { completionScripts } from './completion-scripts.ts'
import { VipProgram } from './test/vip-program.ts'

// Each shell and each `vip` is a process of its own, on a machine that others use.
vi.setConfig({ testTimeout: 30_000 })

const candidates = async (line: string) =>
  completionCandidates(commands, line.split(' '), async (which) => [`${which}.example.org`])

describe('candidates', () => {
  it.each([
    ['tr', ['trust']],
    ['--', ['--help', '--version']],
    ['trust ', ['list', 'accept', 'reject', 'forget']],
    ['trust f', ['forget']],
    ['trust accept ', ['questions.example.org']],
    ['trust forget k', ['known-hosts.example.org']],
    ['trust forget x ', []],
    ['resolve --physical ', ['peers.example.org']],
    ['resolve x --p', ['--physical']],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['handovers --s', ['--since']],
    ['handovers --since ', []],
    ['ru', ['run']],
    ['run --o', ['--on-move']],
    ['run --on-move ', []],
    ['lab m', ['move']],
    ['lab move --make', ['--make-before-break']],
    ['status --run-dir ', []],
    ['nameserver --zone ', []],
    ['constructor ', []],
  ])('%s', async (line, expected) => {
    expect(await candidates(line)).toEqual(expected)
  })

  it('name every option that a command has', async () => {
    for (const [name, words] of [
      ['events', '--follow'],
      ['daemon', '--state-dir'],
    ] as const) {
      expect(await candidates(`${name} --`)).toEqual(
        expect.arrayContaining([words, '--json', '--run-dir', '--help']),
      )
    }
  })
})

describe('scripts', () => {
  let program: VipProgram
  beforeAll(async () => {
    program = await VipProgram.withHelper()
  })
  afterAll(async () => program.stop())

  /** How each shell is made to complete `vip trust forget h` without a keyboard. */
  const shells = {
    bash: `${completionScripts.bash}
      COMP_WORDS=(vip trust forget h) COMP_CWORD=3; _vip; printf '%s\\n' "\${COMPREPLY[@]}"`,
    zsh: `compdef() { :; }; compadd() { shift; print -l \${(P)1}; }; _files() { print files; }
      ${completionScripts.zsh}
      words=(vip trust forget h) CURRENT=4; _vip`,
    fish: `${completionScripts.fish}
      complete -C 'vip trust forget h'`,
  } as const

  it.for(['bash', 'zsh', 'fish'] as const)('work in %s', async (shell, context) => {
    if (spawnSync(shell, ['-c', ':']).error !== undefined) context.skip(`${shell} is not installed`)
    const { stdout, stderr } = await program.run([shell, '-c', shells[shell]])
    expect({ found: stdout.trim().split('\n'), stderr }).toEqual({
      found: ['home.example.org'],
      stderr: '',
    })
  })
})
