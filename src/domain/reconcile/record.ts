import { conditionsHold } from '../condition.ts'
import type { Base } from '../identity/link.ts'
import type { Side } from '../ids.ts'
import { otherSide } from '../ids.ts'
import type { Instant } from '../instant.ts'
import type { FieldMap } from '../mapping/field-map.ts'
import { translate } from '../mapping/field-map.ts'
import type { MappingTools, TransformContext } from '../mapping/transform.ts'
import type { Canonical, Values } from '../mapping/value.ts'
import { carryOut, decidedBy } from './decided.ts'
import type { FieldDecided } from './decided.ts'
import type { Both } from './field.ts'
import { reconcileField } from './field.ts'

/** One side of a linked pair as it is now. Fields that were not read are absent and left alone. */
export interface SideState {
  readonly values: Values
  readonly modifiedAt: Instant
}

export interface FieldWrite {
  readonly map: string
  readonly to: Side
  readonly field: string
  readonly from: string | null
  readonly value: string | null
  readonly because: string
  /**
   * What this write takes away from the side written to, in that side's form: its own edit, or at the first meeting a value that
   * differs. Absent when that side had not changed; null when its edit was to clear the field.
   */
  readonly lost?: Canonical
}

/** A map whose value was not written, with the reason for people. */
export interface Refusal {
  readonly map: string
  readonly why: string
}

/** "visit (it is no date)" */
export const refusalText = ({ map, why }: Refusal): string => (why === '' ? map : `${map} (${why})`)

export type DecidedEnd = 'stands' | 'moved' | 'unconvertible' | 'over'

export interface RecordDecision {
  readonly writes: readonly FieldWrite[]
  /** Ids of maps whose two sides both changed under the rule `manual`. */
  readonly conflicts: readonly string[]
  /** Ids of maps whose value cannot be brought into the form of the side it should go to. */
  readonly unconvertible: readonly string[]
  /** The same maps with their reasons. */
  readonly refusals: readonly Refusal[]
  /** The base once all writes have succeeded; maps that conflict, cannot be converted or are off keep their old entry. */
  readonly base: Base
  readonly defaultsUsed: number
  /** What became of a person's decisions, by map; maps whose values were not read are absent. `over`: the map does not apply. */
  readonly decided: ReadonlyMap<string, DecidedEnd>
}

export type ContextTools = MappingTools

/**
 * Decides every mapped field of one linked pair.
 * @param input.base of the link; `{}` when the two were never joined: then every field is a first meeting.
 * @param input.decided what a person said about single maps: it goes before the rule as long as it stands.
 */
export function reconcileRecord(input: {
  readonly maps: readonly FieldMap[]
  readonly base: Base
  readonly hubspot: SideState
  readonly salesforce: SideState
  readonly tools: ContextTools
  readonly decided?: ReadonlyMap<string, FieldDecided>
}): RecordDecision {
  const writes: FieldWrite[] = []
  const decided = new Map<string, DecidedEnd>()
  const conflicts: string[] = []
  const known = new Set(input.maps.map(({ id }) => id))
  const ended = [...(input.decided?.keys() ?? [])].filter((map) => !known.has(map))
  const refusals: Refusal[] = []
  const base: Record<string, Both> = { ...input.base }
  const contexts = contextsOf(input)
  let defaultsUsed = 0
  for (const map of input.maps) {
    const now = valuesOf(map, input)
    if (now === undefined) continue
    if (map.rule === 'off' || !applies(map, input.hubspot.values)) ended.push(map.id)
    if (!applies(map, input.hubspot.values)) continue
    const toSalesforce = translate(map, 'hubspot', now.hubspot, contexts.hubspot)
    const toHubspot = translate(map, 'salesforce', now.salesforce, contexts.salesforce)
    const word = input.decided?.get(map.id)
    if (word !== undefined && map.rule !== 'off') {
      const outcome = carryOut(word, now, map.direction, (from, value) => translate(map, from, value, contexts[from]))
      decided.set(map.id, outcome.kind)
      if (outcome.kind === 'stands') {
        writes.push(...outcome.writes.map((to) => decidedWrite(map, to, now, outcome.target, word)))
        base[map.id] = outcome.target
        continue
      }
    }
    const decision = reconcileField({
      base: input.base[map.id],
      now,
      translated: { hubspot: toSalesforce.value, salesforce: toHubspot.value },
      rule: map.rule,
      direction: map.direction,
      modifiedAt: { hubspot: input.hubspot.modifiedAt, salesforce: input.salesforce.modifiedAt },
      ...(map.order === undefined ? {} : { rank: rankOf(map, map.order, now, toHubspot.value) }),
    })
    if (decision.kind === 'conflict') conflicts.push(map.id)
    // A difference that is kept (one-way, rule) becomes the base as well: only a further change is news.
    if (decision.kind === 'noop' && decision.because !== 'off') base[map.id] = now
    if (decision.kind === 'write') {
      const translated = decision.to === 'salesforce' ? toSalesforce : toHubspot
      if (translated.unconvertible) {
        refusals.push({ map: map.id, why: translated.why ?? '' })
        continue
      }
      defaultsUsed += translated.defaultsUsed
      const field = decision.to === 'hubspot' ? map.hubspot : map.salesforce
      writes.push({
        map: map.id,
        to: decision.to,
        field,
        from: now[decision.to],
        value: decision.value,
        because: decision.because,
        ...lostBy(decision.to, now, input.base[map.id]),
      })
      base[map.id] = { ...now, [decision.to]: decision.value }
    }
  }
  const unconvertible = refusals.map(({ map }) => map)
  for (const map of ended) if (input.decided?.has(map) === true) decided.set(map, 'over')
  return { writes, conflicts, unconvertible, refusals, base, defaultsUsed, decided }
}

