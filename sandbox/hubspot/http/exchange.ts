import { badInput } from '../errors.ts'
import type { Portal } from '../model/portal.ts'
import type { WriteRules } from '../model/values.ts'
import type { ChangeSource } from '../state.ts'

/** One call on its way through a handler. */
export interface Exchange {
  readonly portal: Portal
  readonly method: string
  /** As called, e.g. "/crm/objects/2026-03/contacts". */
  readonly path: string
  /** Values of the placeholders of the route, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Parsed JSON, or a posted form as text; undefined without a body. */
  readonly body: unknown
  readonly version: ApiVersion
  /** Who writes. */
  readonly source: ChangeSource
  /** Asked once per input of a batch: true = refuse this one (a fault that was switched on). */
  readonly spoilInput?: () => boolean
}

/** v1 is OAuth's alone. */
export type ApiVersion = 'v1' | 'v3' | 'v4' | '2026-03' | '2026-09'

export interface Reply {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Which rules a write follows: the version in the path decides. */
export const rulesOf = ({ version }: Exchange): WriteRules => (version === '2026-09' ? 'enforced' : 'classic')

export type Handler = (exchange: Exchange) => Reply

export const ok = (body: unknown): Reply => ({ status: 200, body })
export const created = (body: unknown): Reply => ({ status: 201, body })
export const noContent: Reply = { status: 204 }

/** A placeholder of the route that is always there. */
export function param(exchange: Exchange, name: string): string {
  const value = exchange.params[name]
  if (value === undefined) throw new Error(`the route has no ${name}`)
  return value
}

/** Repeated keys and comma-separated values are both accepted. */
export function listParam(exchange: Exchange, name: string): string[] {
  return exchange.query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '')
}

/** A whole number from the query within bounds; the 400 is HubSpot's for values it cannot parse. */
export function countParam(exchange: Exchange, name: string, fallback: number, most: number): number {
  const raw = exchange.query.get(name)
  if (raw === null || raw === '') return fallback
  if (!/^\d+$/.test(raw)) throw badInput(`Unable to parse value for query parameter: ${name}`)
  const value = Number(raw)
  if (value > most) throw badInput(`Query parameter ${name} must be at most ${most}`)
  return Math.max(value, 1)
}

/** `after` of lists that page by id; 0 = from the start. */
export function afterParam(exchange: Exchange): number {
  const raw = exchange.query.get('after') ?? ''
  if (raw !== '' && !/^\d{1,15}$/.test(raw)) throw badInput('Unable to parse value for query parameter: after')
  return Number(raw)
}

export function isArchivedRead(exchange: Exchange): boolean {
  const raw = exchange.query.get('archived') ?? ''
  if (!/^(true|false|)$/i.test(raw)) throw badInput('Unable to parse value for query parameter: archived')
  return raw.toLowerCase() === 'true'
}

/** The body as an object; anything else is the 400 for wrong JSON. */
export function bodyObject(exchange: Exchange): Readonly<Record<string, unknown>> {
  return asObject(exchange.body, 'body')
}

export function asObject(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw badInput(`Invalid input JSON: ${what} must be an object`)
}

export function asList(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw badInput(`Invalid input JSON: ${what} must be an array`)
}

/** Text, or a number written as text, as HubSpot takes ids either way. */
export function asText(value: unknown, what: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  throw badInput(`Invalid input JSON: ${what} must be a string`)
}

export function optionalText(value: unknown, what: string): string | undefined {
  return value === undefined || value === null ? undefined : asText(value, what)
}

export function textList(value: unknown, what: string): string[] {
  return value === undefined || value === null ? [] : asList(value, what).map((item) => asText(item, what))
}
