import { expect, it } from 'vitest'
import { parseDaemonArguments } from './arguments.ts'

it('has the paths of the packages where none are given', () => {
  expect(parseDaemonArguments([])).toEqual({
    kind: 'run',
    configPath: '/etc/vip/vip.toml',
    runDirectory: '/run/vip',
    stateDirectory: '/var/lib/vip',
    logLevel: 'info',
    isJson: false,
  })
})

it('only checks when asked to', () => {
  expect(parseDaemonArguments(['--check', '--config', 'x.toml', '--json'])).toEqual({
    kind: 'check',
    configPath: 'x.toml',
    isJson: true,
  })
})

it('says what is wrong', () => {
  expect(parseDaemonArguments(['--log-level', 'loud'])).toEqual({
    kind: 'wrong',
    problem: '--log-level loud: must be error, warn, info, debug',
  })
  expect(parseDaemonArguments(['--rundir', '/x'])).toMatchObject({ kind: 'wrong' })
  expect(parseDaemonArguments(['file'])).toMatchObject({ kind: 'wrong' })
  expect(parseDaemonArguments(['--help'])).toEqual({ kind: 'help' })
})
