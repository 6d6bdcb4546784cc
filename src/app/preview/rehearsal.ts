import { RemoteError } from '#domain/errors.ts'
import type { Side } from '#domain/ids.ts'
import type { Values } from '#domain/mapping/value.ts'
import type { Clock } from '#ports/clock.ts'
import type { Connector } from '#ports/connector.ts'
import type { MarketingCampaigns } from '#ports/connector/campaigns.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { ItemOutcome, WriteOperation } from '#ports/connector/writes.ts'
import { refusalOf } from './refusal.ts'

/** An account whose writes are only noted. `C` may offer more than the port; what writes campaigns is held back as well. */
export interface Rehearsal<C extends Connector> {
  readonly connector: C
  /** Calls that the writes would have cost. */
  writeCalls(): number
  /** Writes that reached the noting end, for proof: how many operations were held back. */
  heldBack(): number
}

/** Key prefixes: https://help.salesforce.com/s/articleView?id=000385203. HubSpot's ids have no kind. */
const PREFIXES: Readonly<Record<string, string>> = {
  Lead: '00Q',
  Contact: '003',
  Account: '001',
  Opportunity: '006',
  Task: '00T',
  Campaign: '701',
  CampaignMember: '00v',
}
const MADE_UP = /^.{3}PREVIEW\d{8}$/

/** Is this the id of a record that a preview would have made? No platform knows it. */
export const isMadeUp = (id: string): boolean => MADE_UP.test(id)

interface Planned {
  readonly object: string
  readonly id: string
  /** Null: a record that exists; only what would be written to it is known. */
  readonly madeAt: number | null
  readonly values: Values
}

/**
 * The same account for reading, live; what is written is kept here and laid over what is read afterwards, so that the pipeline
 * meets the world as its own writes would have left it. Nothing is sent that changes anything.
 */
export function rehearse<C extends Connector & Partial<MarketingCampaigns>>(real: C, clock: Clock): Rehearsal<C> {
  const planned = new Map<string, Planned>()
  const madeByKey = new Map<string, string>()
  const keyOf = (object: string, id: string): string => `${object.toLowerCase()}/${id}`
  let made = 0
  let calls = 0
  let operationsHeld = 0
  const { side } = real

  const newId = (object: string): string => `${PREFIXES[object] ?? 'new'}PREVIEW${String((made += 1)).padStart(8, '0')}`
  const lay = (object: string, id: string, values: Values, madeAt: number | null): void => {
    const before = planned.get(keyOf(object, id))
    planned.set(keyOf(object, id), {
      object,
      id,
      madeAt: before?.madeAt ?? madeAt,
      values: { ...before?.values, ...values },
    })
  }
  const laidOver = (record: RemoteRecord): RemoteRecord => {
    const own = planned.get(keyOf(record.object, record.id))
    return own === undefined ? record : { ...record, values: merged(record.values, own.values) }
  }
  const asRecord = (one: Planned, fields: readonly string[]): RemoteRecord => ({
    object: one.object,
    id: one.id,
    values: merged(blank(fields), one.values),
    createdAt: one.madeAt ?? 0,
    modifiedAt: one.madeAt ?? 0,
    mergedIds: [],
  })
  const madeUp = (object: string): readonly Planned[] =>
    [...planned.values()].filter((one) => one.madeAt !== null && one.object.toLowerCase() === object.toLowerCase())

  const answer = async (operation: WriteOperation): Promise<ItemOutcome> => {
    const { traceId } = operation
    const now = clock.now()
    const done = (id: string, effect: Extract<ItemOutcome, { ok: true }>['effect'], values?: Values): ItemOutcome => ({
      traceId,
      ok: true,
      id,
      effect,
      ...(side === 'hubspot' && values !== undefined ? { values, modifiedAt: now } : {}),
    })
    if (operation.kind === 'associate' || operation.kind === 'disassociate') return done('', 'associated')
    if (operation.kind === 'delete') return done(operation.id, 'deleted')
    if (operation.kind === 'convert-lead') return converted(operation)
    const { object, values } = operation
    const refused = refusalOf(await describeOf(real, object), operation)
    if (refused !== null) return { traceId, ok: false, error: refused }
    if (operation.kind === 'update') {
      lay(object, operation.id, values, null)
      return done(operation.id, 'updated', values)
    }
    const key = operation.kind === 'upsert' ? { [operation.keyField]: operation.key } : {}
    const known =
      operation.kind === 'upsert' ? madeByKey.get(`${object} ${operation.keyField} ${operation.key}`) : undefined
    const id = known ?? newId(object)
    if (operation.kind === 'upsert') madeByKey.set(`${object} ${operation.keyField} ${operation.key}`, id)
    lay(object, id, { ...defaultsOf(object), ...values, ...key }, now)
    return done(id, known === undefined ? 'created' : 'updated', values)
  }
  const converted = (operation: Extract<WriteOperation, { kind: 'convert-lead' }>): ItemOutcome => {
    const contactId = operation.contactId ?? newId('Contact')
    const accountId = operation.accountId ?? newId('Account')
    const opportunityId = operation.opportunityName === null ? null : newId('Opportunity')
    lay('Lead', operation.leadId, { IsConverted: 'true', ConvertedContactId: contactId }, null)
    lay('Contact', contactId, { AccountId: accountId, OwnerId: operation.ownerId }, clock.now())
    const ids = { accountId, contactId, opportunityId }
    return { traceId: operation.traceId, ok: true, id: contactId, effect: 'converted', converted: ids }
  }
  const write = async (operations: readonly WriteOperation[]): Promise<readonly ItemOutcome[]> => {
    operationsHeld += operations.length
    calls += callsFor(side, operations)
    const outcomes: ItemOutcome[] = []
    for (const operation of operations) outcomes.push(await answer(operation))
    return outcomes
  }
  const wrap = (inner: C): C => ({
    ...inner,
    write,
    ...(inner.writeCampaigns === undefined ? {} : { writeCampaigns: write }),
    read: async (request: Parameters<Connector['read']>[0]) => {
      const live = request.ids.filter((id) => !isMadeUp(id))
      const records = live.length === 0 ? [] : await inner.read({ ...request, ids: live })
      const own = request.ids.filter(isMadeUp).flatMap((id) => planned.get(keyOf(request.object, id)) ?? [])
      return [...records.map(laidOver), ...own.map((one) => asRecord(one, request.fields))]
    },
    findBy: async (request: Parameters<Connector['findBy']>[0]) => {
      const live = request.values.filter((value) => !isMadeUp(value))
      const records = live.length === 0 ? [] : await inner.findBy({ ...request, values: live })
      const asked = new Set(request.values.map((value) => value.toLowerCase()))
      const own = madeUp(request.object).filter(({ values }) => asked.has(valueOf(values, request.field) ?? ''))
      return [...records.map(laidOver), ...own.map((one) => asRecord(one, request.fields))]
    },
    related: async (request: Parameters<Connector['related']>[0]) => {
      const live = request.ids.filter((id) => !isMadeUp(id))
      return live.length === 0 ? [] : inner.related({ ...request, ids: live })
    },
    withLane: (lane: Parameters<Connector['withLane']>[0]) => wrap(inner.withLane(lane)),
  })
  return { connector: wrap(real), writeCalls: () => calls, heldBack: () => operationsHeld }
}

