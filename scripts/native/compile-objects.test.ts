import { expect, it } from 'vitest'
import { parseDependencies } from './compile-objects.ts'

it('reads what g++ -MMD writes', () => {
  const rule = 'out/obj/a.cc.o: core/a.cc core/a.h \\\n core/bytes.h\n'
  expect(parseDependencies(rule)).toEqual(['core/a.cc', 'core/a.h', 'core/bytes.h'])
})

it('reads a name with a space', () => {
  expect(parseDependencies('a.o: my\\ folder/a.h b.h\n')).toEqual(['my folder/a.h', 'b.h'])
})

it('reads a rule without prerequisites', () => {
  expect(parseDependencies('a.o:\n')).toEqual([])
})
