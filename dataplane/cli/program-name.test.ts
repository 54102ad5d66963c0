import { expect, test } from 'vitest'
import { programName } from './program-name.ts'

test('names a command that works where the person is', () => {
  const path = '/usr/local/bin:/usr/bin'
  expect(programName('/usr/bin/vip', path, '/home/ada')).toBe('vip')
  expect(programName('/home/ada/vip/out/vip', path, '/home/ada/vip')).toBe('out/vip')
  expect(programName('/home/ada/vip/out/vip', path, '/srv/deep/down/below/it')).toBe(
    '/home/ada/vip/out/vip',
  )
  expect(programName(undefined, path, '/')).toBe('vip')
})
