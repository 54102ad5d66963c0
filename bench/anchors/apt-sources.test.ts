import { expect, test } from 'vitest'
import { sourcesOfSuite } from './apt-sources.ts'

test('a stanza keeps its address and key, and loses updates and security', () => {
  const text = `# made by an installer
Types: deb deb-src
# an older address
URIs: http://debian.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://debian.example/debian-security
Suites: bookworm-security
Components: main
`
  expect(sourcesOfSuite([{ name: 'debian.sources', text }], 'bookworm', 'trixie')).toBe(
    `Types: deb
URIs: http://debian.example/debian
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg`,
  )
})

test('one-line sources become a stanza', () => {
  const text = `# deb http://other.example/debian bookworm main
deb-src http://debian.example/debian bookworm main
deb [arch=amd64 signed-by=/etc/key.gpg] http://debian.example/debian bookworm main contrib # ours
deb http://debian.example/debian bookworm-security main`
  expect(sourcesOfSuite([{ name: 'sources.list', text }], 'bookworm', 'trixie')).toBe(
    `Types: deb
URIs: http://debian.example/debian
Suites: trixie
Components: main contrib
Signed-By: /etc/key.gpg`,
  )
})

test('a machine without that suite has no source', () => {
  const text = 'deb http://packages.example/node nodistro main\n'
  expect(sourcesOfSuite([{ name: 'node.list', text }], 'bookworm', 'trixie')).toBe('')
  const off = 'Enabled: no\nTypes: deb\nURIs: http://x.example\nSuites: bookworm\nComponents: main'
  expect(sourcesOfSuite([{ name: 'x.sources', text: off }], 'bookworm', 'trixie')).toBe('')
})
