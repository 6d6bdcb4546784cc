import type { Link } from '#domain/identity/link.ts'
import { linkId, otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import { takesPart } from '#domain/lifecycle/selection.ts'
import type { Values } from '#domain/mapping/value.ts'
import { KEY_FIELDS, makes, plainKey } from '#domain/plan/plain.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { Scope } from '../scope.ts'
import { DONE } from '../settle-outcomes.ts'
import type { Verdict } from '../settle-outcomes.ts'
import type { Seen } from '../snapshots.ts'
import { findPartners } from './candidates.ts'
import { BEING_MADE, claimed } from './claims.ts'
import type { Newcomer } from './candidates.ts'
import { possibleDuplicate, nameOfSide } from './look-alikes.ts'
import { isIndexed, isListed } from './match-index.ts'
import { accountOf } from './unit.ts'
import type { LinkedUnit, PlainStory, Settled, Unit } from './unit.ts'

export interface Entered {
  readonly linked: readonly LinkedUnit[]
  readonly settled: readonly Settled[]
}

/** One newcomer with what is to become of it. */
interface Decided {
  readonly newcomer: Newcomer
  readonly given: Values
  readonly outcome:
    | { readonly kind: 'link'; readonly partner: Seen; readonly by: Link['origin'] }
    | { readonly kind: 'make' }
    | { readonly kind: 'settle'; readonly verdict: Verdict }
}

/**
 * Lets newcomers in: those that take part are linked with their partner, or an intent is stored for one that is to be made. Keys
 * are stored before anything is written, so a crash repeats the same keyed write.
 */
export async function enterUnits(scope: Scope, story: PlainStory, units: readonly Unit[]): Promise<Entered> {
  const { pair } = story
  const linked = units.flatMap((unit): LinkedUnit[] =>
    unit.link === null
      ? []
      : [{ ...unit, link: unit.link, firstMeeting: Object.keys(unit.link.base).length === 0, given: {} }],
  )
  const strangers = units.filter((unit) => unit.link === null)
  const present = strangers.flatMap((unit): Newcomer[] => {
    const side = unit.hubspot === null ? 'salesforce' : 'hubspot'
    const seen = unit[side]
    return seen === null ? [] : [{ unit, side, seen }]
  })
  const able = present.filter(({ side, seen: { record } }) => {
    const filtered = side === 'hubspot' || takesPart(pair.salesforce, record.values, scope.config.selection)
    return filtered && pair.takesPart(side, record.values)
  })
  // Intents that were cut off tell anew for whom they are made.
  const intended = linked.filter(({ link }) => link.state === 'intended')
  const admitted =
    able.length + intended.length === 0
      ? new Map<Unit, Values>()
      : await story.admit(scope, [...able.map(({ unit }) => unit), ...intended])
  const entering = able.filter(({ unit }) => admitted.has(unit))
  const waiting = isIndexed(pair) ? await claimed(scope, pair, entering) : new Set<Newcomer>()
  const decided: Decided[] = [...waiting].map((newcomer) => ({
    newcomer,
    given: {},
    outcome: { kind: 'settle', verdict: BEING_MADE },
  }))
  for (const side of ['hubspot', 'salesforce'] as const)
    decided.push(
      ...(await decideSide(
        scope,
        pair,
        side,
        entering.filter((n) => n.side === side && !waiting.has(n)),
        admitted,
      )),
    )
  const joined = await store(scope, pair, decided)
  const settledUnits = new Set(
    decided.flatMap(({ newcomer, outcome }) => (outcome.kind === 'settle' ? [newcomer.unit] : [])),
  )
  const joinedUnits = new Set(
    decided.filter(({ outcome }) => outcome.kind !== 'settle').map(({ newcomer }) => newcomer.unit),
  )
  return {
    linked: [
      ...linked.map((unit) => (unit.link.state === 'intended' ? { ...unit, given: admitted.get(unit) ?? {} } : unit)),
      ...joined,
    ],
    settled: [
      ...strangers
        .filter((unit) => !settledUnits.has(unit) && !joinedUnits.has(unit))
        .map((unit): Settled => ({ unit, verdict: DONE })),
      ...decided.flatMap(({ newcomer, outcome }) =>
        outcome.kind === 'settle' ? [{ unit: newcomer.unit, verdict: outcome.verdict }] : [],
      ),
    ],
  }
}

/** As long as the other side's records are being listed for the first time, what is not known may still come. */
const BEING_LISTED: Verdict = { kind: 'wait', afterMs: 15_000, error: 'the other side is still being listed' }

async function decideSide(
  scope: Scope,
  pair: PlainPair,
  side: Side,
  newcomers: readonly Newcomer[],
  admitted: ReadonlyMap<Unit, Values>,
): Promise<readonly Decided[]> {
  if (newcomers.length === 0) return []
  if (isIndexed(pair) && !(await isListed(scope, pair, otherSide(side))))
    return newcomers.map((newcomer) => ({ newcomer, given: {}, outcome: { kind: 'settle', verdict: BEING_LISTED } }))
  const found = await findPartners(scope, pair, side, newcomers)
  const partners = [...found.values()].flatMap(({ partner }) => partner?.record.id ?? [])
  const owners = await linksOf(scope, pair, otherSide(side), partners)
  const isTaken = (id: string): boolean => {
    const owner = owners.get(id)
    return owner !== undefined && owner.state !== 'unlinked'
  }
  const wanted = countOf(partners)
  const made = new Set<string>()
  return newcomers.map((newcomer): Decided => {
    const { match, partner } = found.get(newcomer) ?? { match: { kind: 'none' as const }, partner: null }
    const given = admitted.get(newcomer.unit) ?? {}
    const settle = (verdict: Verdict): Decided => ({ newcomer, given, outcome: { kind: 'settle', verdict } })
    if (match.kind === 'several') return settle(severalMatches(scope, pair, newcomer, match.ids))
    if (match.kind === 'one' && partner !== null) {
      // Made of that very record a moment ago, in a run that was cut off: the record's own turn finds it by the key.
      if (isIntendedFor(owners.get(partner.record.id), newcomer)) return settle(BEING_LINKED)
      if (isTaken(partner.record.id)) return settle(alreadyLinked(pair, newcomer, partner))
      if ((wanted.get(partner.record.id) ?? 0) > 1) return settle(sameDomain(pair, newcomer))
      return { newcomer, given, outcome: { kind: 'link', partner, by: match.by } }
    }
    if (!makes(scope.config.pairs[pair.id], side)) return settle(DONE)
    const own = pair.keysOf[side](newcomer.seen.record.values)
    if (own.strong.some((key) => made.has(key))) return settle(sameDomain(pair, newcomer))
    const held = match.kind === 'suggested' && scope.config.matching.suggestions === 'hold' ? match.ids : []
    if (held.length > 0 && newcomer.unit.rows.every((row) => row.cause !== RETRIED))
      return settle(possibleDuplicate(pair, side, held, 'held'))
    for (const key of own.strong) made.add(key)
    return { newcomer, given, outcome: { kind: 'make' } }
  })
}

const BEING_LINKED: Verdict = { kind: 'wait', afterMs: 2_000, error: 'its partner is about to be linked with it' }
const isIntendedFor = (owner: Link | undefined, { side, seen }: Newcomer): boolean =>
  owner?.state === 'intended' && owner.key === (seen.record.values[KEY_FIELDS[side]] ?? null)

/** The cause that a retry by a person gives an inbox row: they have looked at what is alike. */
const RETRIED = 'parked record retried'

const linksOf = (
  scope: Scope,
  pair: PlainPair,
  side: Side,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Link>> =>
  side === 'hubspot'
    ? scope.store.links.byHubspotIds(scope.connection.id, pair.kind, ids)
    : scope.store.links.bySalesforceIds(scope.connection.id, pair.kind, ids)

const countOf = (ids: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...Map.groupBy(ids, (id) => id)].map(([id, of]) => [id, of.length]))

async function store(scope: Scope, pair: PlainPair, decided: readonly Decided[]): Promise<readonly LinkedUnit[]> {
  const entering = decided.flatMap(({ newcomer, given, outcome }) =>
    outcome.kind === 'settle' ? [] : [{ newcomer, given, outcome }],
  )
  if (entering.length === 0) return []
  const { connection, clock } = scope
  const intents = entering.map(({ newcomer: { side, seen }, outcome }) => ({
    id: linkId(scope.newId()),
    kind: pair.kind,
    key: plainKey(accountOf(scope, side), seen.record.id),
    hubspotId: side === 'hubspot' ? seen.record.id : null,
    origin: outcome.kind === 'link' ? outcome.by : ('created' as const),
    adopted: false,
    createdAt: clock.now(),
  }))
  return scope.store.transaction(async (tx) => {
    const stored = await tx.links.intend(connection.id, intents)
    const units = entering.flatMap(({ newcomer, given, outcome }, i): LinkedUnit[] => {
      const intent = stored.get(intents[i]?.key ?? '')
      if (intent === undefined) return []
      const { unit, side, seen } = newcomer
      const partner = outcome.kind === 'link' ? outcome.partner : null
      const both = { hubspot: unit.hubspot, salesforce: unit.salesforce, [otherSide(side)]: partner, [side]: seen }
      const link: Link = {
        ...intent,
        hubspotId: both.hubspot?.record.id ?? null,
        salesforceObject: pair.salesforce,
        salesforceId: both.salesforce?.record.id ?? null,
        state: partner === null ? 'intended' : 'active',
      }
      return [{ ...unit, ...both, link, given, firstMeeting: true }]
    })
    await tx.links.save(
      connection.id,
      units.map(({ link }) => link),
    )
    return units
  })
}

function severalMatches(scope: Scope, pair: PlainPair, { side, seen }: Newcomer, ids: readonly string[]): Verdict {
  const other = otherSide(side)
  const key = plainKey(accountOf(scope, side), seen.record.id)
  return {
    kind: 'park',
    code: 'SEVERAL_MATCHES',
    message: `${ids.length} records in ${nameOfSide(other)} could be this ${pair.named[side]}: ${ids.join(', ')}`,
    remedy: `Merge the duplicates in ${nameOfSide(other)}, or write the Tandem key ${key} on the right one, then retry.`,
    linkId: null,
  }
}

const alreadyLinked = (pair: PlainPair, { side }: Newcomer, partner: Seen): Verdict => ({
  kind: 'park',
  code: 'ALREADY_LINKED',
  message: `${nameOfSide(otherSide(side))} ${partner.record.id} would be its partner, but belongs to another ${pair.named[side]} already`,
  remedy: `Merge the two in ${nameOfSide(side)}, or correct what they have in common, then retry.`,
  linkId: null,
})

const sameDomain = (pair: PlainPair, { side }: Newcomer): Verdict => ({
  kind: 'park',
  code: 'SEVERAL_MATCHES',
  message: `another ${pair.named[side]} in ${nameOfSide(side)} has the same domain: which of them is meant cannot be told`,
  remedy: `Merge them in ${nameOfSide(side)}, or correct the domain of one, then retry.`,
  linkId: null,
})
