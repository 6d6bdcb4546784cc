import type { HubSpotError } from '../errors.ts'
import { badInput, invalid } from '../errors.ts'
import type { Exchange } from '../http/exchange.ts'
import { asList, asObject, asText, rulesOf } from '../http/exchange.ts'
import type { Pair, ResolvedType } from '../model/associations.ts'
import { associate, associationTypes, invalidEnd, invalidType, resolveTypes } from '../model/associations.ts'
import type { CheckedWrite } from '../model/check.ts'
import { checkWrite } from '../model/check.ts'
import { storeOf } from '../model/portal.ts'
import { definedDirections } from '../model/schema-associations.ts'
import type { ObjectStore } from '../model/store.ts'
import { findById } from '../model/store.ts'
import { createRecord } from '../model/write.ts'
import type { CrmRecord } from '../state.ts'

/** A create that passed all checks and waits to be carried out. */
export interface PreparedCreate extends CheckedWrite {
  readonly associations: readonly {
    readonly toStore: ObjectStore
    readonly to: CrmRecord
    readonly types: readonly ResolvedType[]
  }[]
}

/** Checks one `{properties, associations}` of a request. */
export function prepareCreate(
  exchange: Exchange,
  store: ObjectStore,
  input: Readonly<Record<string, unknown>>,
): PreparedCreate {
  const checked = checkWrite(exchange.portal, store, input['properties'], null, rulesOf(exchange))
  const listed =
    input['associations'] === undefined || input['associations'] === null
      ? []
      : asList(input['associations'], 'associations')
  const associations = listed.map((item) => prepareAssociation(exchange, store, asObject(item, 'association')))
  const given = associations.flatMap(({ types }) => types.map(({ typeId }) => typeId))
  const needed = store.type.requiredAssociations
  if (needed.length > 0 && !needed.some((typeId) => given.includes(typeId))) throw missingAssociation(store)
  return { ...checked, associations }
}

/** A lead is nobody's without its primary contact; the text of the refusal is not documented. */
function missingAssociation({ type }: ObjectStore): HubSpotError {
  const types = type.requiredAssociations.map(String)
  return invalid(`Error creating ${type.upper}. Some required associations were not set.`, {
    context: { requiredAssociationTypeIds: types },
  })
}

function prepareAssociation(exchange: Exchange, store: ObjectStore, item: Readonly<Record<string, unknown>>) {
  const id = asText(asObject(item['to'], 'to')['id'], 'to.id')
  const specs = readSpecs(item['types'])
  const first = specs[0]
  if (first === undefined) throw badInput('Invalid input JSON: an association needs types')
  // The type says which object it leads to.
  const known = associationTypes.find(
    ({ from, typeId }) => from === store.type.typeId && typeId === first.associationTypeId,
  )
  const label = exchange.portal.state.labels.find(
    (each) => each.fromTypeId === store.type.typeId && each.typeId === first.associationTypeId,
  )
  const defined = definedDirections(exchange.portal).find(
    ({ from, typeId }) => from === store.type.typeId && typeId === first.associationTypeId,
  )
  const toTypeId = known?.to ?? label?.toTypeId ?? defined?.to
  if (toTypeId === undefined) throw invalidType(first)
  const toStore = storeOf(exchange.portal, toTypeId)
  const to = findById(toStore, Number(id))
  if (to === undefined) throw invalidEnd(toStore, id)
  return { toStore, to, types: resolveTypes(exchange.portal, store.type.typeId, toTypeId, specs) }
}

/** `types` of an association request. */
export function readSpecs(raw: unknown): { associationCategory: string; associationTypeId: number }[] {
  return asList(raw, 'types').map((item) => {
    const spec = asObject(item, 'type')
    return {
      associationCategory: asText(spec['associationCategory'], 'associationCategory'),
      associationTypeId: Number(spec['associationTypeId']),
    }
  })
}

export function carryOutCreate(exchange: Exchange, store: ObjectStore, prepared: PreparedCreate): CrmRecord {
  const { portal, source } = exchange
  const record = createRecord(portal, store, prepared.values, source)
  for (const { toStore, to, types } of prepared.associations) {
    const pair: Pair = { fromStore: store, from: record, toStore, to }
    associate(portal, pair, types, source)
  }
  return record
}
