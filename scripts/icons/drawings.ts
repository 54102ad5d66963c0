// Which icons are drawn from which source, how large, and in which ink. Pure.

export interface Drawing {
  /** Below assets/icons/. */
  file: string
  /** Below assets/icons/source/. */
  source: string
  pixels: number
  /** Colour of what the source leaves open (`currentColor`). */
  ink?: string
}

/** As main/shell/tray-model.ts names them. They differ by shape, so that no colour has to be told from another. */
export const trayStates = ['missing', 'problem', 'key', 'moving', 'starting', 'on', 'off'] as const

/** A program does not learn how light a Linux panel is: it has a contrast of at least 3 with white and with the darkest panels. */
export const trayInk = '#5674ec'

const trayPixels = 22
/** Sizes of the hicolor theme; below the second number the drawing is a simpler one. */
const appPixels = [16, 24, 32, 48, 64, 128, 256, 512]
const detailedFrom = 48

function appSource(pixels: number): string {
  return pixels < detailedFrom ? 'app-small.svg' : 'app.svg'
}

export const drawings: readonly Drawing[] = [
  // Named as electron-builder wants them.
  ...appPixels.map((pixels) => ({
    ...{ file: `app/${pixels}x${pixels}.png`, source: appSource(pixels), pixels },
  })),
  ...trayStates.flatMap((state) =>
    // Electron finds the second one by its name where the screen is dense.
    [1, 2].map((scale) => ({
      file: `tray-${state}${scale === 1 ? '' : `@${scale}x`}.png`,
      source: `tray-${state}.svg`,
      ...{ pixels: trayPixels * scale, ink: trayInk },
    })),
  ),
]
