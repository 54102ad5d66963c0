import { expect, test } from 'vitest'
import { programName } from './program-name.ts'

test('names a command that works where the person is', () => {
  const path = '/usr/local/bin:/usr/bin'
  expect(programName('/usr/bin/vip', path, '/srv')).toBe('vip')
  expect(programName('/srv/vip/out/vip', path, '/srv/vip')).toBe('out/vip')
  expect(programName('/srv/vip/out/vip', path, '/opt/deep/down/below/it')).toBe('/srv/vip/out/vip')
  expect(programName(undefined, path, '/')).toBe('vip')
})
