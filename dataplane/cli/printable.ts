// What the helper tells comes in part from the network: nothing of it may steer the terminal.

/** Control characters and those that turn the direction of writing are shown as escapes. */
export function printable(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- finding them is what this is for
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
