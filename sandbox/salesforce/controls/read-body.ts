import type { ControlBody } from '../../core/control-body.ts'
import { controlBody } from '../../core/control-body.ts'
import type { Org } from '../org.ts'
import type { ObjectView } from '../schema/catalog.ts'

export type Body = ControlBody

/**
 * One object or a list of them, of these keys and no others. Every function here throws a TypeError that says what is wrong; the
 * control API answers it as 400.
 */
export function bodies(body: unknown, known: readonly string[], what?: string): Body[] {
  return (Array.isArray(body) ? (body as unknown[]) : [body]).map((entry) => controlBody(entry, known, what))
}

export function requiredText(body: Body, name: string): string {
  const value = body[name]
  if (typeof value === 'string' && value !== '') return value
  throw new TypeError(`${name} must be a text`)
}

export function optionalText(body: Body, name: string): string | null {
  return (body[name] ?? null) === null ? null : requiredText(body, name)
}

export function count(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value
  throw new TypeError(`${name} must be a whole number that is not negative`)
}

export function oneOf<T extends string>(value: unknown, allowed: readonly T[], name: string): T {
  const found = allowed.find((entry) => entry === value)
  if (found !== undefined) return found
  throw new TypeError(`${name} must be one of ${allowed.join(', ')}`)
}

export function stateOf(body: Body, otherwise: 'active' | 'inactive'): 'active' | 'inactive' {
  const { active } = body
  if (active === undefined) return otherwise
  if (typeof active === 'boolean') return active ? 'active' : 'inactive'
  throw new TypeError('active must be true or false')
}

/** The object named by `object`, with all its fields. */
export function objectNamed(org: Org, body: Body): ObjectView {
  const view = org.catalog.systemView(requiredText(body, 'object'))
  if (view && !view.def.tooling) return view
  throw new TypeError(`there is no object ${String(body['object'])}`)
}

/** Canonical names of fields of an object; paths such as `Account.Name` are taken as they are. */
export function fieldNames(view: ObjectView, value: unknown, name: string): string[] {
  if (!Array.isArray(value)) throw new TypeError(`${name} must be a list of field names`)
  return value.map((entry) => {
    if (typeof entry !== 'string') throw new TypeError(`${name} must be a list of field names`)
    if (entry.includes('.')) return entry
    const field = view.byName.get(entry.toLowerCase())
    if (field) return field.name
    throw new TypeError(`${view.def.name} has no field ${entry}`)
  })
}

/** A user by id or username, or a queue by id or name. */
export function ownerNamed(org: Org, text: string): string {
  const same = (value: unknown) => String(value).toLowerCase() === text.toLowerCase()
  for (const row of org.table('User').rows()) if (row['Id'] === text || same(row['Username'])) return String(row['Id'])
  for (const row of org.table('Group').rows()) {
    if (row['Type'] === 'Queue' && (row['Id'] === text || same(row['Name']))) return String(row['Id'])
  }
  throw new TypeError(`there is no user or queue ${text}`)
}
