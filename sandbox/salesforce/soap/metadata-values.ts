import { isRecord } from '../rest/api.ts'
import { element } from './envelope.ts'

const NUMBERS: ReadonlySet<string> = new Set(['length', 'precision', 'scale', 'visibleLines', 'startingNumber'])
/** Elements that are lists even when there is one. */
const LISTS: ReadonlySet<string> = new Set(['fields', 'value'])

/** A component's elements as JSON has them in the Tooling API: booleans, numbers and lists instead of texts. */
export function metadataOf(raw: unknown): Record<string, unknown> {
  if (!isRecord(raw)) return {}
  const values: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(raw)) {
    if (name.startsWith('@') || name === '#text') continue
    const several = Array.isArray(value) ? (value as unknown[]) : [value]
    const read = several.map((entry) => valueOf(name, entry))
    values[name] = LISTS.has(name) && several.some(isRecord) ? read : read.length > 1 ? read : read[0]
  }
  return values
}

function valueOf(name: string, value: unknown): unknown {
  if (isRecord(value)) return metadataOf(value)
  if (value === 'true' || value === 'false') return value === 'true'
  return NUMBERS.has(name) && typeof value === 'string' && value !== '' ? Number(value) : value
}

/** The elements of a component, in the order of their names as the Metadata API sends them. */
export function metadataXml(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .filter(([name, value]) => name !== 'fullName' && value !== null && value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => valueXml(name, value))
    .join('')
}

function valueXml(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((entry) => valueXml(name, entry)).join('')
  if (!isRecord(value)) return element(name, String(value))
  const { fullName } = value
  const named = typeof fullName === 'string' ? element('fullName', fullName) : ''
  return `<${name}>${named}${metadataXml(value)}</${name}>`
}
