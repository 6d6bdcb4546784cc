import type { PairSettings, PlainPairId, SalesforceFiltered } from '../config.ts'
import type { Base, Link, LinkKind } from '../identity/link.ts'
import type { MatchKeys } from '../identity/company-match.ts'
import type { Side } from '../ids.ts'
import { otherSide } from '../ids.ts'
import type { Instant } from '../instant.ts'
import type { FieldMap } from '../mapping/field-map.ts'
import type { Values } from '../mapping/value.ts'
import type { FieldDecided } from '../reconcile/decided.ts'
import { initialValues, reconcileRecord, refusalText } from '../reconcile/record.ts'
import type { ContextTools, FieldWrite, RecordDecision } from '../reconcile/record.ts'

/** The field on either side that holds the key of a link; unique, so that nothing is made twice. */
export const KEY_FIELDS: Readonly<Record<Side, string>> = { hubspot: 'tandem_key', salesforce: 'Tandem_Key__c' }

/** An exact look-up in Salesforce by which partners are found. */
export interface LookUp {
  readonly field: string
  readonly values: readonly string[]
}

/** A pair of objects without a story of its own: what differs from pair to pair in linking, making and keeping records in step. */
export interface PlainPair {
  readonly id: PlainPairId
  readonly kind: LinkKind
  readonly hubspot: string
  readonly salesforce: SalesforceFiltered
  /** By what a record is known to be the partner of another, besides a stored key. */
  readonly keysOf: Readonly<Record<Side, (values: Values) => MatchKeys>>
  /** Where to look in Salesforce for the partner of a HubSpot record; empty: nowhere. */
  readonly lookUps: (hubspot: Values) => readonly LookUp[]
  /** Does a record that has no partner yet take part, as far as it tells itself? */
  readonly takesPart: (side: Side, values: Values) => boolean
  /**
   * What a new record on `to` must have and the maps left blank, made of the record it mirrors.
   * Empty when there is nothing to add. @param values those of the maps.
   */
  readonly required: (to: Side, values: Values, source: Values, tools: ContextTools) => Values
  /** In words for people: "company", "Account". */
  readonly named: Readonly<Record<Side, string>>
}

/** A record of one side, as far as planning looks at it. */
export interface PlainRecord {
  readonly id: string
  readonly values: Values
  readonly createdAt: Instant
  readonly modifiedAt: Instant
}

/** The key of a record that began on this side. `account` is the portal's or the org's id. */
export const plainKey = (account: string, recordId: string): string => `${account}:${recordId}`

/** The record that a stored key names on the side whose account this is; null when it is no key of this account. */
export function recordOfKey(account: string, key: string | null | undefined): string | null {
  if (key === null || key === undefined || !key.startsWith(`${account}:`)) return null
  const id = key.slice(account.length + 1)
  return /^[A-Za-z0-9-]+$/.test(id) ? id : null
}

export type PlainMatch =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly id: string; readonly by: 'stored-id' | 'domain' }
  | { readonly kind: 'several'; readonly ids: readonly string[] }
  /** Alike by something that proves nothing. */
  | { readonly kind: 'suggested'; readonly ids: readonly string[] }

/**
 * Which of these records is the partner? One that bears the key or is named by it comes first; else exactly one that shares a
 * strong key. Several are never picked from, and what shares a weak key alone is only suggested.
 * @param own keys of the record that looks for its partner. @param stored ids that a stored key points to, or that bear it.
 */
export function matchPlain(
  own: MatchKeys,
  candidates: readonly { readonly id: string; readonly keys: MatchKeys }[],
  stored: ReadonlySet<string>,
): PlainMatch {
  const known = candidates.filter(({ id }) => stored.has(id))
  const alike = candidates.filter(({ keys }) => shares(own.strong, keys.strong))
  const pool = known.length > 0 ? known : alike
  const [first, second] = pool
  if (first === undefined) {
    const weak = candidates.filter(({ keys }) => shares(own.weak, keys.weak))
    return weak.length === 0 ? { kind: 'none' } : { kind: 'suggested', ids: weak.map(({ id }) => id) }
  }
  if (second !== undefined) return { kind: 'several', ids: pool.map(({ id }) => id) }
  return { kind: 'one', id: first.id, by: known.length > 0 ? 'stored-id' : 'domain' }
}

const shares = (a: readonly string[], b: readonly string[]): boolean => a.some((key) => b.includes(key))

/** May Tandem make the partner of a record that began on `from`? */
export const makes = (settings: Pick<PairSettings, 'create'>, from: Side): boolean =>
  settings.create === 'both' || settings.create === `to-${otherSide(from)}`

/**
 * The maps as they act on owners of this pair. While HubSpot's owner is nobody in Salesforce the two go their own ways. An owner
 * in Salesforce whom HubSpot does not know is not brought there, and a blank owner in HubSpot takes nobody's record away in
 * Salesforce, where every record has one: the map then acts in the other direction alone.
 */
