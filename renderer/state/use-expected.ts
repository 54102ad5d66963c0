// What a person has just chosen is shown as chosen, until the desk confirms it or does not within three seconds.
import { useEffect, useState } from 'react'

const confirmWithinMs = 3000

/** @returns what to show, and how to say what is expected; `undefined` takes it back */
export function useExpected<Value>(
  actual: Value,
): [shown: Value, expect: (value: Value | undefined) => void] {
  const [expected, setExpected] = useState<{ value: Value; over: Value } | undefined>()
  // Whatever the desk says next counts, be it what was expected or not.
  const isPending = expected !== undefined && Object.is(expected.over, actual)
  useEffect(() => {
    if (expected === undefined) return
    const timer = setTimeout(() => setExpected(undefined), confirmWithinMs)
    return () => clearTimeout(timer)
  }, [expected])
  return [
    isPending ? expected.value : actual,
    (value) => setExpected(value === undefined ? undefined : { value, over: actual }),
  ]
}
