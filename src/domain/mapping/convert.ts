import type { Transform } from './transform.ts'
import type { ValueType } from './value.ts'

/**
 * Types whose values may stand in a field of a type as they are. Generous: text may hold anything, so it may go anywhere and
 * a single value that does not fit is found when it is written.
 */
const ACCEPTS: Readonly<Record<ValueType, readonly ValueType[] | 'anything'>> = {
  text: 'anything',
  email: ['text', 'email'],
  phone: ['text', 'phone', 'number', 'picklist'],
  number: ['text', 'number', 'picklist'],
  boolean: ['text', 'boolean', 'picklist'],
  date: ['text', 'date'],
  datetime: ['text', 'datetime'],
  picklist: ['text', 'email', 'phone', 'number', 'boolean', 'picklist'],
  'multi-picklist': ['text', 'picklist', 'multi-picklist'],
  reference: ['text', 'picklist', 'reference'],
}

/** Why no value of one field can ever stand in the other, with what to do about it. */
export interface Mismatch {
  readonly message: string
  readonly remedy: string
}

/** @returns null when values can go from `from` to `to` by these steps, as far as types tell. */
export function mismatch(from: ValueType, to: ValueType, steps: readonly Transform[]): Mismatch | null {
  let type = from
  for (const step of steps) {
    const wanted = WANTED[step.kind]
    if (wanted !== undefined && type !== wanted.from && type !== 'text')
      return { message: `${wanted.step} needs a ${wanted.from}, not a ${type}`, remedy: `take ${wanted.step} out` }
    type = typeAfter(step, type)
  }
  const accepted = ACCEPTS[to]
  if (accepted === 'anything' || accepted.includes(type)) return null
  return { message: `a ${type} cannot become a ${to}`, remedy: remedyFor(type, to) }
}

const WANTED: Partial<Record<Transform['kind'], { readonly step: string; readonly from: ValueType }>> = {
  'date-to-noon': { step: 'dateToNoon', from: 'date' },
  'noon-to-date': { step: 'noonToDate', from: 'datetime' },
}

function typeAfter(step: Transform, type: ValueType): ValueType {
  switch (step.kind) {
    case 'date-to-noon':
      return 'datetime'
    case 'noon-to-date':
      return 'date'
    // What an admin writes by hand, or cuts to a length, is taken at their word.
    case 'value-map':
    case 'truncate':
      return 'text'
    case 'trim':
    case 'case':
    case 'default':
    case 'fallback':
    case 'fallback-local-part':
      return type
  }
}

function remedyFor(from: ValueType, to: ValueType): string {
  if (from === 'date' && to === 'datetime') return 'add the step {dateToNoon: org}'
  if (from === 'datetime' && to === 'date') return 'add the step {noonToDate: org}'
  return `name a field that can hold a ${from}, add a {map} step, or set another direction`
}