/** Platform and objects that the account does not show are told by the live run; here they refuse nothing. */
async function describeOf(connector: Connector, object: string) {
  try {
    return await connector.describe(object)
  } catch (error) {
    if (error instanceof RemoteError && error.code === 'UNKNOWN_OBJECT') return null
    throw error
  }
}

const defaultsOf = (object: string): Values => (object === 'Lead' ? { IsConverted: 'false' } : {})
const blank = (fields: readonly string[]): Values => Object.fromEntries(fields.map((field) => [field, null]))

/** Platforms take field names in any case. */
function merged(before: Values, over: Values): Values {
  const written = new Map(Object.entries(over).map(([field, value]) => [field.toLowerCase(), value]))
  return Object.fromEntries(
    Object.entries(before).map(([field, value]) => [
      field,
      written.get(field.toLowerCase()) ?? fallback(written, field, value),
    ]),
  )
}

const fallback = (written: ReadonlyMap<string, string | null>, field: string, value: string | null): string | null =>
  written.has(field.toLowerCase()) ? null : value

const valueOf = (values: Values, field: string): string | null =>
  Object.entries(values)
    .find(([name]) => name.toLowerCase() === field.toLowerCase())?.[1]
    ?.toLowerCase() ?? null

/** What one `write` of the connectors costs; docs/api-calls.md has the rules. */
function callsFor(side: Side, operations: readonly WriteOperation[]): number {
  const groups = Map.groupBy(operations, (one) => `${one.kind} ${'object' in one ? one.object : ''}`)
  const sizeOf = (kind: WriteOperation['kind']): number => {
    if (side === 'hubspot' || kind === 'convert-lead') return 100
    return kind === 'update' || kind === 'upsert' ? 1000 : 200
  }
  return [...groups.values()].reduce((sum, of) => sum + Math.ceil(of.length / sizeOf(of[0]?.kind ?? 'update')), 0)
}
