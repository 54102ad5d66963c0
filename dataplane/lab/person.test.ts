import { expect, test } from 'vitest'
import { personAtWork, userName } from './person.ts'

const passwd = 'root:x:0:0:root:/root:/bin/bash\nalice:x:1000:1000::/:/bin/sh\n'

test('a user by name, or by number where there is none', () => {
  expect(userName(1000, passwd)).toBe('alice')
  expect(userName(4242, passwd)).toBe('the user with the number 4242')
})

test.runIf(process.getuid?.() === 0)('root is whoever became root', () => {
  expect(personAtWork({ SUDO_USER: 'bob' }, 0xffff_ffff)).toBe('bob')
  expect(personAtWork({ SUDO_USER: 'bob' }, undefined)).toBe('bob')
  expect(personAtWork({ SUDO_USER: 'bob' }, 0)).toBe('root')
  expect(personAtWork({}, undefined)).toBe('root')
})
