import { RemoteError } from '#domain/errors.ts'
import type { PlainPair } from '#domain/plan/plain.ts'
import type { Scope } from '../scope.ts'

/** By what all lanes of a connection share: each batch in a lane of its own has a connector of its own. */
const cache = new WeakMap<Scope['reps'], Map<string, Promise<string>>>()

/** Id of the record type that the pair's settings name; null when they name none. @throws RemoteError, parking, for an unknown one. */
export async function recordTypeId(scope: Scope, pair: Pick<PlainPair, 'id' | 'salesforce'>): Promise<string | null> {
  const name = scope.config.pairs[pair.id].recordType
  if (name === null) return null
  const known = cache.get(scope.reps) ?? new Map<string, Promise<string>>()
  cache.set(scope.reps, known)
  const key = `${pair.salesforce}/${name}`
  const asked = known.get(key) ?? ask(scope, pair, name)
  known.set(key, asked)
  // A failed look-up is not remembered: somebody may have mended it.
  asked.catch(() => known.delete(key))
  return asked
}

async function ask(scope: Scope, pair: Pick<PlainPair, 'id' | 'salesforce'>, name: string): Promise<string> {
  const found = await scope.salesforce.findBy({
    object: 'RecordType',
    field: 'DeveloperName',
    values: [name],
    fields: ['SobjectType', 'IsActive'],
  })
  const type = found.find(({ values }) => values['SobjectType'] === pair.salesforce && values['IsActive'] !== 'false')
  if (type !== undefined) return type.id
  throw new RemoteError({
    code: 'UNKNOWN_RECORD_TYPE',
    disposition: 'park',
    message: `Salesforce ${pair.salesforce} has no active record type ${name}`,
    remedy: `Correct pairs.${pair.id}.recordType in the sync config, or activate the record type.`,
  })
}
