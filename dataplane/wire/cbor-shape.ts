// Shapes of CBOR values: one description from which a payload is written and, strictly, read.
import { encodeCbor } from './cbor.ts'
import type { CborMap, CborValue } from './cbor.ts'

/** How one field stands in CBOR. */
export interface Shape<T> {
  /** @throws RangeError for a value that `read` would not give */
  write(value: T): CborValue
  /** Total. Undefined where the value is not of this shape. */
  read(value: CborValue): T | undefined
}

export type ShapeValue<S> = S extends Shape<infer T> ? T : never

/** A field of a map: its key, its shape, and whether it may be missing. */
export interface Field<T, Optional extends boolean> {
  key: number
  shape: Shape<T>
  isOptional: Optional
}

export function required<T>(key: number, shape: Shape<T>): Field<T, false> {
  return { key, shape, isOptional: false }
}

export function optional<T>(key: number, shape: Shape<T>): Field<T, true> {
  return { key, shape, isOptional: true }
}

type AnyField = Field<unknown, boolean>
type Fields = Readonly<Record<string, AnyField>>
type ValueOf<F> = F extends Field<infer T, boolean> ? T : never
type OptionalNames<F extends Fields> = {
  [Name in keyof F]: F[Name]['isOptional'] extends true ? Name : never
}[keyof F]

/** The object that stands for a map of these fields. */
export type FieldValues<F extends Fields> = {
  [Name in Exclude<keyof F, OptionalNames<F>>]: ValueOf<F[Name]>
} & { [Name in OptionalNames<F>]?: ValueOf<F[Name]> }

/** A map of exactly these fields: a key that is missing, or that nobody knows, is refused. */
export function mapOf<F extends Fields>(fields: F): Shape<FieldValues<F>> {
  const entries = Object.entries(fields) as [string, Field<unknown, boolean>][]
  return {
    write(value) {
      const members = value as Readonly<Record<string, unknown>>
      const map: CborMap = new Map()
      for (const [name, { key, shape, isOptional }] of entries) {
        const member = members[name]
        if (member !== undefined) map.set(key, shape.write(member))
        else if (!isOptional) throw new RangeError(`${name} is missing`)
      }
      return map
    },
    read(value) {
      if (!(value instanceof Map)) return undefined
      const members: Record<string, unknown> = {}
      let known = 0
      for (const [name, { key, shape, isOptional }] of entries) {
        const item = value.get(key)
        if (item === undefined) {
          if (isOptional) continue
          return undefined
        }
        const member = shape.read(item)
        if (member === undefined) return undefined
        members[name] = member
        known += 1
      }
      return known === value.size ? (members as FieldValues<F>) : undefined
    },
  }
}

/** One way that a message can be: the number of its tag, and its fields besides. */
export interface Variant {
  number: number
  fields: Fields
}

/** The union of the variants, told apart by the member `Tag`. */
export type VariantValues<
  Tag extends string,
  Variants extends Readonly<Record<string, Variant>>,
> = {
  [Word in keyof Variants & string]: { [T in Tag]: Word } & FieldValues<Variants[Word]['fields']>
}[keyof Variants & string]

/** A map whose field `tag`, at `key`, says which fields the others are. */
export function variantOf<Tag extends string, Variants extends Readonly<Record<string, Variant>>>(
  tag: Tag,
  key: number,
  variants: Variants,
): Shape<VariantValues<Tag, Variants>> {
  type Value = VariantValues<Tag, Variants>
  const shapes = new Map(
    Object.entries(variants).map(([word, { number, fields }]) => {
      const tagField = required(key, wordOf({ [word]: number }))
      return [word, mapOf({ ...fields, [tag]: tagField })]
    }),
  )
  const words = new Map(Object.entries(variants).map(([word, { number }]) => [number, word]))
  return {
    write(value) {
      const shape = shapes.get(value[tag])
      if (shape === undefined) throw new RangeError(`${tag} ${String(value[tag])} is none`)
      return shape.write(value)
    },
    read(value) {
      if (!(value instanceof Map)) return undefined
      const number = value.get(key)
      const word = typeof number === 'number' ? words.get(number) : undefined
      return shapes.get(word ?? '')?.read(value) as Value | undefined
    },
  }
}

/** A list of at least `least` and at most `most` items, no two of them equal in CBOR. */
export function listOf<T>(shape: Shape<T>, least: number, most: number): Shape<readonly T[]> {
  const isRightLength = (length: number) => length >= least && length <= most
  return {
    write(values) {
      const items = values.map((value) => shape.write(value))
      if (!isRightLength(items.length)) {
        throw new RangeError(`a list of ${items.length} is not one of ${least} to ${most}`)
      }
      if (hasTwins(items)) throw new RangeError('a list holds an item twice')
      return items
    },
    read(value) {
      if (!Array.isArray(value) || !isRightLength(value.length) || hasTwins(value)) return undefined
      const values: T[] = []
      for (const item of value) {
        const read = shape.read(item)
        if (read === undefined) return undefined
        values.push(read)
      }
      return values
    },
  }
}

/** By encodings, which are equal for equal values alone. */
function hasTwins(items: readonly CborValue[]): boolean {
  const texts = items.map((item) => encodeCbor(item).join())
  return new Set(texts).size < items.length
}

/** Exactly so many bytes. */
export function bytesOf(length: number): Shape<Uint8Array> {
  return {
    write(value) {
      if (value.length === length) return value
      throw new RangeError(`${value.length} bytes are not ${length}`)
    },
    read: (value) => (value instanceof Uint8Array && value.length === length ? value : undefined),
  }
}

/** An integer from `least` to `most`, both included. */
export function integerOf(least: number, most: number): Shape<number> {
  return {
    write(value) {
      if (Number.isSafeInteger(value) && value >= least && value <= most) return value
      throw new RangeError(`${value} is not an integer from ${least} to ${most}`)
    },
    read: (value) =>
      typeof value === 'number' && value >= least && value <= most ? value : undefined,
  }
}

export const boolean: Shape<boolean> = {
  write: (value) => value,
  read: (value) => (typeof value === 'boolean' ? value : undefined),
}

/** A word that stands on the wire as its number. */
export function wordOf<Word extends string>(numbers: Readonly<Record<Word, number>>): Shape<Word> {
  const words = new Map(Object.entries<number>(numbers).map(([word, number]) => [number, word]))
  return {
    write: (word) => numbers[word],
    read: (value) =>
      typeof value === 'number' ? (words.get(value) as Word | undefined) : undefined,
  }
}
