import type { FieldMap } from '#domain/mapping/field-map.ts'
import type { Link } from '#domain/identity/link.ts'
import { type LinkId, SIDES, type Side } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { ObjectPair } from '#domain/objects/pair.ts'
import type { StoredCampaignMember } from '#ports/store/campaign-members.ts'
import type { FieldSchema, ObjectSchema } from '#ports/connector/schema.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { ParkedItem } from '#ports/store/parked.ts'
import type { LinkAlias, NewestChange, WaitingRow } from '#ports/store/records.ts'
import { contextTools } from '../context-tools.ts'
import { describeOrNull } from '../fit-maps.ts'
import { explainLead, type ExplainedLead } from '../sla/explain-lead.ts'
import { streamsOf, objectOf, type Scope } from '../scope.ts'
import { fieldRows, type FieldRow } from './field-rows.ts'
import { pairOf, recordsOf } from './pair-of.ts'

/** An opportunity of a record, with what it earned for the person. */
export interface RecordOpportunity {
  readonly opportunity: StoredOpportunity
  /** Credit of this person under each model; of a deal, of everybody. */
  readonly credits: readonly { readonly model: string; readonly amountMinor: bigint }[]
}

/** Everything that is stored of one record. */
export interface ReadRecord {
  readonly link: Link
  readonly pair: ObjectPair
  /** Who goes on for one who was merged away; else null. */
  readonly mergedInto: Link | null
  readonly aliases: readonly LinkAlias[]
  readonly fields: readonly FieldRow[]
  /** Fields without a map that Tandem wrote by rules of its own. */
  readonly own: readonly NewestChange[]
  /** What the CRMs say of their fields, where the schemas were at hand. */
  readonly schemas: Readonly<Record<Side, Readonly<Record<string, FieldSchema>>>>
  readonly authors: ReadonlyMap<number, string>
  readonly waiting: readonly WaitingRow[]
  readonly lookedAt: ReadonlyMap<string, Instant>
  readonly problems: readonly ParkedItem[]
  readonly lead: ExplainedLead | null
  readonly opportunities: readonly RecordOpportunity[]
  /** People of a deal's opportunity, by position. */
  readonly people: readonly Link[]
  readonly memberships: readonly StoredCampaignMember[]
  readonly sync: SyncAbility
}

/** Whether the record can be put into the inbox by hand, and if not, why. */
export type SyncAbility = { readonly kind: 'can' } | { readonly kind: 'cannot'; readonly why: string }

/** Pages of stored facts wait no longer than this for names that only make them nicer. */
const LABELS_WITHIN_MS = 150
/** Versions whose authors are looked up at once. */
const VERSIONS = 500

export type LookedUp =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'erased'; readonly link: LinkId }
  | { readonly kind: 'known'; readonly record: ReadRecord }

const NO_SCHEMAS: ReadRecord['schemas'] = { hubspot: {}, salesforce: {} }

/**
 * What is known of a record from what is stored alone: neither CRM is asked for it. Whoever was erased shows nothing.
 * @param labels `ask`: fields bear the names that people know, if the schemas are at hand soon.
 */
export async function readRecord(scope: Scope, id: LinkId, labels: 'ask' | 'leave' = 'ask'): Promise<LookedUp> {
  const { store, connection } = scope
  const link = (await store.links.byIds(connection.id, [id])).get(id)
  if (link === undefined) return { kind: 'unknown' }
  if (link.state === 'unlinked' && (await store.records.isErased(connection.id, id)))
    return { kind: 'erased', link: id }
  const pair = pairOf(link)
  const records = recordsOf(link)
  const [survivors, aliases, changes, waiting, lookedAt, problems, lead, deals, memberships, schemas, heads] =
    await Promise.all([
      store.records.survivors(connection.id, [id]),
      store.records.aliases(connection.id, id),
      store.records.newestChanges(connection.id, id),
      store.records.waiting(connection.id, records),
      store.records.lookedAt(connection.id, records),
      store.records.problems(connection.id, [id]),
      leadOf(scope, link),
      opportunitiesOf(scope, link),
      link.kind === 'person' ? store.campaignMembers.ofPeople(connection.id, [id]) : [],
      labels === 'ask' ? schemasOf(scope, pair) : NO_SCHEMAS,
      store.configs.heads(connection.id, null, VERSIONS),
    ])
  const maps: readonly FieldMap[] = scope.config.fields[pair.id].filter(({ rule }) => rule !== 'off')
  const { rows, own } = fieldRows(maps, link.base, changes, contextTools(connection.orgTimeZone))
  const people = link.kind === 'deal' ? (deals[0]?.opportunity.people ?? []) : []
  const links = await store.links.byIds(connection.id, people)
  return {
    kind: 'known',
    record: {
      link,
      pair,
      mergedInto: survivors.get(id) ?? null,
      aliases,
      fields: rows,
      own,
      schemas,
      authors: new Map(heads.map(({ version, author }) => [version, author])),
      waiting,
      lookedAt,
      problems,
      lead,
      opportunities: deals,
      people: people.flatMap((person) => links.get(person) ?? []),
      memberships,
      sync: await syncAbility(scope, link),
    },
  }
}

