import { expect, test } from 'vitest'
import { mirrorOf } from './esp-tshark.ts'

const printed = `'http://debian.example/security/dists/bookworm-security/InRelease' a 0 
'http://debian.example/debian/dists/bookworm-updates/InRelease' b 0 
'http://debian.example/debian/dists/bookworm/InRelease' c 0 
'http://debian.example/debian/dists/bookworm/main/binary-amd64/Packages.xz' d 0 
'https://node.example/node/dists/nodistro/InRelease' e 0 
`

test('the mirror is that of the release, not of its updates or of another archive', () => {
  expect(mirrorOf(printed, 'bookworm')).toBe('http://debian.example/debian')
})

test.for(['noble', 'binary-amd64', ''])('there is no mirror of "%s"', (codename) => {
  expect(mirrorOf(printed, codename)).toBeUndefined()
})
