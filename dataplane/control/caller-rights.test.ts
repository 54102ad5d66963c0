import { expect, it } from 'vitest'
import { controlGroupId, groupIdIn, rightsOf } from './caller-rights.ts'

const stranger = { pid: 1, uid: 1000, gid: 1000, groups: [27, 1000] }

it('lets root, the owner and members of the group write, and nobody else', () => {
  expect(rightsOf({ ...stranger, uid: 0 }, 997, undefined)).toBe('write')
  expect(rightsOf({ ...stranger, uid: 997 }, 997, undefined)).toBe('write')
  expect(rightsOf({ ...stranger, groups: [27, 60] }, 0, 60)).toBe('write')
  expect(rightsOf({ ...stranger, gid: 60 }, 0, 60)).toBe('write')
  expect(rightsOf(stranger, 0, 60)).toBe('read')
  expect(rightsOf(stranger, 0, undefined)).toBe('read')
  expect(rightsOf({ ...stranger, groups: null }, 0, 60)).toBe('read')
})

it('finds the group by its whole name', () => {
  const file = 'root:x:0:\nvipers:x:61:bob\nvip:x:60:ann,bob\n'
  expect(groupIdIn(file, 'vip')).toBe(60)
  expect(groupIdIn('vip:x::\nvip2:x:5:', 'vip')).toBeUndefined()
  expect(groupIdIn('', 'vip')).toBeUndefined()
  expect(controlGroupId('/nonexistent/group')).toBeUndefined()
})
