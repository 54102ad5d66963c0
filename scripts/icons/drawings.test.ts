import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectRoot } from '../project-root.mjs'
import { drawings, trayInk, trayStates } from './drawings.ts'

const icons = join(projectRoot, 'assets/icons')

/** Width and height of a PNG (its IHDR chunk). */
function sizeOf(file: string): [number, number] {
  const bytes = readFileSync(join(icons, file))
  expect(bytes.toString('latin1', 1, 4)).toBe('PNG')
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

describe('icons', () => {
  it.each(drawings)('$file is drawn', ({ file, pixels }) => {
    expect(sizeOf(file)).toEqual([pixels, pixels])
  })

  it('leave no drawing behind that nobody names', () => {
    const present = readdirSync(icons, { recursive: true, encoding: 'utf8' })
    const known = drawings.map(({ file }) => file)
    expect(present.filter((file) => file.endsWith('.png')).sort()).toEqual(known.sort())
  })

  it('have one for each state of the tray', () => {
    const model = join(projectRoot, 'main/shell/tray-model.ts')
    const [, list = ''] = /trayIcons = \[([^\]]+)\]/.exec(readFileSync(model, 'utf8')) ?? []
    expect([...list.matchAll(/'([\w-]+)'/g)].map(([, name]) => name)).toEqual([...trayStates])
  })

  it('of the tray take their colour from the theme', () => {
    for (const state of trayStates) {
      const source = readFileSync(join(icons, 'source', `tray-${state}.svg`), 'utf8')
      // Within a mask black and white say what is cut out.
      const inked = source.replace(/<mask[\s\S]*<\/mask>/, '')
      expect(inked, state).toContain('currentColor')
      expect(inked.replace(/<svg[^>]*>/, ''), state).not.toMatch(/#[0-9a-f]{3}/i)
    }
  })

  it('can be seen on panels of any lightness', () => {
    for (const panel of ['#ffffff', '#1e1e1e']) {
      expect(contrast(trayInk, panel), panel).toBeGreaterThanOrEqual(3)
    }
  })
})
