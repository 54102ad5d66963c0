// The theme's colours as a canvas or a file needs them, and news of another theme.

const tokens = [
  ...(['ground', 'panel', 'line', 'line-strong', 'ink', 'ink-soft', 'ink-faint'] as const),
  ...(['accent', 'alive', 'heed', 'fault'] as const),
  ...(['series-1', 'series-2', 'series-3', 'series-4'] as const),
] as const
export type ColourToken = (typeof tokens)[number]

/** `#rrggbb`: canvases and programs that open an SVG do not all know oklch. */
export type ThemeColours = Readonly<Record<ColourToken, string>>

export function readColours(): ThemeColours {
  const style = getComputedStyle(document.documentElement)
  const canvas = new OffscreenCanvas(1, 1)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  const entries = tokens.map((token) => {
    const value = style.getPropertyValue(`--vip-${token}`).trim()
    return [token, context === null ? value : asHex(context, value)] as const
  })
  return Object.fromEntries(entries) as Record<ColourToken, string>
}

function asHex(context: OffscreenCanvasRenderingContext2D, colour: string): string {
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** @returns a function that ends it */
export function onTheme(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => observer.disconnect()
}
