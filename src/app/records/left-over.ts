import type { Side } from '#domain/ids.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { WriteIntent } from '#ports/store/write-intents.ts'
import { agreedBase } from '../intents/left-over.ts'
import { lookAtLeftOvers } from '../intents/look.ts'
import type { LeftOvers } from '../intents/look.ts'
import type { Scope } from '../scope.ts'
import { connectorOf, fieldsOf } from './unit.ts'
import type { LinkedUnit, Unit } from './unit.ts'

/**
 * What earlier batches wrote for these units and nobody remembers. Records of such units that a capture alone told of are read: it
 * may be older than the write.
 * @returns the same units, and what became of the writes, by link.
 */
export async function lookAtUnits(
  scope: Scope,
  pair: PlainPair,
  units: readonly Unit[],
): Promise<{ readonly units: readonly Unit[]; readonly leftOvers: LeftOvers }> {
  const subjects = units.flatMap(({ link }) => (link === null ? [] : [link.id]))
  const intents = await scope.store.writeIntents.ofSubjects(scope.connection.id, subjects)
  if (intents.length === 0) return { units, leftOvers: new Map() }
  const having = new Set(intents.map(({ subject }) => subject))
  let now = units
  for (const side of ['hubspot', 'salesforce'] as const) now = await readAnew(scope, pair, side, now, having)
  const byLink = new Map(now.map((unit) => [unit.link?.id as string | undefined, unit]))
  return { units: now, leftOvers: await lookAtLeftOvers(scope, intents, (one) => inHand(byLink.get(one.subject), one)) }
}

async function readAnew(
  scope: Scope,
  pair: PlainPair,
  side: Side,
  units: readonly Unit[],
  having: ReadonlySet<string>,
): Promise<readonly Unit[]> {
  const isRecalled = ({ link, [side]: seen }: Unit): boolean =>
    link !== null && having.has(link.id) && seen?.by === 'snapshot'
  const ids = units.filter(isRecalled).flatMap((unit) => unit[side]?.record.id ?? [])
  if (ids.length === 0) return units
  const request = { object: pair[side], ids, fields: fieldsOf(scope.config, pair, side) }
  const read = new Map((await connectorOf(scope, side).read(request)).map((record) => [record.id, record]))
  return units.map((unit): Unit => {
    const record = isRecalled(unit) ? read.get(unit[side]?.record.id ?? '') : undefined
    return record === undefined ? unit : { ...unit, [side]: { record, by: 'read' } }
  })
}

function inHand(unit: Unit | undefined, { side, recordId }: WriteIntent) {
  const seen = unit?.[side]
  if (seen === undefined || seen === null || seen.by !== 'read') return undefined
  // What was to be made is found by its key, and is in hand then.
  return recordId === null || recordId === seen.record.id ? seen.record : undefined
}

/** The unit with what both sides agreed on when it was written. */
export function withAgreed(scope: Scope, pair: PlainPair, unit: LinkedUnit, leftOvers: LeftOvers): LinkedUnit {
  const found = leftOvers.get(unit.link.id)
  if (found === undefined) return unit
  const { link } = unit
  const maps = new Map(scope.config.fields[pair.id].map((map) => [map.id, map]))
  const base = agreedBase(link.base, found, (id, side) => {
    const map = maps.get(id)
    return map === undefined ? undefined : unit[side]?.record.values[map[side]]
  })
  return base === link.base ? unit : { ...unit, link: { ...link, base }, storedBase: link.base }
}
