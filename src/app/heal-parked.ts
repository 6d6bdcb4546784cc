import type { SyncConfig } from '#domain/config.ts'
import { printOf } from '#domain/reconcile/print.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import type { Stream } from '#ports/store/inbox.ts'
import { retryAfterChange, retryOvertaken } from './retry-parked.ts'
import { MEMBERS, streamsOf } from './scope.ts'
import type { Scope } from './scope.ts'

/** Schemas are asked for as often as the connectors forget them. */
const LOOK_EVERY_MS = 10 * 60_000
const lookedAt = new WeakMap<Scope, number>()

/**
 * Tries parked records again when what may have blocked them has changed since: the mapping, or the schema of an object on
 * either side. Asked often, looks every ten minutes.
 * @returns records put back.
 */
export async function healParked(scope: Scope): Promise<number> {
  const now = scope.clock.now()
  const last = lookedAt.get(scope)
  if (last !== undefined && now - last < LOOK_EVERY_MS) return 0
  lookedAt.set(scope, now)
  const schemas = await Promise.all(
    parkable(scope.config).map(async ({ side, object }) => {
      const connector = side === 'hubspot' ? scope.hubspot : scope.salesforce
      return [`${side} ${object}`, printOfSchema(await connector.describe(object))] as const
    }),
  )
  const prints = new Map([['mapping', String(scope.configVersion)], ...schemas])
  const { id } = scope.connection
  return scope.store.transaction(async (tx) => {
    const changed = await tx.watched.changed(id, prints)
    // Whoever parked it by an older version may have ended before it could put it back.
    if (changed.length === 0) return retryOvertaken({ store: tx, clock: scope.clock }, id, scope.configVersion)
    const retried = await retryAfterChange({ store: tx, clock: scope.clock }, id, changed)
    scope.log.info({ connectionId: id, changed, retried }, 'parked records are tried again, because this has changed')
    return retried
  })
}

/** Nothing is written to the responses of campaign members, nor parked for them. */
const parkable = (config: SyncConfig): readonly Stream[] => streamsOf(config).filter((stream) => stream !== MEMBERS)

/** Of what can make a write fail: which fields there are, their types, lengths, options and whether they can be written. */
const printOfSchema = (schema: ObjectSchema): string =>
  printOf(
    Object.fromEntries(
      Object.values(schema.fields).map((field) => {
        const { name, label: _label, options = [], ...rest } = field
        const values = options.filter((option) => option.active).map((option) => option.value)
        return [name, JSON.stringify([rest, values])]
      }),
    ),
  )
