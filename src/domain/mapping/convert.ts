import type { Transform } from './transform.ts'
import type { ValueType } from './value.ts'

/**
 * Types whose values may stand in a field of a type as they are. Generous: text may hold anything, so it may go anywhere and
 * a single value that does not fit is found when it is written.
 */
const ACCEPTS: Readonly<Record<ValueType, readonly ValueType[] | 'anything'>> = {
  text: 'anything',
  html: 'anything',
  email: ['text', 'email'],
  phone: ['text', 'phone', 'number', 'picklist'],
  number: ['text', 'number', 'picklist'],
  boolean: ['text', 'boolean', 'picklist'],
  date: ['text', 'date'],
  datetime: ['text', 'datetime'],
  time: ['text', 'time'],
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
    if (wanted !== undefined && !wanted.from.includes(type) && type !== 'text')
      return {
        message: `${wanted.step} needs a ${wanted.from[0] ?? ''}, not a ${type}`,
        remedy: `take ${wanted.step} out`,
      }
    type = typeAfter(step, type)
  }
  const accepted = ACCEPTS[to]
  if (accepted === 'anything' || accepted.includes(type)) return null
  return { message: `a ${type} cannot become a ${to}`, remedy: remedyFor(type, to) }
}

/** The type of what the steps make of a value of the type `from`. */
export const typeBehind = (from: ValueType, steps: readonly Transform[]): ValueType =>
  steps.reduce((type, step) => typeAfter(step, type), from)

type Wanted = { readonly step: string; readonly from: readonly ValueType[] }
const TEXTS = ['text', 'picklist', 'phone', 'email', 'html'] as const
const WANTED: Partial<Record<Transform['kind'], Wanted>> = {
  'date-to-noon': { step: 'dateToNoon', from: ['date'] },
  'noon-to-date': { step: 'noonToDate', from: ['datetime'] },
  number: { step: 'number', from: ['number', ...TEXTS] },
  phone: { step: 'phone', from: ['number', ...TEXTS] },
  country: { step: 'country', from: TEXTS },
  state: { step: 'state', from: TEXTS },
  boolean: { step: 'boolean', from: ['number', 'boolean', ...TEXTS] },
  'plain-text': { step: 'plainText', from: TEXTS },
  owner: { step: 'owner', from: ['reference'] },
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
    case 'split':
    case 'join':
    case 'expression':
    case 'country':
    case 'state':
    case 'plain-text':
      return 'text'
    case 'rich-text':
      return 'html'
    case 'phone':
      return 'phone'
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'owner':
      return 'reference'
    case 'fit':
      return step.to.type
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
  if (to === 'number') return 'add a {map} step that gives numbers, or name another field'
  return `name a field that can hold a ${from}, add a {map} step, or set another direction`
}
