import { expect, it } from 'vitest'
import { readAppSettings } from './app-settings.ts'

const usual = { isHidden: false, bringsLabUp: false, labName: 'lab', runDirectory: undefined }

it.each([
  [[], usual],
  [['--hidden'], { ...usual, isHidden: true }],
  [['--lab', '--lab-name=x'], { ...usual, bringsLabUp: true, labName: 'x' }],
  [['--run-dir', '/tmp/r', '/opt/vip'], { ...usual, runDirectory: '/tmp/r' }],
  [['--ozone-platform=wayland', '--inspect', '--', '--hidden'], usual],
  [['--hidden=no', '--run-dir'], usual],
])('%j', (words, settings) => {
  expect(readAppSettings(words)).toEqual(settings)
})
