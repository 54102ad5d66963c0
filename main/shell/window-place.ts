// Where the window was, kept over starts; and whether it can be there again, as screens come and go. Pure but for the file.
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { writeFileAtomically } from '../../dataplane/lib/atomic-file.ts'

const whole = v.pipe(v.number(), v.safeInteger())
const placeSchema = v.object({
  x: whole,
  y: whole,
  width: v.pipe(whole, v.minValue(1)),
  height: v.pipe(whole, v.minValue(1)),
  isMaximized: v.boolean(),
})
export type WindowPlace = v.InferOutput<typeof placeSchema>

export type Area = { x: number; y: number; width: number; height: number }

/** Narrower or lower, the pages have no room. */
export const leastSize = { width: 720, height: 540 }
const usualSize = { width: 1180, height: 780 }

/** So much of its upper edge must be on a screen: else it cannot be grasped. */
const graspable = { width: 120, height: 40 }

/** Undefined where nothing usable was kept. */
export function readPlace(path: string): WindowPlace | undefined {
  try {
    const parsed = v.safeParse(placeSchema, JSON.parse(readFileSync(path, 'utf8')))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}

/** A place that cannot be kept is forgotten. */
export function writePlace(path: string, place: WindowPlace): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileAtomically(path, JSON.stringify(place), 0o600)
  } catch {
    // The window opens where the desktop puts it.
  }
}

/** Without a position the desktop chooses one. @param screens their areas without panels */
export function fittingPlace(
  kept: WindowPlace | undefined,
  screens: readonly Area[],
): Partial<Area> & { width: number; height: number } {
  if (kept === undefined) return usualSize
  const width = Math.max(kept.width, leastSize.width)
  const height = Math.max(kept.height, leastSize.height)
  const canBeGrasped = screens.some((screen) => {
    const right = Math.min(kept.x + width, screen.x + screen.width)
    const overlap = right - Math.max(kept.x, screen.x)
    const isEdgeThere = kept.y >= screen.y && kept.y + graspable.height <= screen.y + screen.height
    return overlap >= graspable.width && isEdgeThere
  })
  return canBeGrasped ? { x: kept.x, y: kept.y, width, height } : { width, height }
}