const decidedWrite = (map: FieldMap, to: Side, now: Both, target: Both, { by }: FieldDecided): FieldWrite => ({
  map: map.id,
  to,
  field: map[to],
  from: now[to],
  value: target[to],
  because: decidedBy(by),
  ...(now[to] === null ? {} : { lost: now[to] }),
})

function lostBy(to: Side, now: Both, base: Both | undefined): { readonly lost?: Canonical } {
  const edited = base === undefined ? now[to] !== null : now[to] !== base[to]
  return edited ? { lost: now[to] } : {}
}

function contextsOf(input: {
  readonly hubspot: SideState
  readonly salesforce: SideState
  readonly tools: ContextTools
}): Readonly<Record<Side, TransformContext>> {
  return {
    hubspot: { ...input.tools, record: input.hubspot.values, to: 'salesforce' },
    salesforce: { ...input.tools, record: input.salesforce.values, to: 'hubspot' },
  }
}

/**
 * What a new record on `to` gets from the other side's values, with the maps' fallbacks. Blanks and values that cannot be
 * converted are left out.
 */
export function initialValues(
  maps: readonly FieldMap[],
  to: Side,
  values: Values,
  tools: ContextTools,
): {
  readonly values: Values
  readonly unconvertible: readonly string[]
  readonly refusals: readonly Refusal[]
  readonly base: Base
  readonly defaultsUsed: number
} {
  const refusals: Refusal[] = []
  const context: TransformContext = { ...tools, record: values, to }
  const result: Record<string, string> = {}
  const base: Record<string, Both> = {}
  const from = otherSide(to)
  let defaultsUsed = 0
  for (const map of maps) {
    if (map.rule === 'off' || map.direction === (from === 'hubspot' ? 'to-hubspot' : 'to-salesforce')) continue
    const source = from === 'hubspot' ? map.hubspot : map.salesforce
    const own = values[source]
    if (own === undefined || (from === 'hubspot' && !applies(map, values))) continue
    const translated = translate(map, from, own, context)
    if (translated.unconvertible) {
      refusals.push({ map: map.id, why: translated.why ?? '' })
      continue
    }
    defaultsUsed += translated.defaultsUsed
    if (translated.value !== null) result[to === 'hubspot' ? map.hubspot : map.salesforce] = translated.value
    base[map.id] =
      to === 'salesforce'
        ? { hubspot: own, salesforce: translated.value }
        : { hubspot: translated.value, salesforce: own }
  }
  return { values: result, unconvertible: refusals.map(({ map }) => map), refusals, base, defaultsUsed }
}

function applies(map: FieldMap, hubspot: Values): boolean {
  if (map.when === undefined) return true
  return conditionsHold([map.when], hubspot)
}

function valuesOf(map: FieldMap, input: { hubspot: SideState; salesforce: SideState }): Both | undefined {
  const hubspot = input.hubspot.values[map.hubspot]
  const salesforce = input.salesforce.values[map.salesforce]
  return hubspot === undefined || salesforce === undefined ? undefined : { hubspot, salesforce }
}

/**
 * The rank is taken in HubSpot's values, so both sides are compared on one scale.
 */
function rankOf(
  map: FieldMap,
  order: readonly string[],
  now: Both,
  salesforceAsHubspot: string | null,
): Record<Side, number> {
  const at = (value: string | null): number => (value === null ? -1 : order.indexOf(value))
  return { hubspot: at(now.hubspot), salesforce: at(map.toHubspot.length === 0 ? now.salesforce : salesforceAsHubspot) }
}
