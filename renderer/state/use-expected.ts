// What a person has just chosen is shown as chosen, until the desk confirms it or does not within three seconds.
import { useEffect, useState } from 'react'

const confirmWithinMs = 3000

/** `over`: what was so when it was chosen. */
export type Expected<Value> = { value: Value; over: Value }

/** Whatever the desk says next counts, be it what was expected or not. */
export function shownOf<Value>(actual: Value, expected: Expected<Value> | undefined): Value {
  return expected !== undefined && Object.is(expected.over, actual) ? expected.value : actual
}

/** @returns what to show, and how to say what is expected; `undefined` takes it back */
export function useExpected<Value>(
  actual: Value,
): [shown: Value, expect: (value: Value | undefined) => void] {
  const [expected, setExpected] = useState<Expected<Value> | undefined>()
  useEffect(() => {
    if (expected === undefined) return
    const timer = setTimeout(() => setExpected(undefined), confirmWithinMs)
    return () => clearTimeout(timer)
  }, [expected])
  return [
    shownOf(actual, expected),
    (value) => setExpected(value === undefined ? undefined : { value, over: actual }),
  ]
}
