// A little SVG: elements as text, escaped. Pure.

export type Attributes = Readonly<Record<string, string | number>>

/** @param content markup, not escaped */
export function element(name: string, attributes: Attributes, content = ''): string {
  const words = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escaped(valueText(value))}"`,
  )
  return content === ''
    ? `<${name}${words.join('')}/>`
    : `<${name}${words.join('')}>${content}</${name}>`
}

export function textElement(attributes: Attributes, words: string): string {
  return element('text', attributes, escaped(words))
}

/** Hundredths of a pixel are enough, and files stay small. */
function valueText(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
