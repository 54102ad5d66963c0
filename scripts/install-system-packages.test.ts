// The step meets a machine made of two fake programs, dpkg-query and apt-get, in a PATH of their own.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packagesFor } from './system-packages.mjs'
import { temporaryFolder } from './temporary-folder.ts'

const module = new URL('./install-system-packages.mjs', import.meta.url).href
const needed = packagesFor('start').needed.map(({ name }) => name)
const wanted = packagesFor('start').wanted.map(({ name }) => name)

type Machine = { isRoot: boolean; installed: readonly string[]; unavailable?: readonly string[] }

/** Runs the step as a process of its own, as often as asked, on one such machine. */
function makeMachine({ isRoot, installed, unavailable = [] }: Machine) {
  const folder = temporaryFolder()
  const log = join(folder, 'apt.log')
  const state = join(folder, 'installed')
  writeFileSync(state, installed.map((name) => `${name} installed\n`).join(''))
  writeFileSync(join(folder, 'dpkg-query'), `#!/bin/sh\n/bin/cat '${state}'\n`)
  writeFileSync(
    join(folder, 'apt-get'),
    `#!/bin/sh
echo "$DEBIAN_FRONTEND $*" >> '${log}'
[ "$1" = install ] || exit 0
shift 3
for name in "$@"; do
  case " ${unavailable.join(' ')} " in *" $name "*) echo "no $name"; exit 100 ;; esac
  echo "$name installed" >> '${state}'
done
`,
  )
  for (const name of ['dpkg-query', 'apt-get']) chmodSync(join(folder, name), 0o755)
  const script = `
    const { installSystemPackages } = await import(${JSON.stringify(module)})
    process.getuid = () => ${isRoot ? 0 : 1000}
    const report = { outcome: (w) => console.log('outcome: ' + w), note: (w) => console.log('note: ' + w) }
    await installSystemPackages('start', report, process.argv[1]).catch((e) => console.log('failure: ' + e.message))
  `
  return {
    run: () =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script, join(folder, 'stamp')], {
        env: { PATH: folder },
        encoding: 'utf8',
      }).stdout,
    aptCalls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  }
}

describe('as root', () => {
  it('asks apt for nothing when all is there', () => {
    const machine = makeMachine({ isRoot: true, installed: [...needed, ...wanted] })
    expect(machine.run()).toBe('outcome: all present\n')
    expect(machine.aptCalls()).toEqual([])
  })

  it('installs what is missing, without questions, once', () => {
    const machine = makeMachine({ isRoot: true, installed: [] })
    expect(machine.run()).toContain(`outcome: installed ${[...needed, ...wanted].join(', ')}`)
    const calls = machine.aptCalls()
    expect(calls[0]).toBe('noninteractive update')
    expect(calls[1]).toBe(`noninteractive install -y --no-install-recommends ${needed.join(' ')}`)
    expect(machine.run()).toBe('outcome: all present\n')
    expect(machine.aptCalls()).toEqual(calls)
  })

  it('goes on without a wanted package that the distribution does not have, and asks once', () => {
    const machine = makeMachine({ isRoot: true, installed: needed, unavailable: ['iperf3'] })
    expect(machine.run()).toContain('note: iperf3 is not installed; start does without it')
    const calls = machine.aptCalls()
    expect(calls.filter((call) => call.endsWith(' iperf3'))).toHaveLength(1)
    expect(machine.run()).toContain('outcome: needed ones present\nnote: iperf3')
    expect(machine.aptCalls()).toEqual(calls)
  })

  it('fails with the command when a needed package cannot be had', () => {
    const machine = makeMachine({ isRoot: true, installed: [], unavailable: ['g++'] })
    const output = machine.run()
    expect(output).toContain('failure: apt-get could not install g++')
    expect(output).toContain('no g++')
    expect(output).toContain('apt-get install -y --no-install-recommends g++')
  })
})

describe('as another user', () => {
  it('names the one command, and runs nothing', () => {
    const machine = makeMachine({ isRoot: false, installed: ['g++'] })
    const output = machine.run()
    expect(output).toContain('libssl-dev: ')
    expect(output).toMatch(/sudo apt-get install -y --no-install-recommends libssl-dev .*curl/)
    expect(machine.aptCalls()).toEqual([])
  })

  it('goes on when only wanted packages are missing', () => {
    const machine = makeMachine({ isRoot: false, installed: needed })
    expect(machine.run()).toContain('outcome: needed ones present\nnote: ')
    expect(machine.aptCalls()).toEqual([])
  })
})

it('says what is needed on a system without dpkg', () => {
  const output = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { installSystemPackages } = await import(${JSON.stringify(module)})
       await installSystemPackages('start', { outcome() {}, note() {} }).catch((e) => console.log(e.message))`,
    ],
    { env: { PATH: temporaryFolder() }, encoding: 'utf8' },
  )
  expect(output).toContain('g++: ')
  expect(output).toContain("Install them with your system's package manager")
})
