import type { Link } from '#domain/identity/link.ts'
import type { Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { FieldMap } from '#domain/mapping/field-map.ts'
import { translate } from '#domain/mapping/field-map.ts'
import type { Canonical } from '#domain/mapping/value.ts'
import type { Both } from '#domain/reconcile/field.ts'
import { reconcileRecord, type ContextTools, type FieldWrite } from '#domain/reconcile/record.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import { mappingTools } from '../context-tools.ts'
import type { Scope } from '../scope.ts'
import { pairOf } from './pair-of.ts'

export interface LiveField {
  readonly map: FieldMap
  /** Null: that record is not there. */
  readonly now: Readonly<Record<Side, Canonical | null>>
  /** Sides whose value is another one than when both were last compared. */
  readonly changed: readonly Side[]
  readonly agrees: boolean
  /** What the next sync writes; null: nothing. */
  readonly next: FieldWrite | null
  /** Both changed and a person decides. */
  readonly conflict: boolean
  /** Why the value cannot be written; null: it can, or need not. */
  readonly refusal: string | null
}

export interface LiveRecord {
  readonly at: Instant
  /** When it was changed last on its platform; null: it is not there any more, or never was. */
  readonly modifiedAt: Readonly<Record<Side, Instant | null>>
  readonly fields: readonly LiveField[]
  /** Values beside the maps that people look for. */
  readonly lifecycleStage: string | null
  readonly salesforceStatus: string | null
  readonly owner: { readonly id: string; readonly name: string | null } | null
}

/** Asks both CRMs once each, and says what the next sync would make of it. Writes nothing. */
export async function readRecordNow(scope: Scope, link: Link): Promise<LiveRecord> {
  const pair = pairOf(link)
  const maps = scope.config.fields[pair.id].filter(({ rule }) => rule !== 'off')
  const object = link.salesforceObject ?? pair.salesforce
  const [contact, record] = await Promise.all([
    read(scope, 'hubspot', pair.hubspot, link.hubspotId, [...maps.map((map) => map.hubspot), ...pair.reads.hubspot]),
    read(scope, 'salesforce', object, link.salesforceId, [
      ...maps.map((map) => map.salesforce),
      ...pair.reads.salesforce,
    ]),
  ])
  const tools = await mappingTools(scope, [pair.id], {
    hubspot: contact === null ? [] : [contact.values],
    salesforce: record === null ? [] : [record.values],
  })
  const ownerId = record?.values['OwnerId'] ?? null
  return {
    at: scope.clock.now(),
    modifiedAt: { hubspot: contact?.modifiedAt ?? null, salesforce: record?.modifiedAt ?? null },
    fields: liveFields(maps, link, { hubspot: contact, salesforce: record }, tools),
    lifecycleStage: contact?.values['lifecyclestage'] ?? null,
    salesforceStatus: record?.values['Status'] ?? record?.values['StageName'] ?? null,
    owner: ownerId === null ? null : { id: ownerId, name: await nameOf(scope, ownerId) },
  }
}

async function read(
  scope: Scope,
  side: Side,
  object: string,
  id: string | null,
  fields: readonly string[],
): Promise<RemoteRecord | null> {
  if (id === null) return null
  // A person waits for it, but a lead that is to be handed over goes before: what is left of a day's calls is for those.
  const found = await scope[side].withLane('live').read({ object, ids: [id], fields: [...new Set(fields)] })
  return found[0] ?? null
}

/** Names alone: that the users cannot be read keeps nobody from the record. */
async function nameOf(scope: Scope, ownerId: string): Promise<string | null> {
  try {
    const owners = await scope.salesforce.owners()
    return owners.find(({ id }) => id === ownerId)?.name ?? null
  } catch {
    return null
  }
}

function liveFields(
  maps: readonly FieldMap[],
  link: Link,
  { hubspot, salesforce }: Readonly<Record<Side, RemoteRecord | null>>,
  tools: ContextTools,
): readonly LiveField[] {
  const decision =
    hubspot === null || salesforce === null || link.state !== 'active'
      ? null
      : reconcileRecord({ maps, base: link.base, hubspot, salesforce, tools })
  return maps.map((map) => {
    const now = {
      hubspot: hubspot?.values[map.hubspot] ?? null,
      salesforce: salesforce?.values[map.salesforce] ?? null,
    }
    const base = link.base[map.id]
    const both = hubspot !== null && salesforce !== null
    return {
      map,
      now,
      changed: base === undefined ? [] : sidesThatDiffer(now, base, { hubspot, salesforce }),
      agrees: both && agree(map, now, { hubspot, salesforce }, tools),
      next: decision?.writes.find((write) => write.map === map.id) ?? null,
      conflict: decision?.conflicts.includes(map.id) ?? false,
      refusal: decision?.refusals.find((refusal) => refusal.map === map.id)?.why ?? null,
    }
  })
}

const sidesThatDiffer = (now: Both, base: Both, there: Readonly<Record<Side, RemoteRecord | null>>): readonly Side[] =>
  (['hubspot', 'salesforce'] as const).filter((side) => there[side] !== null && now[side] !== base[side])

function agree(map: FieldMap, now: Both, records: Readonly<Record<Side, RemoteRecord>>, tools: ContextTools): boolean {
  if (now.hubspot === now.salesforce) return true
  const there = translate(map, 'hubspot', now.hubspot, { ...tools, record: records.hubspot.values, to: 'salesforce' })
  const back = translate(map, 'salesforce', now.salesforce, {
    ...tools,
    record: records.salesforce.values,
    to: 'hubspot',
  })
  const [isThere, isBack] = [there.value === now.salesforce, back.value === now.hubspot]
  return map.direction === 'both' ? isThere || isBack : map.direction === 'to-salesforce' ? isThere : isBack
}