export function withOwners(
  maps: readonly FieldMap[],
  tools: ContextTools,
  held: { readonly hubspot: Values; readonly salesforce: Values },
): readonly FieldMap[] {
  const { ownerOn } = tools
  return maps.flatMap((map): readonly FieldMap[] => {
    if (!translatesOwners(map) || ownerOn === undefined) return [map]
    const isKnown = (to: Side, id: string | null): boolean => id !== null && ownerOn(to, id).known
    const inHubspot = held.hubspot[map.hubspot] ?? null
    const known = {
      hubspot: isKnown('salesforce', inHubspot),
      salesforce: isKnown('hubspot', held.salesforce[map.salesforce] ?? null),
    }
    if (known.hubspot && known.salesforce) return [map]
    if (!known.hubspot && (inHubspot !== null || !known.salesforce)) return []
    const only = known.hubspot ? 'to-salesforce' : 'to-hubspot'
    return map.direction === 'both' || map.direction === only ? [{ ...map, direction: only }] : []
  })
}

const translatesOwners = (map: FieldMap): boolean =>
  [...map.toSalesforce, ...map.toHubspot].some((step) => step.kind === 'owner')

/** What the maps ask of a linked pair, but for those that are held back. */
export interface PlainUpdate {
  readonly toHubspot: readonly FieldWrite[]
  readonly toSalesforce: readonly FieldWrite[]
  /** Once all writes have succeeded. */
  readonly base: Base
  readonly conflicts: RecordDecision['conflicts']
  readonly unconvertible: RecordDecision['unconvertible']
  /** Maps that ask for a write and are held back. */
  readonly held: readonly string[]
  readonly defaultsUsed: number
  readonly decided: RecordDecision['decided']
}

export function planUpdate(input: {
  readonly maps: readonly FieldMap[]
  readonly link: Pick<Link, 'base'>
  readonly hubspot: PlainRecord
  readonly salesforce: PlainRecord
  readonly tools: ContextTools
  /** Maps that are not written, whatever they ask for; their base stays. */
  readonly frozen: ReadonlySet<string>
  /** What people said about single maps. */
  readonly decided?: ReadonlyMap<string, FieldDecided>
}): PlainUpdate {
  const { link, frozen } = input
  const decision = reconcileRecord({ ...input, base: link.base })
  const isHeld = ({ map }: FieldWrite): boolean =>
    frozen.has(map) && decision.decided.get(map) !== 'stands' && input.decided?.get(map)?.choice.kind !== 'thaw'
  const held = decision.writes.filter(isHeld).map((write) => write.map)
  const writes = decision.writes.filter((write) => !isHeld(write))
  const kept = Object.entries(decision.base).filter(([map]) => !held.includes(map))
  return {
    toHubspot: writes.filter((write) => write.to === 'hubspot'),
    toSalesforce: writes.filter((write) => write.to === 'salesforce'),
    base: Object.fromEntries([...kept, ...Object.entries(link.base).filter(([map]) => held.includes(map))]),
    conflicts: decision.conflicts,
    unconvertible: decision.refusals.map(refusalText),
    held,
    defaultsUsed: decision.defaultsUsed,
    decided: decision.decided,
  }
}

/** What a new record gets: the maps' values, what the pair requires, then what its circumstances ask for. */
export interface PlainCreate {
  readonly values: Values
  readonly base: Base
  readonly unconvertible: readonly string[]
  readonly defaultsUsed: number
}

/**
 * @param given values that its circumstances ask for (record type, whom a task is about); they go before all others.
 * @param otherwise values where neither the maps nor the pair have one (the fallback owner).
 */
export function planCreate(input: {
  readonly pair: PlainPair
  readonly maps: readonly FieldMap[]
  readonly to: Side
  readonly source: PlainRecord
  readonly tools: ContextTools
  readonly given: Values
  readonly otherwise: Values
}): PlainCreate {
  const { pair, maps, to, source, tools, given, otherwise } = input
  const initial = initialValues(maps, to, source.values, tools)
  const required = { ...otherwise, ...pair.required(to, initial.values, source.values, tools) }
  const added = Object.keys(required).filter((field) => (initial.values[field] ?? null) === null)
  return {
    values: {
      ...initial.values,
      ...Object.fromEntries(added.map((field) => [field, required[field] ?? null])),
      ...given,
    },
    base: withHeld(initial.base, maps, to, required),
    unconvertible: initial.refusals.map(refusalText),
    defaultsUsed: initial.defaultsUsed + added.length,
  }
}

/** A required value is no edit of the side it was made on. */
function withHeld(base: Base, maps: readonly FieldMap[], to: Side, required: Values): Base {
  const fieldOf = new Map(maps.map((map) => [map.id, to === 'hubspot' ? map.hubspot : map.salesforce]))
  return Object.fromEntries(
    Object.entries(base).map(([id, entry]) => {
      const made = required[fieldOf.get(id) ?? '']
      return [id, made === undefined || entry[to] !== null ? entry : { ...entry, [to]: made }]
    }),
  )
}
