import { expect, it } from 'vitest'
import { packagesFor, purposes, systemPackages } from './system-packages.mjs'

it('gives each package a reason and a use', () => {
  for (const { name, why, needed, wanted } of systemPackages) {
    expect(why, name).not.toBe('')
    expect([...needed, ...wanted], name).not.toEqual([])
    expect(
      needed.filter((purpose) => wanted.includes(purpose)),
      name,
    ).toEqual([])
  }
})

it('asks for a compiler for all that is built, and for nothing to check the sources', () => {
  for (const purpose of purposes) {
    const names = packagesFor(purpose).needed.map(({ name }) => name)
    expect(names.includes('g++'), purpose).toBe(purpose !== 'install')
  }
})
