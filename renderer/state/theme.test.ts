// Which theme is drawn.
import { expect, it } from 'vitest'
import { themeOf } from './theme.ts'

it('the theme follows the system only where nothing else was chosen', () => {
  expect(themeOf('system', true)).toBe('dark')
  expect(themeOf('system', false)).toBe('light')
  expect(themeOf('light', true)).toBe('light')
  expect(themeOf('dark', false)).toBe('dark')
})
