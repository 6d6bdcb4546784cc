import type { Values } from '../mapping/value.ts'

/**
 * A short form of what a record holds in the fields Tandem reads: two versions with one print differ in nothing that matters
 * here. By it an echo of our own write, and a change of fields that nobody mapped, are known without a call.
 * Order of the fields does not matter; an absent field and a blank one differ, so another set of fields is another print.
 * FNV-1a over code units in two lanes of 32 bits: 64 bits are plenty for two versions of one record, and no library is needed.
 */
export function printOf(values: Values): string {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  const feed = (code: number): void => {
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13)
  }
  const text = (part: string, end: number): void => {
    for (let i = 0; i < part.length; i += 1) feed(part.charCodeAt(i))
    feed(end)
  }
  for (const field of Object.keys(values).sort()) {
    const value = values[field]
    if (value === undefined) continue
    text(field, 0x1_0001)
    if (value === null) feed(0x1_0002)
    else text(value, 0x1_0003)
  }
  return (a >>> 0).toString(36).padStart(7, '0') + (b >>> 0).toString(36).padStart(7, '0')
}
