import type { Side } from '#domain/ids.ts'
import { otherSide } from '#domain/ids.ts'
import { takesPart } from '#domain/lifecycle/selection.ts'
import { KEY_FIELDS, matchPlain, plainKey, recordOfKey } from '#domain/plan/plain.ts'
import type { PlainMatch, PlainPair } from '#domain/plan/plain.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Scope } from '../scope.ts'
import type { Seen } from '../snapshots.ts'
import { accountOf, connectorOf, fieldsOf } from './unit.ts'
import type { Unit } from './unit.ts'

/** A record without a partner. */
export interface Newcomer {
  readonly unit: Unit
  readonly side: Side
  readonly seen: Seen
}

export interface Found {
  readonly match: PlainMatch
  /** The partner as it was read just now; null unless there is exactly one. */
  readonly partner: Seen | null
}

/**
 * Who is the partner? Looked for by stored keys and ids, by what was captured of the other side, and, in Salesforce, by exact
 * look-ups, so that a record made a moment ago is found too. HubSpot's search index lags and is never asked.
 * @param newcomers of one side.
 */
export async function findPartners(
  scope: Scope,
  pair: PlainPair,
  side: Side,
  newcomers: readonly Newcomer[],
): Promise<ReadonlyMap<Newcomer, Found>> {
  const asked = newcomers.map((newcomer) => asking(scope, pair, side, newcomer))
  const indexed = await scope.store.matchKeys.find(
    scope.connection.id,
    pair.kind,
    otherSide(side),
    asked.flatMap((one) => one.keys),
  )
  const named = asked.flatMap((one) => [...one.named, ...one.keys.flatMap((key) => indexed.get(key) ?? [])])
  const found = new Map((await lookUp(scope, pair, side, asked, named)).map((record) => [record.id, record]))
  const other = otherSide(side)
  const candidates = [...found.values()]
    .filter(({ values }) => side === 'salesforce' || takesPart(pair.salesforce, values, scope.config.selection))
    .map((record) => ({
      id: record.id,
      keys: pair.keysOf[other](record.values),
      bears: record.values[KEY_FIELDS[other]] ?? null,
    }))
  const byKey = Map.groupBy(
    candidates.flatMap((c) => [...c.keys.strong, ...c.keys.weak].map((key) => ({ key, c }))),
    ({ key }) => key,
  )
  return new Map(
    asked.map(({ newcomer, named: ids, stored, own }) => {
      const alike = [...own.strong, ...own.weak].flatMap((key) => (byKey.get(key) ?? []).map(({ c }) => c))
      const known = candidates.filter(({ id, bears }) => ids.includes(id) || bears === stored)
      const match = matchPlain(own, [...new Set([...known, ...alike])], new Set(known.map(({ id }) => id)))
      const record = match.kind === 'one' ? found.get(match.id) : undefined
      return [newcomer, { match, partner: record === undefined ? null : { record, by: 'read' } }] as const
    }),
  )
}

/** By what one newcomer is looked for on the other side. */
function asking(scope: Scope, pair: PlainPair, side: Side, newcomer: Newcomer) {
  const { record } = newcomer.seen
  const own = pair.keysOf[side](record.values)
  /** The key that the partner bears if it was made of this record. */
  const stored = plainKey(accountOf(scope, side), record.id)
  const other = otherSide(side)
  const held = recordOfKey(accountOf(scope, other), record.values[KEY_FIELDS[side]])
  const told = side === 'hubspot' ? (record.values['tandem_salesforce_id'] ?? null) : null
  return {
    newcomer,
    own,
    stored,
    named: [held, told].flatMap((id) => id ?? []),
    keys: [...own.strong, ...own.weak, `key:${stored}`],
  }
}

/** What the index says was true when it was captured, so everything is read. */
async function lookUp(
  scope: Scope,
  pair: PlainPair,
  side: Side,
  asked: readonly ReturnType<typeof asking>[],
  ids: readonly string[],
): Promise<readonly RemoteRecord[]> {
  const other = otherSide(side)
  const connector = connectorOf(scope, other)
  const object = pair[other]
  const fields = fieldsOf(scope.config, pair, other)
  const byId = ids.length === 0 ? [] : [connector.read({ object, ids, fields })]
  if (side === 'salesforce') return (await Promise.all(byId)).flat()
  const values = new Map<string, string[]>([[KEY_FIELDS.salesforce, asked.map(({ stored }) => stored)]])
  for (const { newcomer } of asked)
    for (const one of pair.lookUps(newcomer.seen.record.values))
      values.set(one.field, [...(values.get(one.field) ?? []), ...one.values])
  const exact = [...values].map(([field, of]) => connector.findBy({ object, field, values: of, fields }))
  return (await Promise.all([...byId, ...exact])).flat()
}
