// Derives apt's sources for one suite of Debian from the machine's sources of its own suite.

export type SourceFile = { name: string; text: string }

/**
 * @param files one-line `.list` and deb822 `.sources` files (sources.list(5))
 * @param from the machine's suite; sources of other suites, `from-updates` and `from-security` among them, are left out
 * @returns a deb822 text that names `to` alone; empty where the machine has no source of `from`
 */
export function sourcesOfSuite(files: readonly SourceFile[], from: string, to: string): string {
  const stanzas = files.flatMap(({ name, text }) =>
    name.endsWith('.sources') ? text.split(/\n\s*\n/) : text.split('\n').map(fromOneLine),
  )
  return stanzas
    .map(withoutComments)
    .filter((stanza) => field(stanza, 'Suites').split(/\s+/).includes(from))
    .filter((stanza) => field(stanza, 'Types').split(/\s+/).includes('deb'))
    .filter((stanza) => field(stanza, 'Enabled').toLowerCase() !== 'no')
    .map((stanza) => stanza.replace(/^Suites:.*$/m, `Suites: ${to}`))
    .map((stanza) => stanza.replace(/^Types:.*$/m, 'Types: deb'))
    .join('\n\n')
}

/** `deb [option=value …] uri suite component …` as a stanza; anything else becomes an empty one. */
function fromOneLine(line: string): string {
  const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line)
  if (match === null) return ''
  const [, options = '', uri = '', suite = '', components = ''] = match
  const signedBy = /signed-by=(\S+)/.exec(options)?.[1]
  return [
    'Types: deb',
    `URIs: ${uri}`,
    `Suites: ${suite}`,
    `Components: ${components.trim()}`,
    ...(signedBy === undefined ? [] : [`Signed-By: ${signedBy}`]),
  ].join('\n')
}

function withoutComments(stanza: string): string {
  return stanza
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .join('\n')
}

function field(stanza: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(stanza)?.[1]?.trim() ?? ''
}