/** Those of its records that the inbox takes. */
export const syncedRecordsOf = (scope: Pick<Scope, 'config'>, link: Link) => {
  const streams = streamsOf(scope.config)
  return recordsOf(link).filter(({ side, object }) =>
    streams.some((stream) => stream.side === side && objectOf(stream) === object),
  )
}

export async function syncAbility(scope: Scope, link: Link): Promise<SyncAbility> {
  if (link.kind === 'campaign')
    return {
      kind: 'cannot',
      why: 'Campaigns are compared as a whole every few minutes; there is nothing to do by hand.',
    }
  if (syncedRecordsOf(scope, link).length === 0)
    return { kind: 'cannot', why: 'Records of this kind are not synced: their pair is switched off in the mappings.' }
  const current = await scope.store.connections.get(scope.connection.id)
  if (current?.state === 'paused')
    return { kind: 'cannot', why: `The connection is paused: ${current.pausedReason ?? 'no reason was given'}.` }
  return { kind: 'can' }
}

async function leadOf({ store, connection, clock }: Scope, link: Link): Promise<ExplainedLead | null> {
  const who = link.hubspotId ?? link.salesforceId
  if (link.kind !== 'person' || who === null) return null
  const found = await explainLead(store, connection.id, who, 'email', clock.now())
  return found.find((lead) => lead.link.id === link.id) ?? null
}

async function opportunitiesOf({ store, connection }: Scope, link: Link): Promise<readonly RecordOpportunity[]> {
  const found =
    link.kind === 'person'
      ? ((await store.opportunities.byPeople(connection.id, [link.id])).get(link.id) ?? [])
      : link.kind === 'deal' && link.salesforceId !== null
        ? [...(await store.opportunities.byIds(connection.id, [link.salesforceId])).values()]
        : []
  const newest = found.toReversed().slice(0, MOST_OPPORTUNITIES)
  const credits = await Promise.all(newest.map(({ id }) => store.credits.ofOpportunity(connection.id, id)))
  return newest.map((opportunity, n) => {
    const own = (credits[n] ?? []).filter(
      ({ entry, touchId, linkId }) => entry === 0 && touchId !== null && (link.kind !== 'person' || linkId === link.id),
    )
    const byModel = Map.groupBy(own, ({ model }) => model)
    return {
      opportunity,
      credits: [...byModel].map(([model, rows]) => ({
        model,
        amountMinor: rows.reduce((sum, { amountMinor }) => sum + amountMinor, 0n),
      })),
    }
  })
}

const MOST_OPPORTUNITIES = 20

async function schemasOf(scope: Scope, pair: ObjectPair): Promise<ReadRecord['schemas']> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, LABELS_WITHIN_MS, null).unref())
  const ask = async (side: Side): Promise<ObjectSchema | null> => {
    // Names alone: a CRM that does not answer keeps nobody from reading what is stored.
    const described = describeOrNull(scope[side], pair[side]).catch(() => null)
    return Promise.race([described, late])
  }
  const [hubspot, salesforce] = await Promise.all(SIDES.map(ask))
  return { hubspot: hubspot?.fields ?? {}, salesforce: salesforce?.fields ?? {} }
}
