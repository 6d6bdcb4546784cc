import type { PropertyProblem } from '../errors.ts'
import type { PropertyDefinition } from '../state.ts'
import { readDate } from './dates.ts'
import { parseHeaders } from './email-headers.ts'

/** From 2026-09 on dates are read leniently and administrators' rules are enforced. */
export type WriteRules = 'classic' | 'enforced'

/** What a value may be checked against besides its definition. */
export interface ValueContext {
  /** The value the record has now, for multi-selects that append. */
  readonly current: string
  readonly isOwner: (id: string) => boolean
  readonly rules: WriteRules
}

/** A value that was stored otherwise than it was written, for the warning about it. Texts as they go over the wire. */
export interface NormalizedValue {
  readonly propertyName: string
  readonly rawValue: string
  readonly normalizedValue: string
}

/** The stored form of a written value ("" clears), or why HubSpot refuses it. */
export type CheckedValue =
  | { readonly ok: true; readonly value: string; readonly normalized?: NormalizedValue }
  | { readonly ok: false; readonly problem: PropertyProblem }

const maxTextLength = 65_536

/**
 * Checks and normalises one written value. JSON numbers and booleans are accepted and kept as text; everything reads back as a string:
 * https://developers.hubspot.com/docs/api-reference/latest/crm/properties/guide
 */
export function checkValue(property: PropertyDefinition, raw: unknown, context: ValueContext): CheckedValue {
  const no = (error: string, message: string): CheckedValue => ({
    ok: false,
    problem: { name: property.name, error, message },
  })
  const yes = (value: string): CheckedValue => ({ ok: true, value })
  if (property.readOnlyValue) {
    return no('READ_ONLY_VALUE', `"${property.name}" is a read only property; its value cannot be set.`)
  }
  const text = textOf(raw)
  if (text.trim() === '') return yes('')
  if (property.type !== 'string' && property.type !== 'phone_number' && text.trim() !== text) {
    // https://developers.hubspot.com/changelog/reminder-breaking-change-for-enhanced-validations-for-non-string-properties-in-hubspots-crmobject-apis
    return no('LEADING_TRAILING_WHITESPACE', `"${text}" includes leading or trailing whitespace.`)
  }
  switch (property.type) {
    case 'string':
    case 'phone_number':
      return checkText(property, text, yes, no)
    case 'number': {
      // An exponent is none to HubSpot: https://github.com/Atlas-Authority/marketing-automation/issues/206
      const number = /e/i.test(text) ? null : plainNumber(text)
      return number === null ? no('INVALID_INTEGER', `${text} was not a valid number.`) : yes(number)
    }
    case 'bool': {
      const lower = text.toLowerCase()
      return lower === 'true' || lower === 'false' ? yes(lower) : no('INVALID_OPTION', notAnOption(property, text))
    }
    case 'enumeration':
      return checkOptions(property, text, context, yes, no)
    case 'date':
    case 'datetime': {
      const read = readDate(property.type, text, context.rules)
      if (!read.ok) return no(read.error, read.message)
      if (read.normalizedTo === null) return yes(read.value)
      const normalized = { propertyName: property.name, rawValue: text, normalizedValue: read.normalizedTo }
      return { ok: true, value: read.value, normalized }
    }
  }
}

type Yes = (value: string) => CheckedValue
type No = (error: string, message: string) => CheckedValue

function textOf(raw: unknown): string {
  if (raw === null || raw === undefined) return ''
  if (typeof raw === 'string') return raw
  return typeof raw === 'number' || typeof raw === 'boolean' ? String(raw) : JSON.stringify(raw)
}

function checkText(property: PropertyDefinition, text: string, yes: Yes, no: No): CheckedValue {
  if (text.length > maxTextLength) {
    return no('PROPERTY_VALUE_TOO_LONG', `${property.name} is too long: ${text.length} of ${maxTextLength} characters`)
  }
  if (property.name === 'hs_email_headers' && parseHeaders(text) === undefined) {
    return no('INVALID_JSON', `${property.name} was not valid JSON.`)
  }
  if (property.name !== 'email') return yes(text)
  // HubSpot keeps addresses trimmed and in lower case.
  const address = text.trim().toLowerCase()
  return /^[^\s@;,<>()]+@[^\s@;,<>()]+\.[^\s@;,<>()]{2,}$/.test(address)
    ? yes(address)
    : no('INVALID_EMAIL', `Email address ${text} is invalid`)
}

function checkOptions(
  property: PropertyDefinition,
  text: string,
  context: ValueContext,
  yes: Yes,
  no: No,
): CheckedValue {
  if (property.externalOptions) {
    // The code is known from people who met it, its text is not.
    return context.isOwner(text) ? yes(text) : no('INVALID_OWNER_ID', `Owner with ID ${text} does not exist`)
  }
  const allowed = new Set(property.options.map(({ value }) => value))
  const isMulti = property.fieldType === 'checkbox'
  // A leading ";" adds to what is there.
  const kept = isMulti && text.startsWith(';') ? context.current.split(';') : []
  const chosen = isMulti ? [...kept, ...text.split(';')].filter((part) => part !== '') : [text]
  const wrong = chosen.find((value) => !allowed.has(value))
  return wrong === undefined ? yes([...new Set(chosen)].join(';')) : no('INVALID_OPTION', notAnOption(property, wrong))
}

function notAnOption(property: PropertyDefinition, value: string): string {
  const listed = property.options.map((option) => `label: "${option.label}"\nvalue: "${option.value}"\n`)
  return `${value} was not one of the allowed options: [${listed.join(', ')}]`
}

/** A decimal without exponent, leading plus or trailing zeros; null when the text is no number. */
export function plainNumber(text: string): string | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (match === null || (match[2] ?? '') + (match[3] ?? '') === '') return null
  const exponent = Number(match[4] ?? 0)
  let whole = match[2] ?? ''
  let fraction = match[3] ?? ''
  if (exponent > 0) {
    const padded = fraction.padEnd(exponent, '0')
    whole += padded.slice(0, exponent)
    fraction = padded.slice(exponent)
  } else if (exponent < 0) {
    const padded = whole.padStart(-exponent, '0')
    fraction = padded.slice(exponent) + fraction
    whole = padded.slice(0, exponent)
  }
  whole = whole.replace(/^0+(?=\d)/, '') || '0'
  fraction = fraction.replace(/0+$/, '')
  const digits = fraction === '' ? whole : `${whole}.${fraction}`
  return match[1] === '-' && digits !== '0' ? `-${digits}` : digits
}
