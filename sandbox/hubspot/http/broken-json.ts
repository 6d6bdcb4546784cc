import type { HubSpotError } from '../errors.ts'
import { badInput } from '../errors.ts'

/** The 400 for text that is no JSON: it names line and column, both from 1, and has no category (seen on the wire). */
export function brokenJson(text: string): HubSpotError {
  const offset = firstFault(text)
  const before = text.slice(0, offset).split('\n')
  const found = text.codePointAt(offset)
  const reason =
    found === undefined
      ? 'Unexpected end-of-input'
      : `Unexpected character ('${String.fromCodePoint(found)}' (code ${found}))`
  return badInput(`Invalid input JSON on line ${before.length}, column ${(before.at(-1) ?? '').length + 1}: ${reason}`)
}

/** Where a reader of JSON gives up. The engine's own message names the place for some mistakes only. */
function firstFault(text: string): number {
  const reader = new Reader(text)
  try {
    reader.value()
    reader.space()
    return reader.at
  } catch {
    return reader.at
  }
}

class Fault extends Error {}

/** Reads one JSON value and keeps nothing of it but how far it came. */
class Reader {
  at = 0
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  value(): void {
    this.space()
    const next = this.text[this.at]
    if (next === '{') this.sequence('}', () => this.member())
    else if (next === '[') this.sequence(']', () => this.value())
    else if (next === '"') this.string()
    else this.token(/(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?)(?![\w.])/iy)
  }

  space(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? '')) this.at += 1
  }

  private member(): void {
    this.space()
    this.string()
    this.space()
    this.expect(':')
    this.value()
  }

  private sequence(end: string, item: () => void): void {
    this.at += 1
    this.space()
    if (this.text[this.at] === end) return void (this.at += 1)
    for (;;) {
      item()
      this.space()
      if (this.text[this.at] === end) return void (this.at += 1)
      this.expect(',')
    }
  }

  private expect(character: string): void {
    if (this.text[this.at] !== character) throw new Fault()
    this.at += 1
  }

  /** A broken text is broken after its last good character. */
  private string(): void {
    this.token(/"(?:[^"\\\n\r\t]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*/iy)
    this.expect('"')
  }

  private token(pattern: RegExp): void {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match === null) throw new Fault()
    this.at += match[0].length
  }
}
