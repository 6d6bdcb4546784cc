import type { Values } from '../mapping/value.ts'

/**
 * A short form of what a record holds in the fields Tandem reads: two versions with one print differ in nothing that matters
 * here. By it an echo of our own write, and a change of fields that nobody mapped, are known without a call.
 * Order of the fields does not matter; an absent field and a blank one differ, so another set of fields is another print. Who edited
 * a record last is left out: it is read along, and alone it is no news.
 * FNV-1a over code units in two lanes of 32 bits: 64 bits are plenty for two versions of one record, and no library is needed.
 */
export function printOf(values: Values): string {
  let a = 0x811c9dc5
  let b = 0x9747b28c
  for (const field of inOrder(Object.keys(values))) {
    const value = values[field]
    if (value === undefined || field === LAST_EDITOR) continue
    // Written out: a function for each code unit would cost more than all the rest of a record.
    for (let i = 0; i <= field.length; i += 1) {
      const code = i < field.length ? field.charCodeAt(i) : AFTER_FIELD
      a = Math.imul(a ^ code, 0x01000193)
      b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13)
    }
    const text = value ?? ''
    const end = value === null ? BLANK : AFTER_VALUE
    for (let i = 0; i <= text.length; i += 1) {
      const code = i < text.length ? text.charCodeAt(i) : end
      a = Math.imul(a ^ code, 0x01000193)
      b = Math.imul(b ^ code, 0x85ebca6b) ^ (b >>> 13)
    }
  }
  return (a >>> 0).toString(36).padStart(7, '0') + (b >>> 0).toString(36).padStart(7, '0')
}

const LAST_EDITOR = 'LastModifiedById'

/** Beyond all code units. */
const AFTER_FIELD = 0x1_0001
const BLANK = 0x1_0002
const AFTER_VALUE = 0x1_0003

let lastNames: readonly string[] = []
let lastOrder: readonly string[] = []

/** Sorted by code unit. Records of one object come with the same fields in the same order, thousands in a row: the last answer is kept. */
function inOrder(names: readonly string[]): readonly string[] {
  if (names.length === lastNames.length && names.every((name, i) => name === lastNames[i])) return lastOrder
  lastNames = names
  lastOrder = names.toSorted()
  return lastOrder
}
