import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../dataplane/lib/temporary-folder.ts'
import { fittingPlace, readPlace, writePlace } from './window-place.ts'

const screens = [
  { x: 0, y: 30, width: 1920, height: 1050 },
  { x: 1920, y: 0, width: 1280, height: 1024 },
]
const kept = { x: 100, y: 100, width: 1000, height: 700, isMaximized: false }

it.each([
  ['nothing was kept', undefined, { width: 1180, height: 780 }],
  ['it fits', kept, { x: 100, y: 100, width: 1000, height: 700 }],
  ['it is on another screen', { ...kept, x: 2000 }, { x: 2000, y: 100, width: 1000, height: 700 }],
  ['that screen is gone', { ...kept, x: 4000 }, { width: 1000, height: 700 }],
  ['it is far up', { ...kept, y: -900 }, { width: 1000, height: 700 }],
  ['it is far down', { ...kept, y: 1060 }, { width: 1000, height: 700 }],
  ['a corner is left of it', { ...kept, x: -950 }, { width: 1000, height: 700 }],
  [
    'it was too small',
    { ...kept, width: 5, height: 5 },
    { x: 100, y: 100, width: 720, height: 540 },
  ],
] as const)('where %s', (_what, place, fitting) => {
  expect(fittingPlace(place, screens)).toEqual(fitting)
})

it('is kept in a file, and forgotten where that cannot be', () => {
  const path = join(temporaryFolder(), 'window.json')
  expect(readPlace(path)).toBeUndefined()
  writePlace(path, kept)
  expect(readPlace(path)).toEqual(kept)
  writeFileSync(path, '{"x":0,"y":0,"width":-1,"height":"5"}')
  expect(readPlace(path)).toBeUndefined()
  writePlace(join(path, 'below'), kept)
  expect(readPlace(join(path, 'below'))).toBeUndefined()
})
