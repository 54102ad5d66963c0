// How a fingerprint is read aloud and compared: SHA256 and its 43 characters in groups of four.

const fingerprintForm = /SHA256:[A-Za-z0-9+/]{43}(?![A-Za-z0-9+/])/

export function fingerprintGroups(fingerprint: string): string[] {
  return fingerprint.replace(/^SHA256:/, '').match(/.{1,4}/g) ?? []
}

/** For a screen reader: each character apart, capitals named, groups ended by a comma. */
export function spelledFingerprint(fingerprint: string): string {
  return fingerprintGroups(fingerprint)
    .map((group) => Array.from(group, spelled).join(' '))
    .join(', ')
}

function spelled(character: string): string {
  if (character === '+') return 'plus'
  if (character === '/') return 'slash'
  return /[A-Z]/.test(character) ? `capital ${character}` : character
}

/** Of what somebody pasted: the fingerprint alone, or the whole line of `ssh-keygen -l`. */
export function fingerprintIn(pasted: string): string | undefined {
  return fingerprintForm.exec(pasted)?.[0]
}
