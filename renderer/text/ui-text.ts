// Words of the parts that all pages share.
export const uiText = {
  copy: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  copyRefused: 'Not copied: the window may not use the clipboard. Select the text instead.',
  /** Before the fingerprint spelled in groups. */
  fingerprintSpelled: (groups: string) => `Fingerprint, SHA 256: ${groups}`,
  randomart: 'The key as a picture, to compare by eye with the one the other host shows.',
  details: 'What the program said',
} as const
