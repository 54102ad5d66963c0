// Where each key and value of a TOML 1.0 document stands: the parser that we use gives values without
// their places. For documents which that parser has accepted; of any other text it finds what it can.

export type TomlPath = readonly (string | number)[]

/** Offsets into the text. Of a table that has a header both are the header's. */
export type TomlPlace = {
  keyAt: number
  valueAt: number
  /** Behind the value's last character. */
  valueEnd: number
}

/** Deeper values have no places; the parser refuses them long before. */
const maxDepth = 64

export class TomlPlaces {
  readonly #places: ReadonlyMap<string, TomlPlace>

  constructor(text: string) {
    this.#places = new Scan(text).run()
  }

  /** Of a key by its table's path, of an array's element by its number from 0. */
  of(path: TomlPath): TomlPlace | undefined {
    return this.#places.get(JSON.stringify(path))
  }

  /** The same; where there is none, that of the table around it; of the root it is the beginning. */
  nearest(path: TomlPath): TomlPlace {
    for (let length = path.length; length > 0; length--) {
      const place = this.of(path.slice(0, length))
      if (place !== undefined) return place
    }
    return { keyAt: 0, valueAt: 0, valueEnd: 0 }
  }
}

/** A part of a dotted key, and where it begins. */
type KeyPart = { name: string; at: number }

class Scan {
  readonly #text: string
  readonly #places = new Map<string, TomlPlace>()
  /** How many `[[…]]` there were of each array of tables. */
  readonly #tablesOf = new Map<string, number>()
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  run(): ReadonlyMap<string, TomlPlace> {
    let table: TomlPath = []
    for (this.#skipBlank(); this.#at < this.#text.length; this.#skipBlank()) {
      const before = this.#at
      if (this.#here === '[') table = this.#header()
      else this.#pair(table, 0)
      // Text that is no TOML: over it, so that the scan ends.
      if (this.#at === before) this.#at += 1
    }
    return this.#places
  }

  get #here(): string {
    return this.#text.charAt(this.#at)
  }

  /** `[a.b]` or `[[a.b]]`. @returns the path that the pairs below it have */
  #header(): TomlPath {
    this.#match(/\[/y)
    const isArray = this.#match(/\[/y) !== ''
    const parts = this.#key()
    this.#match(/\]\]?/y)
    let path: TomlPath = []
    parts.forEach(({ name, at }, index) => {
      path = [...path, name]
      this.#note(path, { keyAt: at, valueAt: at, valueEnd: at + name.length })
      const id = JSON.stringify(path)
      const isNew = isArray && index === parts.length - 1
      const count = (this.#tablesOf.get(id) ?? 0) + (isNew ? 1 : 0)
      if (isNew) this.#tablesOf.set(id, count)
      if (count === 0) return
      path = [...path, count - 1]
      this.#note(path, { keyAt: at, valueAt: at, valueEnd: at + name.length })
    })
    return path
  }

  /** `key = value` of a table. */
  #pair(table: TomlPath, depth: number): void {
    const parts = this.#key()
    this.#match(/[ \t]*=[ \t]*/y)
    const valueAt = this.#at
    const path = [...table, ...parts.map(({ name }) => name)]
    this.#value(path, depth)
    const valueEnd = this.#at
    parts.forEach(({ at }, index) => {
      const reached = path.slice(0, table.length + index + 1)
      // A dotted key makes tables, which have no value of their own in the text.
      this.#note(reached, { keyAt: at, valueAt, valueEnd })
    })
  }

  #key(): KeyPart[] {
    const parts: KeyPart[] = []
    do {
      this.#match(/[ \t]*/y)
      const at = this.#at
      const name = this.#string() ?? this.#match(/[\p{L}\p{N}_-]+/uy)
      if (this.#at === at) break
      parts.push({ name, at })
    } while (this.#match(/[ \t]*\.[ \t]*/y) !== '')
    this.#match(/[ \t]*/y)
    return parts
  }

  #value(path: TomlPath, depth: number): void {
    if (depth < maxDepth && this.#here === '[') this.#array(path, depth + 1)
    else if (depth < maxDepth && this.#here === '{') this.#inlineTable(path, depth + 1)
    else if (this.#string() === undefined) this.#bareValue()
  }

  #array(path: TomlPath, depth: number): void {
    this.#at += 1
    for (let index = 0; !this.#isClosedBy(']'); index++) {
      const valueAt = this.#at
      this.#value([...path, index], depth)
      if (this.#at === valueAt) return
      this.#note([...path, index], { keyAt: valueAt, valueAt, valueEnd: this.#at })
      this.#skipBlank()
      this.#match(/,/y)
    }
  }

  #inlineTable(path: TomlPath, depth: number): void {
    this.#at += 1
    while (!this.#isClosedBy('}')) {
      const before = this.#at
      this.#pair(path, depth)
      if (this.#at === before) return
      this.#skipBlank()
      this.#match(/,/y)
    }
  }

  #isClosedBy(bracket: string): boolean {
    this.#skipBlank()
    if (this.#at >= this.#text.length) return true
    if (this.#here !== bracket) return false
    this.#at += 1
    return true
  }

  /** Numbers, dates (which may have a space in them), true and false. */
  #bareValue(): void {
    this.#at += this.#match(/[^,\]}#\r\n]*/y, 'look').trimEnd().length
  }

  /** A string of any of the four forms; undefined where there is none. */
  #string(): string | undefined {
    const literal = this.#match(/'''[^]*?'''(?:'{0,2})|'(?!'')[^'\n]*'|''/y)
    if (literal !== '') return literal.replace(/^'''\r?\n?|^'|'''$|'$/g, '')
    const basic = this.#match(/"""(?:[^\\]|\\[^])*?"""(?:"{0,2})|"(?!"")(?:[^"\\\n]|\\.)*"|""/y)
    if (basic === '') return undefined
    return unescaped(basic.replace(/^"""\r?\n?|^"|"""$|"$/g, ''))
  }

  /** @returns what stands here in this form, and steps over it; empty where nothing does */
  #match(form: RegExp, mode: 'step' | 'look' = 'step'): string {
    form.lastIndex = this.#at
    const found = form.exec(this.#text)?.[0] ?? ''
    if (mode === 'step') this.#at += found.length
    return found
  }

  #skipBlank(): void {
    this.#match(/(?:[ \t\r\n]|#[^\n]*)*/y)
  }

  /** The first place stands: a table may be met again by the headers of its tables. */
  #note(path: TomlPath, place: TomlPlace): void {
    const id = JSON.stringify(path)
    if (!this.#places.has(id)) this.#places.set(id, place)
  }
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  e: '\u001b',
}

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([^]))/g,
    (_, ...found: (string | undefined)[]) => {
      const [two, four, eight, sign = ''] = found
      const digits = two ?? four ?? eight
      if (digits === undefined) return escapes[sign] ?? sign
      const code = Number.parseInt(digits, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : ''
    },
  )
}
