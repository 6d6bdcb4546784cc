import { otherSide } from '#domain/ids.ts'
import type { Side } from '#domain/ids.ts'
import { KEY_FIELDS } from '#domain/plan/plain.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { Scope } from '../scope.ts'
import type { Seen } from '../snapshots.ts'
import { connectorOf, fieldsOf } from './unit.ts'
import type { Unit } from './unit.ts'

/**
 * Partners whose making may have happened in a run that was cut off, found by their key. Repeating the keyed upsert would find
 * them too, but would take back what somebody has changed there since.
 */
export async function recoverIntended(scope: Scope, pair: PlainPair, units: readonly Unit[]): Promise<readonly Unit[]> {
  const found = new Map<string, { readonly side: Side; readonly seen: Seen }>()
  for (const side of ['hubspot', 'salesforce'] as const) {
    const keys = units.flatMap((unit) => (missingSide(unit) === side ? (unit.link?.key ?? []) : []))
    if (keys.length === 0) continue
    const field = KEY_FIELDS[side]
    const fields = [...new Set([...fieldsOf(scope.config, pair, side), field])]
    const records = await connectorOf(scope, side).findBy({ object: pair[side], field, values: keys, fields })
    for (const record of records) found.set(record.values[field] ?? '', { side, seen: { record, by: 'read' } })
  }
  if (found.size === 0) return units
  return units.map((unit) => {
    const { link } = unit
    const made = link?.state === 'intended' ? found.get(link.key) : undefined
    if (link === null || made === undefined) return unit
    const ids = made.side === 'hubspot' ? { hubspotId: made.seen.record.id } : { salesforceId: made.seen.record.id }
    return { ...unit, [made.side]: made.seen, link: { ...link, ...ids, state: 'active' } }
  })
}

/** The side that was to be made. */
function missingSide(unit: Unit): Side | null {
  if (unit.link?.state !== 'intended') return null
  const side: Side = unit.link.hubspotId === null ? 'hubspot' : 'salesforce'
  return unit[side] === null && unit[otherSide(side)] !== null ? side : null
}
